// What was accepted and must be answered once. A row is claimed under a lease; every later write
// names the claim's epoch, so that whoever lost the lease writes nothing.

import type { Selectable } from "kysely";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";
import type { InboxKind } from "./schema-delivery.ts";
import type { Visibility } from "./visibility.ts";

export type Accepted = {
  readonly eventId: string;
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string;
  readonly clientMessageId: string | null;
  readonly kind: InboxKind;
  readonly author: string;
  /** Decoded and redacted. */
  readonly text: string;
  readonly notes: string;
  /** What is attached, as the surface's own JSON. */
  readonly files?: string;
  /** Of an edit or a deletion: the message that it is about; `ts` is the version's own then. */
  readonly ofTs?: string | null;
  readonly editedTs?: string | null;
  /** What was pressed, as JSON; null for what was typed. */
  readonly act?: string | null;
  /** Who wrote the message that the thread hangs on, where the surface says so. */
  readonly rootAuthor?: string | null;
  /** It waits for people, and gets no answer when one of them has answered. */
  readonly yields?: boolean;
  readonly visibility: Visibility;
  /** Not to be worked on before (ISO time). */
  readonly notBefore?: string;
};

/** A row under lease. */
export type Job = Omit<
  Accepted,
  "clientMessageId" | "editedTs" | "act" | "rootAuthor" | "notBefore" | "yields"
> & {
  readonly act: string | null;
  readonly rootAuthor: string | null;
  readonly yields: boolean;
  /** Somebody answered whose words are left alone. */
  readonly isYielded: boolean;
  readonly id: number;
  readonly receivedAt: string;
  readonly threadId: string;
  readonly epoch: number;
  /** Errors so far; a death of the process is none. */
  readonly attempts: number;
};

/** Of whatever comes through the inbox. */
export const SURFACE = "slack";
// Another worker may take the row that was seen; the next one is tried instead.
const CLAIM_TRIES_MAX = 5;
/** Messages of a channel that may wait to be posted before its next one is worked on. */
const AHEAD_MAX = 3;

export function threadIdOf(place: Pick<Accepted, "team" | "channel" | "threadTs">): string {
  return [SURFACE, place.team, place.channel, place.threadTs].join(":");
}

/** Stores a message. False when it is known already: by event, by place and time, or by client id. */
export async function accept(db: Database, it: Accepted, now: string): Promise<boolean> {
  const stored = await db
    .insertInto("inbox")
    .values({
      event_id: it.eventId,
      team: it.team,
      channel: it.channel,
      ts: it.ts,
      thread_ts: it.threadTs,
      thread_id: threadIdOf(it),
      client_msg_id: it.clientMessageId,
      kind: it.kind,
      author: it.author,
      text: it.text,
      notes: it.notes,
      act: it.act ?? null,
      root_author: it.rootAuthor ?? null,
      yields: it.yields ? 1 : 0,
      of_ts: it.ofTs ?? null,
      edited_ts: it.editedTs ?? null,
      files: it.files ?? "[]",
      visibility: it.visibility,
      state: "pending",
      epoch: 0,
      attempts: 0,
      lease_until: null,
      received_at: now,
      settled_at: null,
      not_before: it.notBefore ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(stored.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Is this conversation ours? Also while its first message waits to be answered. */
export async function isOurThread(db: Database, threadId: string): Promise<boolean> {
  const thread = db.selectFrom("threads").select("id").where("id", "=", threadId);
  if (await thread.executeTakeFirst()) return true;
  const waiting = db
    .selectFrom("inbox")
    .select("id")
    .where("thread_id", "=", threadId)
    .where("state", "!=", "done") // done without a thread: its report was taken back
    .where("kind", "!=", "deletion");
  return (await waiting.executeTakeFirst()) !== undefined;
}

/**
 * The oldest message that nobody works on and whose thread has no older one open; null for none.
 * Channels take turns: `after` is the one that was served last, so that a flooded one delays no other.
 */
export async function claim(
  db: Database,
  now: string,
  leaseUntil: string,
  after = "",
): Promise<Job | null> {
  for (let tries = 0; tries < CLAIM_TRIES_MAX; tries++) {
    const row = await candidate(db, now, after);
    if (!row) return null;
    const claimed = await db
      .updateTable("inbox")
      .set({
        state: "leased",
        epoch: row.epoch + 1,
        lease_until: leaseUntil,
      })
      .where("id", "=", row.id)
      .where("epoch", "=", row.epoch)
      .where("state", "in", ["pending", "leased"])
      .executeTakeFirst();
    if (Number(claimed.numUpdatedRows) > 0) return toJob(row);
  }
  return null;
}

/** Frees what a process that is gone had leased. Its own late writes are fenced off by the epoch. */
export async function recoverInbox(db: Database): Promise<number> {
  const freed = await db
    .updateTable("inbox")
    .set(({ eb }) => ({ state: "pending", epoch: eb("epoch", "+", 1), lease_until: null }))
    .where("state", "=", "leased")
    .executeTakeFirst();
  return Number(freed.numUpdatedRows);
}

function candidate(db: Database, now: string, after: string): Promise<Row | undefined> {
  const next = nextId(db, now, after);
  return db.selectFrom("inbox").selectAll().where("id", "=", next).executeTakeFirst();
}

/** The id alone: every open message is sorted here, and their texts are long. */
function nextId(db: Database, now: string, after: string) {
  return (
    db
      .selectFrom("inbox as row")
      .select("row.id")
      .where(({ or, eb, and }) =>
        or([
          eb("row.state", "=", "pending"),
          and([eb("row.state", "=", "leased"), eb("row.lease_until", "<=", now)]),
        ]),
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("inbox as older")
              .select("older.id")
              .whereRef("older.thread_id", "=", "row.thread_id")
              .whereRef("older.id", "<", "row.id")
              .where("older.state", "in", ["pending", "leased"]),
          ),
        ),
      )
      .where(({ or, eb }) =>
        or([eb("row.not_before", "is", null), eb("row.not_before", "<=", now)]),
      )
      // What could not be posted yet need not be read yet: others have the time of it.
      .where(({ or, eb, selectFrom }) =>
        or([
          eb("row.kind", "not in", ["mention", "direct"]),
          eb(
            "row.channel",
            "not in",
            selectFrom("outbox")
              .select("outbox.channel")
              .where("outbox.state", "=", "pending")
              .where("outbox.kind", "=", "message")
              .groupBy("outbox.channel")
              .having(({ fn }) => fn.countAll(), ">=", AHEAD_MAX),
          ),
        ]),
      )
      .orderBy(({ eb }) => eb("row.channel", ">", after), "desc")
      .orderBy("row.channel")
      .orderBy("row.id")
      .limit(1)
  );
}

type Row = Selectable<Tables["inbox"]>;

function toJob(row: Row): Job {
  return {
    id: row.id,
    receivedAt: row.received_at,
    eventId: row.event_id,
    team: row.team,
    channel: row.channel,
    ts: row.ts,
    threadTs: row.thread_ts,
    threadId: row.thread_id,
    act: row.act,
    rootAuthor: row.root_author,
    yields: row.yields !== 0,
    isYielded: row.yields === 2,
    kind: row.kind,
    author: row.author,
    text: row.text,
    notes: row.notes,
    files: row.files,
    ofTs: row.of_ts,
    visibility: row.visibility,
    epoch: row.epoch + 1,
    attempts: row.attempts,
  };
}
