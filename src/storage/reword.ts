// A reply that was given, in other words: only while it is still the one that was given.

import type { Job } from "./inbox.ts";
import type { Database } from "./open.ts";
import { type Changing, newChanger, postsOf } from "./standing.ts";

export type Reworded = {
  /** The stored reply as it was, and as it is to be. */
  readonly before: string;
  readonly after: string;
  readonly payloads: readonly string[];
};

/** False, with nothing stored, when an edit or a deletion came in between. `ts`: the message's own. */
export function reword(
  db: Database,
  job: Job,
  ts: string,
  { before, after, payloads }: Reworded,
  changing: Changing,
  now: string,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const changed = await transaction
      .updateTable("messages")
      .set({ reply: after })
      .where("thread_id", "=", job.threadId)
      .where("reply", "=", before)
      .executeTakeFirst();
    if (Number(changed.numUpdatedRows) === 0) return false;
    const changer = newChanger(transaction, job, changing, now);
    await changer.replace(await postsOf(transaction, job, ts), payloads);
    return true;
  });
}
