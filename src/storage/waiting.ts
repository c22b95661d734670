// The queue of messages that nobody has worked on yet, as those who wait in it see it.

import type { Database } from "./open.ts";
import { type NewPost, writePost } from "./posts.ts";

export type Waiting = {
  readonly id: number;
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string;
  readonly threadId: string;
  readonly author: string;
  readonly visibility: "public" | "channel" | "private";
  /** Somebody asked, and has not been told yet that it takes a while. */
  readonly mayBeTold: boolean;
};

/** Oldest first, at most `max`. */
export async function readWaiting(db: Database, max: number, now: string): Promise<Waiting[]> {
  const rows = await db
    .selectFrom("inbox")
    // Not their texts: a thousand long reports would be copied twice a second.
    .select([
      "id",
      "team",
      "channel",
      "ts",
      "thread_ts",
      "thread_id",
      "author",
      "visibility",
      "kind",
      "told_at",
      "of_ts",
    ])
    .where("state", "=", "pending")
    .where(({ or, eb }) => or([eb("not_before", "is", null), eb("not_before", "<=", now)]))
    .orderBy("id")
    .limit(max)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    team: row.team,
    channel: row.channel,
    ts: row.ts,
    threadTs: row.thread_ts,
    threadId: row.thread_id,
    author: row.author,
    visibility: row.visibility,
    mayBeTold:
      row.told_at === null && row.of_ts === null && ["mention", "direct"].includes(row.kind),
  }));
}

/** Queues the word. False when somebody works on the message by now, or has told already. */
export async function tell(
  db: Database,
  waiting: Waiting,
  notice: NewPost,
  now: string,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const told = await transaction
      .updateTable("inbox")
      .set({ told_at: now })
      .where("id", "=", waiting.id)
      .where("state", "=", "pending")
      .where("told_at", "is", null)
      .executeTakeFirst();
    if (Number(told.numUpdatedRows) === 0) return false;
    await writePost(transaction, waiting, notice, now);
    return true;
  });
}
