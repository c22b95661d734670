// When to look for what was never told: at the start, when a connection stands again, and every few
// minutes. One round at a time.

import { type Log, nameOf } from "../work.ts";
import type { Round } from "./catch-up.ts";

export type Catching = {
  /** A connection stands again: look soon. */
  readonly kick: () => void;
  readonly stop: () => Promise<void>;
};

export type LoopParts = {
  /** One round; ends early when the signal aborts. */
  readonly round: (signal: AbortSignal) => Promise<Round>;
  readonly everyMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onRound: (kind: Round["kind"]) => void;
  readonly log: Log;
};

/** After a round that Slack did not let end. */
const BROKEN_MS = 60_000;
/** Connections come and go in pairs; this often is enough. */
const GAP_MS = 60_000;

export function startCatchingUp(parts: LoopParts): Catching {
  const { everyMs, now, sleep, log } = parts;
  const life = new AbortController();
  let kicked = new AbortController();
  const run = async () => {
    while (!life.signal.aborted) {
      const startedAt = now();
      kicked = new AbortController();
      const kind = await runOnce(parts, life.signal);
      const rest = kind === "broken" ? Math.min(BROKEN_MS, everyMs) : everyMs;
      await sleep(rest, AbortSignal.any([life.signal, kicked.signal]));
      await sleep(startedAt + Math.min(GAP_MS, everyMs) - now(), life.signal);
    }
  };
  const running = run().catch((error: unknown) => {
    log.error({ error: nameOf(error) }, "catching up has ended");
  });
  return {
    kick: () => kicked.abort(),
    stop: async () => {
      life.abort();
      await running;
    },
  };
}

async function runOnce({ round, onRound, log }: LoopParts, signal: AbortSignal) {
  try {
    const { kind, ...counts } = await round(signal);
    onRound(kind);
    if (counts.found + counts.late > 0) log.warn(counts, "found messages that Slack had not told");
    if (kind === "broken") log.warn({}, "Slack could not be looked through to the end");
    return kind;
  } catch (error) {
    log.error({ error: nameOf(error) }, "catching up failed");
    onRound("broken");
    return "broken";
  }
}
