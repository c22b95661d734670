// Catching up, put together: its own client and pace, its rounds, its schedule.

import type { Database } from "../storage/open.ts";
import type { Log } from "../work.ts";
import { catchUp, type Round } from "./catch-up.ts";
import { type Catching, startCatchingUp } from "./catch-up-loop.ts";
import type { Client } from "./client.ts";
import type { Self } from "./events.ts";

export type CatchUpParts = {
  readonly db: Database;
  readonly client: Client;
  readonly self: Self;
  readonly receive: (body: unknown) => Promise<void>;
  readonly everyMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly onLimited: () => void;
  readonly onRound: (kind: Round["kind"]) => void;
  readonly log: Log;
};

/** Thirty calls a minute: tier 3 allows fifty, and posts are read back with the same methods. */
const CALL_MS = 2_000;

export function beginCatchingUp(parts: CatchUpParts): Catching {
  const { db, client, self, receive, now, sleep, log, onLimited } = parts;
  let nextAt = 0;
  const round = (signal: AbortSignal) => {
    const pace = async () => {
      const at = Math.max(now(), nextAt);
      nextAt = at + CALL_MS;
      await sleep(at - now(), signal);
    };
    const reading = { client, pace, sleep: (ms: number) => sleep(ms, signal), onLimited, signal };
    return catchUp({ db, self, reading, receive, now, log });
  };
  return startCatchingUp({ ...parts, round });
}
