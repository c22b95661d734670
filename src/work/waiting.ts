// A word to whoever waits: what a surface cannot post yet is not worked on either, so in a burst a message
// waits in the queue. When that takes minutes its author is told how long, once, and the truth.

import { countQueued, type Queued } from "../storage/outbox.ts";
import { readWaiting, type Told, tell, type Waiting } from "../storage/waiting.ts";
import { toIso, type Work } from "../work.ts";
import { toNotice } from "./budget.ts";

const LONG_MS = 60_000;
const MINUTE_MS = 60_000;
/** With more of them waiting, one more would come too late itself. */
const NOTICES_MAX = 20;
/** How far down the queue is looked. */
const QUEUE_MAX = 2_000;

/** Tells those who wait long and do not know. False when there was nobody. */
export async function tellNext(work: Work): Promise<boolean> {
  const { waitMs } = work.deliver;
  if (!waitMs) return false;
  const queued = await countQueued(work.db);
  const room = NOTICES_MAX - queued.notices;
  if (room <= 0) return false;
  const now = work.now();
  const waiting = await readWaiting(work.db, QUEUE_MAX, toIso(now));
  let isTold = false;
  for (const { id, ms } of longWaiting(waiting, queued, now, waitMs).slice(0, room)) {
    const toPost = (message: Told) => toNotice(work, message, sayWait(ms), "wait");
    if (await tell(work.db, id, toPost, toIso(now))) isTold = true;
  }
  return isTold;
}

const sayWait = (ms: number): string =>
  `Many people ask me right now. Your message is in the queue; its turn comes in about ${Math.ceil(ms / MINUTE_MS)} minutes.`;

/**
 * Counts for each how much is ahead of it, in its channel and in all; what was put off knows its turn,
 * and others need not wait for it. Pure.
 */
function longWaiting(
  waiting: readonly Waiting[],
  queued: Queued,
  now: number,
  waitMs: (ahead: { channel: number; all: number }) => number,
): { readonly id: number; readonly ms: number }[] {
  const channels = new Map(queued.channels);
  let all = queued.all;
  const inQueue = (channel: string): number => {
    const ahead = channels.get(channel) ?? 0;
    channels.set(channel, ahead + 1);
    return waitMs({ channel: ahead, all: all++ });
  };
  return waiting.flatMap(({ id, channel, mayBeTold, notBefore }) => {
    const ms = notBefore === null ? inQueue(channel) : Date.parse(notBefore) - now;
    return mayBeTold && ms > LONG_MS ? [{ id, ms }] : [];
  });
}
