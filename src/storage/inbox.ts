// What was accepted and must be answered once. A row is claimed under a lease; every later write
// names the claim's epoch, so that whoever lost the lease writes nothing.

import type { Selectable } from "kysely";
import type { Database } from "./open.ts";
import type { InboxKind, Tables, Visibility } from "./schema.ts";

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
  readonly visibility: Visibility;
};

/** A row under lease. */
export type Job = Omit<Accepted, "clientMessageId"> & {
  readonly id: number;
  readonly threadId: string;
  readonly epoch: number;
  readonly attempts: number;
};

const SURFACE = "slack";
// Another worker may take the row that was seen; the next one is tried instead.
const CLAIM_TRIES_MAX = 5;

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
      of_ts: null,
      edited_ts: null,
      visibility: it.visibility,
      state: "pending",
      epoch: 0,
      attempts: 0,
      lease_until: null,
      received_at: now,
      settled_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(stored.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Is this conversation ours? Also while its first message waits to be answered. */
export async function isOurThread(db: Database, threadId: string): Promise<boolean> {
  const thread = db.selectFrom("threads").select("id").where("id", "=", threadId);
  if (await thread.executeTakeFirst()) return true;
  const waiting = db.selectFrom("inbox").select("id").where("thread_id", "=", threadId);
  return (await waiting.executeTakeFirst()) !== undefined;
}

/** The oldest message that nobody works on and whose thread has no older one open; null for none. */
export async function claim(db: Database, now: string, leaseUntil: string): Promise<Job | null> {
  for (let tries = 0; tries < CLAIM_TRIES_MAX; tries++) {
    const row = await candidate(db, now);
    if (!row) return null;
    const claimed = await db
      .updateTable("inbox")
      .set({
        state: "leased",
        epoch: row.epoch + 1,
        attempts: row.attempts + 1,
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

/** Gives a job back, to be tried again after `notBefore`. */
export async function release(
  db: Database,
  job: Pick<Job, "id" | "epoch">,
  notBefore: string,
): Promise<void> {
  await db
    .updateTable("inbox")
    .set({ lease_until: notBefore })
    .where("id", "=", job.id)
    .where("epoch", "=", job.epoch)
    .where("state", "=", "leased")
    .execute();
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

function candidate(db: Database, now: string) {
  return db
    .selectFrom("inbox as row")
    .selectAll()
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
    .orderBy("row.id")
    .limit(1)
    .executeTakeFirst();
}

type Row = Selectable<Tables["inbox"]>;

function toJob(row: Row): Job {
  return {
    id: row.id,
    eventId: row.event_id,
    team: row.team,
    channel: row.channel,
    ts: row.ts,
    threadTs: row.thread_ts,
    threadId: row.thread_id,
    kind: row.kind,
    author: row.author,
    text: row.text,
    notes: row.notes,
    visibility: row.visibility,
    epoch: row.epoch + 1,
    attempts: row.attempts + 1,
  };
}
