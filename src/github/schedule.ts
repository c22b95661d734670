// When the mirror is brought up to date by itself: soon after the start, then at an interval that
// jitters, so that many instances do not ask at once. One run at a time; a run that could not finish is
// taken up soon.

import type { RepositoryReport } from "./sync.ts";

const FIRST_MS = 15_000; // the start itself is over, and what people ask first is answered
const RESUME_MS = 60_000; // GitHub's limits are by the hour: no run follows another at once
const JITTER = 0.1; // of the interval

export type ScheduleParts = {
  /** Rejects when nothing could be read. */
  readonly run: (stop: AbortSignal) => Promise<readonly RepositoryReport[]>;
  readonly everyMs: number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Rejects when it is stopped. */
  readonly wait: (ms: number, stop: AbortSignal) => Promise<unknown>;
  readonly onRun: (result: readonly RepositoryReport[] | Error) => void;
};

/** `stop` ends a run that is under way, and what it has read stays. */
export function startSchedule(parts: ScheduleParts): { readonly stop: () => Promise<void> } {
  const control = new AbortController();
  const ended = goOn(parts, control.signal);
  return {
    stop: () => {
      control.abort();
      return ended;
    },
  };
}

async function goOn({ run, everyMs, random, wait, onRun }: ScheduleParts, stop: AbortSignal) {
  let next = FIRST_MS * (1 + random());
  while (!stop.aborted) {
    await wait(next, stop).catch(() => {}); // stopped: the loop ends by itself
    if (stop.aborted) return;
    const result = await run(stop).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    );
    if (stop.aborted) return;
    onRun(result);
    next = isUnfinished(result) ? RESUME_MS : everyMs * (1 + JITTER * (2 * random() - 1));
  }
}

function isUnfinished(result: readonly RepositoryReport[] | Error): boolean {
  return !(result instanceof Error) && result.some((report) => report.hasMore);
}
