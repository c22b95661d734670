// One circuit breaker: a model that keeps failing is left alone for a while, then tried once. Pure: a
// state and the time give the next state.

/** Failures in a row after which nothing is sent. */
export const FAILURES_MAX = 4;
/** First pause; each failed trial after it doubles the pause. */
export const PAUSE_MS = 30_000;
export const PAUSE_MS_MAX = 10 * 60_000;

export type Breaker = {
  readonly failures: number;
  /** While set, nothing is sent before it (ms since 1970); after it, one trial is. */
  readonly openUntil: number | null;
};

export const CLOSED: Breaker = { failures: 0, openUntil: null };

/** The state that lets this call through, or null: it must not be made. */
export function admit(breaker: Breaker, now: number): Breaker | null {
  if (breaker.openUntil === null) return breaker;
  if (now < breaker.openUntil) return null;
  // Half open: until this trial's outcome is recorded, others wait as long as after a failure.
  return { ...breaker, openUntil: now + pauseMs(breaker.failures) };
}

export function record(breaker: Breaker, isSuccess: boolean, now: number): Breaker {
  if (isSuccess) return CLOSED;
  const failures = breaker.failures + 1;
  return { failures, openUntil: failures < FAILURES_MAX ? null : now + pauseMs(failures) };
}

function pauseMs(failures: number): number {
  const doublings = Math.max(0, failures - FAILURES_MAX);
  return Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** Math.min(doublings, 10));
}
