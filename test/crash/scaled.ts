// Time that runs faster than real time, the same in every process that knows its beginning.

import { setTimeout } from "node:timers/promises";

export type Scaled = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export function scaledClock(epochMs: number, scale: number): Scaled {
  return {
    now: () => epochMs + (Date.now() - epochMs) * scale,
    sleep: (ms, signal) => setTimeout(ms / scale, undefined, signal && { signal }).catch(() => {}), // woken
  };
}
