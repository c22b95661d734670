// The queue of messages that nobody has worked on yet, as those who wait in it see it.

import type { Job } from "./inbox.ts";
import type { Database } from "./open.ts";
import { type NewPost, writePost } from "./posts.ts";

/** What the index `inbox_open` holds, and no more: the reports of the queue are not read. */
export type Waiting = {
  readonly id: number;
  readonly channel: string;
  /** Somebody asked, and has not been told yet that it takes a while. */
  readonly mayBeTold: boolean;
  /** It was put off until then (ISO time), and is behind nobody in the queue; null: it is its turn. */
  readonly notBefore: string | null;
};

/** Oldest first, at most `max`. What waits for people to answer it is not in the queue yet. */
export async function readWaiting(db: Database, max: number, now: string): Promise<Waiting[]> {
  const rows = await db
    .selectFrom("inbox")
    .select(["id", "channel", "kind", "told_at", "of_ts", "not_before"])
    .where("state", "=", "pending")
    .where(({ or, eb }) =>
      or([eb("not_before", "is", null), eb("not_before", "<=", now), eb("yields", "=", 0)]),
    )
    .orderBy("id")
    .limit(max)
    .execute();
  return rows.map(({ id, channel, kind, told_at, of_ts, not_before }) => ({
    id,
    channel,
    mayBeTold: told_at === null && of_ts === null && ["mention", "direct"].includes(kind),
    notBefore: not_before !== null && not_before > now ? not_before : null,
  }));
}

export type Told = Parameters<typeof writePost>[1] & Pick<Job, "ts">;

/** Queues the word. False when somebody works on the message by now, or has told already. */
export async function tell(
  db: Database,
  id: number,
  toNotice: (message: Told) => NewPost | null,
  now: string,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const told = await transaction
      .updateTable("inbox")
      .set({ told_at: now })
      .where("id", "=", id)
      .where("state", "=", "pending")
      .where("told_at", "is", null)
      .executeTakeFirst();
    if (Number(told.numUpdatedRows) === 0) return false;
    const message = await readTold(transaction, id);
    const notice = toNotice(message);
    if (notice) await writePost(transaction, message, notice, now);
    return true;
  });
}

async function readTold(db: Database, id: number): Promise<Told> {
  const row = await db
    .selectFrom("inbox")
    .select(["team", "channel", "ts", "thread_ts", "thread_id", "author", "visibility"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const { thread_ts: threadTs, thread_id: threadId, ...rest } = row;
  return { id, threadTs, threadId, ...rest };
}
