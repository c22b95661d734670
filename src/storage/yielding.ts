// A message that waits for people, and gets no answer once one of them has answered.

import type { Job } from "./inbox.ts";
import type { Database } from "./open.ts";

/** Whether somebody else has spoken in the thread since the job's message. */
export async function hasHumanAnswer(db: Database, job: Job): Promise<boolean> {
  if (job.isYielded) return true;
  const said = db.selectFrom("inbox").select("id").where("thread_id", "=", job.threadId);
  const later = await said
    .where("id", ">", job.id)
    .where("author", "not in", [job.author, job.rootAuthor ?? job.author, ""])
    .where("kind", "in", ["reply", "mention"])
    .limit(1)
    .executeTakeFirst();
  return later !== undefined;
}

/** Somebody spoke whose words are not for us: that they did is all that is kept. */
export async function noteAnswer(db: Database, threadId: string, author: string): Promise<void> {
  await db
    .updateTable("inbox")
    .set({ yields: 2 })
    .where("thread_id", "=", threadId)
    .where("state", "in", ["pending", "leased"])
    .where("yields", "=", 1)
    .where("author", "!=", author)
    .where(({ or, eb }) => or([eb("root_author", "is", null), eb("root_author", "!=", author)]))
    .execute();
}
