// A word to whoever waits: when so much is to be posted that an answer comes minutes later, its author is
// told how long, and told the truth.

import type { Job } from "../storage/inbox.ts";
import { countQueued } from "../storage/outbox.ts";
import type { NewPost } from "../storage/posts.ts";
import type { Work } from "../work.ts";
import { toNotice } from "./budget.ts";

const LONG_MS = 60_000;
const MINUTE_MS = 60_000;
/** With more of them waiting this one would come too late itself. */
const NOTICES_MAX = 20;

/** Goes before the answer's own posts; null where the wait is short. */
export async function waitNotice(work: Work, job: Job): Promise<NewPost | null> {
  const { waitMs } = work.deliver;
  if (!waitMs) return null;
  const queued = await countQueued(work.db, job.channel);
  const ms = waitMs(queued);
  if (ms <= LONG_MS || queued.notices >= NOTICES_MAX) return null;
  const minutes = Math.ceil(ms / MINUTE_MS);
  return toNotice(
    work,
    job,
    `Many people ask me right now. Your answer is ready; Slack lets me post it in about ${minutes} minutes.`,
  );
}
