// Runs the two steps until it is stopped: several lanes of each, so that one slow channel or report
// holds up nobody else.

import { recoverInbox } from "../storage/inbox.ts";
import { recoverOutbox } from "../storage/outbox.ts";
import { answerNext, nameOf, toIso, type Work } from "../work.ts";
import { deliverNext } from "./deliver.ts";
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
/** Answers that a model is wording at a time; the others stay plain. */
const WORDINGS_MAX = 8;

/** Frees what a dead process held, then works. */
export async function startWork(parts: Work, options: LoopOptions): Promise<Working> {
  const wordings = new Set<Promise<void>>();
  const later: NonNullable<Work["later"]> = {
    hasRoom: () => wordings.size < WORDINGS_MAX,
    run: (task) => {
      const ended = task.finally(() => wordings.delete(ended)).then(() => wake());
      wordings.add(ended);
    },
  };
  const work: Work = { turn: { channel: "" }, erased: { isInLog: true }, later, ...parts };
  const jobs = await recoverInbox(work.db);
  const posts = await recoverOutbox(work.db, toIso(work.now()));
  if (jobs + posts > 0) work.log.warn({ jobs, posts }, "going on with what an earlier run left");

  let isStopping = false;
  let waking = new AbortController();
  const wake = () => {
    waking.abort();
    waking = new AbortController();
  };
  const lane = async (step: (work: Work) => Promise<boolean>) => {
    while (!isStopping) {
      const { signal } = waking; // taken before the look: what comes during it wakes us
      const rest = await restAfter(work, step, options.pollMs ?? POLL_MS);
      if (rest === 0)
        wake(); // an answer gives the other lanes something to post
      else await options.sleep(rest, signal);
    }
  };
  const lanes = [
    ...Array.from({ length: ANSWER_LANES }, () => lane(answerNext)),
    ...Array.from({ length: DELIVER_LANES }, () => lane(deliverNext)),
    lane(tellNext),
  ];
  return {
    wake,
    stop: async () => {
      isStopping = true;
      wake();
      await Promise.all(lanes);
      await Promise.all(wordings); // a model has a time limit of its own
    },
  };
}

/** Milliseconds to wait before the next step; 0 while there is work. */
async function restAfter(
  work: Work,
  step: (work: Work) => Promise<boolean>,
  pollMs: number,
): Promise<number> {
  try {
    return (await step(work)) ? 0 : pollMs;
  } catch (error) {
    work.log.error({ error: nameOf(error) }, "a step failed");
    return Math.max(pollMs, FAILED_MS);
  }
}
