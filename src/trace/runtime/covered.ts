// Where one runtime prints errors of several forms, each form is read in turn.

import type { Paste, Trace } from "../trace.ts";

const RULE = "=".repeat(20);

/** The paste with a rule for each line that was read, so that no message above goes on into it. */
export function withoutRead(paste: Paste, traces: readonly Trace[]): Paste {
  if (traces.length === 0) return paste;
  const lines = [...paste.lines];
  for (const { span } of traces) lines.fill(RULE, span[0], span[1]);
  return { ...paste, lines };
}
