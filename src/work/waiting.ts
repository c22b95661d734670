// A word to whoever waits: what a surface cannot post yet is not worked on either, so in a burst a message
// waits in the queue. When that takes minutes its author is told how long, once, and the truth.

import { countQueued, type Queued } from "../storage/outbox.ts";
import { readWaiting, tell, type Waiting } from "../storage/waiting.ts";
import { toIso, type Work } from "../work.ts";
import { toNotice } from "./budget.ts";

const LONG_MS = 60_000;
const MINUTE_MS = 60_000;
/** With more of them waiting, one more would come too late itself. */
const NOTICES_MAX = 20;
/** How far down the queue is looked. */
const QUEUE_MAX = 2_000;

/** Tells the first who waits long and does not know. False when there is nobody. */
export async function tellNext(work: Work): Promise<boolean> {
  const { waitMs } = work.deliver;
  if (!waitMs) return false;
  const queued = await countQueued(work.db);
  if (queued.notices >= NOTICES_MAX) return false;
  const now = toIso(work.now());
  const waiting = await readWaiting(work.db, QUEUE_MAX, now);
  const first = firstToTell(waiting, queued, waitMs);
  if (!first) return false;
  const minutes = Math.ceil(first.ms / MINUTE_MS);
  const words = `Many people ask me right now. Your message is in the queue; its turn comes in about ${minutes} minutes.`;
  const notice = toNotice(work, first.message, words, "wait");
  return notice !== null && tell(work.db, first.message, notice, now);
}

/** Counts for each how much is ahead of it, in its channel and in all. Pure. */
function firstToTell(
  waiting: readonly Waiting[],
  queued: Queued,
  waitMs: (ahead: { channel: number; all: number }) => number,
): { readonly message: Waiting; readonly ms: number } | null {
  const channels = new Map(queued.channels);
  let all = queued.all;
  for (const message of waiting) {
    const channel = channels.get(message.channel) ?? 0;
    const ms = waitMs({ channel, all });
    if (message.mayBeTold && ms > LONG_MS) return { message, ms };
    channels.set(message.channel, channel + 1);
    all += 1;
  }
  return null;
}
