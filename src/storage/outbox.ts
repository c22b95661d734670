// What is to be posted, and how far that got. A row in `sending` whose lease is over may or may not
// have been posted: it is read back before anything is posted again.

import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";
import type { OutboxKind } from "./schema-delivery.ts";

/** A row under lease. */
export type Outgoing = {
  readonly id: number;
  readonly key: string;
  readonly kind: OutboxKind;
  /** Of an update or a delete: the message that it changes. `ts` is null when that was never posted. */
  readonly changes: { readonly key: string; readonly ts: string | null } | null;
  readonly team: string;
  readonly channel: string;
  readonly threadTs: string;
  readonly recipient: string;
  readonly payload: string;
  readonly epoch: number;
  readonly tries: number;
  readonly reads: number;
  readonly failures: number;
  /** When it was written. */
  readonly createdAt: string;
  /** When the post that is to be found again was made; this claim's own time for a new post. */
  readonly attemptedAt: string;
  /** False: post it. True: it may have been posted, look for it. A change is made again instead. */
  readonly isUnknown: boolean;
};

const CLAIM_TRIES_MAX = 5;

type Row = Omit<Tables["outbox"], "id"> & { readonly id: number };

/** What is over a limit now: kinds, and channels as far as messages go. */
export type Closed = {
  readonly channels: readonly string[];
  readonly kinds: readonly OutboxKind[];
};

const NOTHING_CLOSED: Closed = { channels: [], kinds: [] };

export type Claim = {
  readonly now: string;
  readonly leaseUntil: string;
  /** When to look for a new post first, should its outcome not become known. */
  readonly readBackAt: string;
  readonly closed?: Closed;
};

/** The oldest row that is due, not closed, and whose thread has no older one open. Commits `sending`. */
export async function claimPost(
  db: Database,
  { now, leaseUntil, readBackAt, closed = NOTHING_CLOSED }: Claim,
): Promise<Outgoing | null> {
  for (let tries = 0; tries < CLAIM_TRIES_MAX; tries++) {
    const row = await candidate(db, now, closed);
    if (!row) return null;
    const isUnknown = row.state === "sending" && row.of_key === null;
    const claimed = await db
      .updateTable("outbox")
      .set({
        state: "sending",
        epoch: row.epoch + 1,
        lease_until: leaseUntil,
        updated_at: now,
        ...(isUnknown ? {} : { attempted_at: now, due_at: readBackAt, reads: 0, failures: 0 }),
      })
      .where("id", "=", row.id)
      .where("epoch", "=", row.epoch)
      .where("state", "=", row.state)
      .executeTakeFirst();
    if (Number(claimed.numUpdatedRows) === 0) continue;
    const changes = row.of_key === null ? null : await changed(db, row.of_key);
    return { ...toOutgoing(row, isUnknown, now), changes };
  }
  return null;
}

/** What is known after a claim. False when somebody else has taken the row over. */
export async function update(
  db: Database,
  row: Pick<Outgoing, "id" | "epoch">,
  change: Change,
  now: string,
): Promise<boolean> {
  const updated = await db
    .updateTable("outbox")
    .set({ ...change, lease_until: null, updated_at: now })
    .where("id", "=", row.id)
    .where("epoch", "=", row.epoch)
    .where("state", "=", "sending")
    .executeTakeFirst();
  return Number(updated.numUpdatedRows) > 0;
}

/** Is the claim still the last one? Every other claim, and every restart, has raised the epoch. */
export async function holds(db: Database, row: Pick<Outgoing, "id" | "epoch">): Promise<boolean> {
  const held = await db
    .selectFrom("outbox")
    .select("id")
    .where("id", "=", row.id)
    .where("epoch", "=", row.epoch)
    .executeTakeFirst();
  return held !== undefined;
}

export type Change =
  /** `sent_ts` is null where a change found nothing to change. */
  | { readonly state: "sent"; readonly sent_ts: string | null; readonly payload: "" }
  | { readonly state: "parked"; readonly reason: string }
  | { readonly state: "pending"; readonly due_at: string; readonly tries: number }
  /** Still unknown: look again when due. */
  | { readonly due_at: string; readonly reads?: number; readonly failures?: number };

