// Runs the steps until it is stopped, and wakes each for what another has made.

import { recoverInbox } from "../storage/inbox.ts";
import { recoverOutbox } from "../storage/outbox.ts";
import { answerNext, nameOf, toIso, type Work } from "../work.ts";
import { deliverNext } from "./deliver.ts";
import { startLanes } from "./lanes.ts";
import { tellNext } from "./waiting.ts";

export type LoopOptions = {
  /** Settles after `ms`, or as soon as the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How often to look without being woken: retries and read-backs come due by time. */
  readonly pollMs?: number;
};

export type Working = {
  /** There is something new. */
  readonly wake: () => void;
  /** Lets every step that has begun end, and begins no other. */
  readonly stop: () => Promise<void>;
};

const POLL_MS = 500;
/** After a step failed: the database may be locked or full. */
const FAILED_MS = 1_000;
const ANSWER_LANES = 2;
const DELIVER_LANES = 4;
/** Who waits for minutes need not hear of it at once, and to count the queue reads all of it. */
const TELL_POLLS = 4;
/** Answers that a model is wording at a time; the others stay plain. */
const WORDINGS_MAX = 8;

/** Frees what a dead process held, then works. */
export async function startWork(parts: Work, options: LoopOptions): Promise<Working> {
  const wordings = new Set<Promise<void>>();
  const later: NonNullable<Work["later"]> = {
    hasRoom: () => wordings.size < WORDINGS_MAX,
    run: (task) => {
      const ended = task.finally(() => wordings.delete(ended)).then(() => delivering.wake());
      wordings.add(ended);
    },
  };
  const work: Work = { turn: { channel: "" }, erased: { isInLog: true }, later, ...parts };
  const jobs = await recoverInbox(work.db);
  const posts = await recoverOutbox(work.db, toIso(work.now()));
  if (jobs + posts > 0) work.log.warn({ jobs, posts }, "going on with what an earlier run left");

  const { sleep, pollMs = POLL_MS } = options;
  const lanes = (count: number, step: Step, restMs: number, onDone: () => void) =>
    startLanes({ count, step: () => restAfter(work, step, restMs), onDone, sleep });
  // An answer gives something to post; a post makes room in its channel for the next answer.
  const answering = lanes(ANSWER_LANES, answerNext, pollMs, () => delivering.wake());
  const delivering = lanes(DELIVER_LANES, deliverNext, pollMs, () => answering.wake());
  const telling = lanes(1, tellNext, pollMs * TELL_POLLS, () => delivering.wake());
  return {
    wake: answering.wake,
    stop: async () => {
      await Promise.all([answering, delivering, telling].map((it) => it.stop()));
      await Promise.all(wordings); // a model has a time limit of its own
    },
  };
}

type Step = (work: Work) => Promise<boolean>;

/** Milliseconds to wait before the next step; 0 while there is work. */
async function restAfter(work: Work, step: Step, pollMs: number): Promise<number> {
  try {
    return (await step(work)) ? 0 : pollMs;
  } catch (error) {
    work.log.error({ error: nameOf(error) }, "a step failed");
    return Math.max(pollMs, FAILED_MS);
  }
}
