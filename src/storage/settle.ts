// The one transaction that ends a job: what the thread is now, what was said, what is to be posted.

import { sql } from "kysely";
import { type Job, SURFACE } from "./inbox.ts";
import type { Database } from "./open.ts";
import { type NewPost, writePost } from "./posts.ts";
import { type Changed, type Changing, newChanger } from "./standing.ts";

export type Settled = {
  readonly state: "done" | "failed";
  /** The next thread as JSON; null leaves it as it is. */
  readonly thread: string | null;
  /** Its problem is said to be solved. */
  readonly isResolved?: boolean;
  /** The reply as JSON; null keeps nothing of the message either. */
  readonly reply: string | null;
  readonly posts: readonly NewPost[];
  /** What was worked on, where that is more than the job's own text. */
  readonly message?: Kept;
  /** Who said it: `asker` when left out. */
  readonly author?: string;
  /** Earlier answers that now stand with other words. */
  readonly changed?: Changing & { readonly messages: readonly Changed[] };
};

/** A message as it is kept: redacted, with the surface's messages whose words it holds, its own first. */
export type Kept = {
  readonly text: string;
  readonly notes: string;
  readonly sources: readonly string[];
};

class LostLease extends Error {}

/** False, with nothing stored, when somebody else has taken the job over. */
export async function settle(
  db: Database,
  job: Job,
  settled: Settled,
  now: string,
): Promise<boolean> {
  return unlessLost(db, (transaction) => write(transaction, job, settled, now));
}

/** Runs `work` in a transaction; false, with nothing stored, when the lease was lost. */
export async function unlessLost(
  db: Database,
  work: (transaction: Database) => Promise<void>,
): Promise<boolean> {
  try {
    await db.transaction().execute(work);
    return true;
  } catch (error) {
    if (error instanceof LostLease) return false;
    throw error;
  }
}

/** First, because it takes the lock and says whether the rest may be written. */
export async function endJob(
  db: Database,
  job: Job,
  state: Settled["state"],
  now: string,
): Promise<void> {
  const ended = await db
    .updateTable("inbox")
    .set({ state, text: "", files: "[]", lease_until: null, settled_at: now })
    .where("id", "=", job.id)
    .where("epoch", "=", job.epoch)
    .where("state", "=", "leased")
    .executeTakeFirst();
  if (Number(ended.numUpdatedRows) === 0) throw new LostLease();
}

async function write(db: Database, job: Job, settled: Settled, now: string): Promise<void> {
  await endJob(db, job, settled.state, now);
  await writeThread(db, job, settled, now);
  if (settled.thread !== null && settled.reply !== null) {
    const { text, notes, sources } = settled.message ?? { ...job, sources: [job.ofTs ?? job.ts] };
    const message = {
      thread_id: job.threadId,
      author: settled.author ?? "asker",
      act: job.act,
      text,
      notes,
      sources: JSON.stringify(sources),
      reply: settled.reply,
    };
    await db
      .insertInto("messages")
      .values({ ...message, created_at: now })
      .execute();
  }
  for (const post of settled.posts) await writePost(db, job, post, now);
  const { changed } = settled;
  if (changed) await newChanger(db, job, changed, now).change(changed.messages);
}

export async function writeThread(
  db: Database,
  job: Job,
  { thread: state, isResolved = false }: Pick<Settled, "thread" | "isResolved">,
  now: string,
): Promise<void> {
  if (state === null) return;
  const resolved_at = isResolved ? now : null;
  await db
    .insertInto("threads")
    .values({
      id: job.threadId,
      surface: SURFACE,
      visibility: job.visibility,
      state,
      created_at: now,
      updated_at: now,
      resolved_at,
    })
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet(({ fn, ref }) => ({
        state,
        updated_at: now,
        resolved_at: isResolved ? fn.coalesce(ref("threads.resolved_at"), sql.val(now)) : null,
      })),
    )
    .execute();
}
