// With a model the plain answer is posted at once, and replaced in place when its wording is there and
// differs. Dying in between leaves the plain answer, which is whole.

import type { Answer } from "../answer/answer.ts";
import type { Reply } from "../conversation/reply.ts";
import type { Job } from "../storage/inbox.ts";
import { reword } from "../storage/reword.ts";
import type { Changing } from "../storage/standing.ts";
import type { Work } from "../work.ts";
import type { ToRender } from "./deliver.ts";
import { toStored } from "./stored.ts";

export type Plain = {
  readonly job: Job;
  /** The message that was answered. */
  readonly ts: string;
  readonly reply: Reply;
  readonly worded: Promise<Answer | null>;
  /** With what the plain answer was rendered and stored. */
  readonly beside: Omit<ToRender, "reply">;
  readonly changing: Changing;
  readonly answeredAt: number;
};

/** Slack facts, 2.3: a message is updated at most once in three seconds. */
const GAP_MS = 3_000;

/** Never rejects: the answer stands already. */
export async function rewordLater(work: Work, plain: Plain): Promise<void> {
  const { job, reply, beside, answeredAt } = plain;
  try {
    const answer = await plain.worded;
    if (!answer || reply.kind !== "answer") return;
    const next: Reply = { ...reply, answer };
    const payloads = payloadsOf(work, next, beside);
    if (payloads.join() === payloadsOf(work, reply, beside).join()) return;
    const before = toStored(reply, beside.elapsedMs);
    const after = toStored(next, beside.elapsedMs);
    const dueAt = new Date(Math.max(work.now(), answeredAt + GAP_MS)).toISOString();
    const now = new Date(work.now()).toISOString();
    const changing = { ...plain.changing, dueAt };
    await reword(work.db, job, plain.ts, { before, after, payloads }, changing, now);
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    work.log.error({ job: job.id, error: name }, "an answer could not be reworded; it stays plain");
  }
}

function payloadsOf(work: Work, reply: Reply, beside: Omit<ToRender, "reply">): string[] {
  const posts = work.deliver.render({ ...beside, reply });
  return posts.filter(({ kind }) => kind === "message").map(({ payload }) => payload);
}