/** What a process that is gone was sending may have arrived: it is looked for when due. */
export async function recoverOutbox(db: Database, now: string): Promise<number> {
  const freed = await db
    .updateTable("outbox")
    .set(({ eb }) => ({ epoch: eb("epoch", "+", 1), lease_until: null, updated_at: now }))
    .where("state", "=", "sending")
    .where("lease_until", "is not", null)
    .executeTakeFirst();
  return Number(freed.numUpdatedRows);
}

/** What waits to be posted: messages by channel and in all, and notices. */
export type Queued = {
  readonly channels: readonly (readonly [channel: string, count: number])[];
  readonly all: number;
  readonly notices: number;
};

export async function countQueued(db: Database): Promise<Queued> {
  const rows = await db
    .selectFrom("outbox")
    .select(({ fn }) => ["kind", "channel", fn.countAll<number>().as("count")])
    .where("state", "=", "pending")
    .where("kind", "in", ["message", "notice"])
    .groupBy(["kind", "channel"])
    .execute();
  const of = (kind: OutboxKind) => rows.filter((row) => row.kind === kind);
  const sum = (kind: OutboxKind) => of(kind).reduce((total, { count }) => total + Number(count), 0);
  return {
    channels: of("message").map(({ channel, count }) => [channel, Number(count)] as const),
    all: sum("message"),
    notices: sum("notice"),
  };
}

/** What needs a person. */
export async function countParked(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom("outbox")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("state", "=", "parked")
    .executeTakeFirstOrThrow();
  return Number(count);
}

function candidate(db: Database, now: string, closed: Closed): Promise<Row | undefined> {
  const next = nextId(db, now, closed);
  return db.selectFrom("outbox").selectAll().where("id", "=", next).executeTakeFirst();
}

/** The id alone: every open post is sorted here, and their payloads are long. */
function nextId(db: Database, now: string, { channels, kinds }: Closed) {
  return (
    db
      .selectFrom("outbox as row")
      .select("row.id")
      .where("row.due_at", "<=", now)
      .where(({ or, eb, and }) =>
        or([
          eb("row.state", "=", "pending"),
          and([
            eb("row.state", "=", "sending"),
            or([eb("row.lease_until", "is", null), eb("row.lease_until", "<=", now)]),
          ]),
        ]),
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("outbox as older")
              .select("older.id")
              .whereRef("older.thread_id", "=", "row.thread_id")
              .whereRef("older.id", "<", "row.id")
              .where("older.state", "in", ["pending", "sending"]),
          ),
        ),
      )
      // To look for a post is no post.
      .$if(kinds.length > 0, (query) =>
        query.where(({ or, eb }) =>
          or([eb("row.state", "=", "sending"), eb("row.kind", "not in", [...kinds])]),
        ),
      )
      .$if(channels.length > 0, (query) =>
        query.where(({ or, eb }) =>
          or([
            eb("row.state", "=", "sending"),
            eb("row.kind", "!=", "message"),
            eb("row.channel", "not in", [...channels]),
          ]),
        ),
      )
      .orderBy("row.due_at")
      .orderBy("row.id")
      .limit(1)
  );
}

/** Older rows of the thread are closed by now, so what is not sent will not be. */
async function changed(db: Database, key: string): Promise<NonNullable<Outgoing["changes"]>> {
  const post = await db
    .selectFrom("outbox")
    .select("sent_ts")
    .where("key", "=", key)
    .executeTakeFirst();
  return { key, ts: post?.sent_ts ?? null };
}

function toOutgoing(row: Row, isUnknown: boolean, now: string): Omit<Outgoing, "changes"> {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    team: row.team,
    channel: row.channel,
    threadTs: row.thread_ts,
    recipient: row.recipient,
    payload: row.payload,
    epoch: row.epoch + 1,
    tries: row.tries,
    reads: isUnknown ? row.reads : 0,
    failures: isUnknown ? row.failures : 0,
    createdAt: row.created_at,
    attemptedAt: isUnknown ? (row.attempted_at ?? now) : now,
    isUnknown,
  };
}
