// What stands in a thread is not given up because the surface cannot be read for a while.

import type { Job } from "../storage/inbox.ts";
import type { Wait } from "./gather.ts";

/** An outage of the surface, but no longer than words may stay that their author took back. */
const PATIENCE_MS = 60 * 60_000;
const STEP_MS_MIN = 2_000;
const STEP_MS_MAX = 60_000;
/** Each try may have to wait for its turn as well. */
const CLAIMS_A_STEP = 2;

type Waiting = Pick<Job, "ofTs" | "receivedAt">;

/** When to try a failed read again: each time after twice as long. Throws after all of it. */
export function waitAgain(job: Waiting, now: number, { waitMs }: Wait): Wait {
  const age = ageOf(job, now);
  if (age > PATIENCE_MS) throw new Error("a thread could not be read for too long");
  return { waitMs: Math.max(waitMs, Math.min(STEP_MS_MAX, Math.max(STEP_MS_MIN, age))) };
}

/** How many claims of the job may have been such tries, and no deaths of the process. */
export function triesOf(job: Waiting, now: number): number {
  if (job.ofTs === null) return 0;
  return CLAIMS_A_STEP * Math.ceil(Math.min(ageOf(job, now), PATIENCE_MS) / STEP_MS_MAX);
}

function ageOf({ receivedAt }: Waiting, now: number): number {
  return Math.max(0, now - Date.parse(receivedAt));
}
