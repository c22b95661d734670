// The time that a double and the bot beside it live in: real, or moved by the test.

import { setTimeout } from "node:timers/promises";

export type Clock = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Settles after `ms`, or as soon as the signal aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export type FakeClock = Clock & {
  /** Moves on, and lets everything that comes due on the way run at its own time. */
  readonly advance: (ms: number) => void;
  /** When the next sleeper wakes; null when nobody sleeps. */
  readonly nextAt: () => number | null;
};

export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    setTimeout(ms, undefined, { ref: false, ...(signal && { signal }) }).catch(() => {}), // woken
};

type Sleeper = { readonly at: number; readonly wake: () => void };

export function newFakeClock(startMs: number): FakeClock {
  let now = startMs;
  const sleepers = new Set<Sleeper>();
  const next = (): Sleeper | null => {
    let first: Sleeper | null = null;
    for (const it of sleepers) if (!first || it.at < first.at) first = it;
    return first;
  };
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal?.aborted) return resolve();
      const sleeper = {
        at: now + Math.max(0, ms),
        wake: () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", sleeper.wake);
          resolve();
        },
      };
      sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake);
    });
  return {
    now: () => now,
    sleep,
    nextAt: () => next()?.at ?? null,
    advance: (ms) => {
      const end = now + ms;
      for (let it = next(); it && it.at <= end; it = next()) {
        now = Math.max(now, it.at);
        it.wake();
      }
      now = end;
    },
  };
}
