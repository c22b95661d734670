// What others may learn of a thread: that its problem was solved, when, and by which of our fixes. Only
// where its asker or a maintainer said so and nobody took it back since.

import type { ResolvedThread } from "../search/threads.ts";
import type { ResolvedRow } from "../storage/resolved.ts";
import { readThread } from "./thread.ts";

/** Null for a thread that nothing can be learnt from. */
export function toResolved({ id, state, resolvedAt }: ResolvedRow): ResolvedThread | null {
  const { report, resolution, correction, flags, fingerprints } = readThread(state);
  if (report === null || resolution === null) return null;
  const { by, entry, fix, turn } = resolution;
  if (by !== "asker" && by !== "maintainer") return null;
  const isTakenBack = [correction, ...flags].some((it) => it !== null && it.turn >= turn);
  return isTakenBack ? null : { id, at: resolvedAt, report, fingerprints, entry, fix, by };
}
