// A message that was said before, said differently or taken back. What waits is changed where it
// lies; what was answered becomes a job of its own, behind the others of its thread.

import { isDeleted, rememberDeleted } from "./deleted.ts";
import { type Accepted, accept, threadIdOf } from "./inbox.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";
import { sourcesOf } from "./threads.ts";

export type Edited = Accepted & { readonly editedTs: string };
export type Deleted = Pick<Accepted, "eventId" | "team" | "channel" | "ts" | "threadTs">;

const OPEN: readonly Tables["inbox"]["state"][] = ["pending", "leased"];

/** Stores a message. False when it is known, or was taken back before it came. */
export async function acceptNew(db: Database, it: Accepted, now: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    // The write comes first: it takes SQLite's lock, so that no deletion comes in between.
    if (!(await accept(transaction, it, now))) return false;
    if (!(await isDeleted(transaction, it))) return true;
    await transaction.deleteFrom("inbox").where("event_id", "=", it.eventId).execute();
    return false;
  });
}

/** False when there is nothing new to do: an older version, one that is known, or nobody's message. */
export async function acceptEdit(db: Database, it: Edited, now: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (await isDeleted(transaction, it)) return false;
    const known = await newest(transaction, it);
    if (!known) return acceptUnknown(transaction, it, now);
    if (known.kind === "deletion" || !isNewer(it.editedTs, known.edited_ts)) return false;
    // No way round a budget; but what a later mention keeps of it follows its author.
    if (known.refused !== null && !(await isKept(transaction, it))) return false;
    return (await replaced(transaction, known.id, it)) || acceptAgain(transaction, it, now);
  });
}

/**
 * Takes back what waits and, where something was kept or is being worked on, leaves a job that erases
 * it. False when there is no such job; what was never heard of is remembered, as it may come yet.
 */
export async function acceptDeletion(db: Database, told: Deleted, now: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const known = await newest(transaction, told);
    // Slack does not always say which thread it was in.
    const it = known ? { ...told, threadTs: known.thread_ts } : told;
    if (!known && !(await isKept(transaction, it))) {
      await rememberDeleted(transaction, it, now);
      return false;
    }
    await cancel(transaction, it, now);
    return accept(
      transaction,
      {
        ...it,
        ts: `${it.ts}@deleted`,
        ofTs: it.ts,
        clientMessageId: null,
        kind: "deletion",
        author: "",
        text: "",
        notes: NO_NOTES,
        visibility: known?.visibility ?? "private",
      },
      now,
    );
  });
}

const NO_NOTES = JSON.stringify({ redactions: [], problems: [] });

/** A mention that was edited in is a new one; other words may belong to a report that was answered. */
async function acceptUnknown(db: Database, it: Edited, now: string): Promise<boolean> {
  if (it.kind !== "reply") return accept(db, it, now);
  return (await isKept(db, it)) && acceptAgain(db, it, now);
}

async function acceptAgain(db: Database, it: Edited, now: string): Promise<boolean> {
  const version = { ts: `${it.ts}@${it.editedTs}`, ofTs: it.ts, clientMessageId: null };
  // It was told before, and could not be followed then. Such a job has posted nothing.
  await db
    .deleteFrom("inbox")
    .where("team", "=", it.team)
    .where("channel", "=", it.channel)
    .where("ts", "=", version.ts)
    .where("state", "=", "failed")
    .execute();
  return accept(db, { ...it, ...version }, now);
}

/**
 * Its last version that was accepted and did not fail; else the first, whatever became of it. Two
 * questions, because an index answers each.
 */
async function newest(
  db: Database,
  { team, channel, ts }: Pick<Accepted, "team" | "channel" | "ts">,
) {
  const rows = db
    .selectFrom("inbox")
    .select(["id", "kind", "thread_ts", "edited_ts", "refused", "visibility"])
    .where("team", "=", team)
    .where("channel", "=", channel);
  const versions = rows.where("of_ts", "=", ts).where("state", "!=", "failed");
  const last = versions.orderBy("id", "desc").limit(1);
  return (await last.executeTakeFirst()) ?? rows.where("ts", "=", ts).executeTakeFirst();
}

/** Later versions of the message that the job is a version of. */
export async function countVersions(
  db: Database,
  { team, channel, ofTs = null }: Pick<Accepted, "team" | "channel" | "ofTs">,
): Promise<number> {
  const { count } = await db
    .selectFrom("inbox")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("team", "=", team)
    .where("channel", "=", channel)
    .where("of_ts", "=", ofTs)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The messages of a thread whose deletion was told. */
export async function deletedIn(db: Database, threadId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("inbox")
    .select("of_ts")
    .where("thread_id", "=", threadId)
    .where("kind", "=", "deletion")
    .execute();
  return rows.flatMap(({ of_ts }) => of_ts ?? []);
}

/** Whether a stored message holds words of this one. */
export async function isKept(
  db: Database,
  it: Pick<Accepted, "team" | "channel" | "ts" | "threadTs">,
): Promise<boolean> {
  const rows = await db
    .selectFrom("messages")
    .select("sources")
    .where("thread_id", "=", threadIdOf(it))
    .execute();
  return rows.some(({ sources }) => sourcesOf(sources).includes(it.ts));
}

/** Nobody works on it yet, so nobody will see the old words. */
async function replaced(db: Database, id: number, it: Edited): Promise<boolean> {
  const { text, notes, files = "[]", editedTs: edited_ts } = it;
  const changed = await db
    .updateTable("inbox")
    .set({ text, notes, files, edited_ts, ...(it.kind === "mention" && { kind: it.kind }) })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .executeTakeFirst();
  return Number(changed.numUpdatedRows) > 0;
}

/** Whoever works on it settles nothing: the epoch is another. */
async function cancel(db: Database, it: Deleted, now: string): Promise<void> {
  const threadId = threadIdOf(it);
  const open = db
    .updateTable("inbox")
    .set(({ eb }) => ({
      state: "done",
      text: "",
      notes: NO_NOTES,
      files: "[]",
      lease_until: null,
      settled_at: now,
      epoch: eb("epoch", "+", 1),
    }))
    .where("thread_id", "=", threadId)
    .where("state", "in", OPEN);
  await open.where(({ or, eb }) => or([eb("ts", "=", it.ts), eb("of_ts", "=", it.ts)])).execute();
  // Without its report a thread is nobody's: what was said below it waits for no answer.
  const thread = db.selectFrom("threads").select("id").where("id", "=", threadId);
  if (it.ts === it.threadTs && !(await thread.executeTakeFirst())) {
    await open.where("kind", "in", ["reply", "choice", "sign"]).execute();
  }
}

function isNewer(editedTs: string, known: string | null): boolean {
  return known === null || Number(editedTs) > Number(known);
}
