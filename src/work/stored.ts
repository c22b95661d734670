// A reply as it is kept beside its message, as JSON.

import type { Reply } from "../conversation/reply.ts";

export type Stored = {
  readonly version: number;
  readonly reply: Reply;
  readonly elapsedMs: number;
  /** Why it was changed since it was first given. */
  readonly note?: string;
};

/** Raised when `Reply` changes so that a reader could not show an older row. */
const VERSION = 1;

export function toStored(reply: Reply, elapsedMs: number, note?: string): string {
  return JSON.stringify({ version: VERSION, reply, seen: null, elapsedMs, ...(note && { note }) });
}

/** Null where there is none, or one of another version. */
export function readStored(json: string | null): Stored | null {
  if (json === null) return null;
  const stored = JSON.parse(json) as Stored;
  return stored.version === VERSION ? stored : null;
}
