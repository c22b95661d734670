// The transaction that ends an edit or a deletion: the thread, its messages and its posts as they
// would be had it been said so from the start. What is erased here is in no table afterwards.

import { sql } from "kysely";
import type { Job } from "./inbox.ts";
import type { Database } from "./open.ts";
import { endJob, unlessLost, writeThread } from "./settle.ts";
import { type Changed, type Changing, newChanger, postsOf } from "./standing.ts";

export type Rewritten = {
  /** The next thread as JSON; null erases it with everything that it holds. */
  readonly thread: string | null;
  readonly isResolved?: boolean;
  readonly messages: readonly Changed[];
  /** Payloads for the job's author alone. */
  readonly notices: readonly string[];
};

/** False, with nothing stored, when somebody else has taken the job over. */
export function settleRewrite(
  db: Database,
  job: Job,
  it: Rewritten,
  changing: Changing,
  now: string,
): Promise<boolean> {
  return unlessLost(db, async (transaction) => {
    await endJob(transaction, job, "done", now);
    const changer = newChanger(transaction, job, changing, now);
    if (it.thread === null) {
      const posts = await postsOf(transaction, job, null);
      await changer.replace(posts, [changing.farewell], { canAdd: false });
      await dropThread(transaction, job.threadId);
      return;
    }
    await writeThread(transaction, job, it, now);
    await changer.change(it.messages);
    for (const payload of it.notices) await changer.post({ kind: "notice", payload });
  });
}

/**
 * Takes what was erased out of the write-ahead log as well. False while another program reads the
 * database: try again later. Does not wait for it: SQLite would hold up the whole thread.
 */
export function emptyLog(db: Database): Promise<boolean> {
  return db.connection().execute(async (connection) => {
    const before = await sql<{ timeout: number }>`pragma busy_timeout`.execute(connection);
    await sql`pragma busy_timeout = 0`.execute(connection);
    try {
      const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(
        connection,
      );
      return rows[0]?.busy === 0;
    } finally {
      const timeout = sql.lit(before.rows[0]?.timeout ?? 0);
      await sql`pragma busy_timeout = ${timeout}`.execute(connection);
    }
  });
}

async function dropThread(db: Database, id: string): Promise<void> {
  const notices = db.deleteFrom("outbox").where("thread_id", "=", id).where("kind", "=", "notice");
  await notices.where("state", "in", ["pending", "parked"]).execute();
  await db
    .updateTable("inbox")
    .set({ state: "done", text: "", files: "[]", lease_until: null })
    .where("thread_id", "=", id)
    .where("state", "=", "pending")
    .where("kind", "in", ["reply", "choice", "sign"])
    .execute();
  await db.deleteFrom("messages").where("thread_id", "=", id).execute();
  await db.deleteFrom("threads").where("id", "=", id).execute();
}
