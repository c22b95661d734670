// What a cut took from the traces that were read, for the asker to paste again.

import type { Problem } from "../text/report.ts";
import { isCut } from "./boundary.ts";
import type { Trace } from "./trace.ts";

// A runtime that leaves calls out says so in the same way, and nothing is missing.
const ELIDED = /^\s*\.\.\. \d+ (?:more|common frames omitted|lines matching)/;
const SPAN_MAX = 2_000;

/** Says in one problem which parts of traces are missing; null when none is known to be. */
export function cutsOf(traces: readonly Trace[], lines: readonly string[]): Problem | null {
  const parts = new Set(traces.flatMap((it) => partsOf(it, lines)));
  const missing = ["beginning", "middle", "end"].filter((it) => parts.has(it));
  if (missing.length === 0) return null;
  const message = `A trace was cut: its ${missing.join(" and its ")} is missing.`;
  return { code: "trace-cut", message };
}

function partsOf({ exceptions, span }: Trace, lines: readonly string[]): readonly string[] {
  const [start, end] = span;
  const isHeadless = exceptions.some((it) => it.type === null && it.frames.length > 0);
  const inside = lines.slice(start + 1, Math.min(end - 1, start + SPAN_MAX));
  return [
    ...(isHeadless || isMark(nearest(lines, start - 1, -1)) ? ["beginning"] : []),
    ...(inside.some(isMark) ? ["middle"] : []),
    ...(isMark(lines[end - 1] ?? "") || isMark(nearest(lines, end, 1)) ? ["end"] : []),
  ];
}

/** The line at `at`, or the one beyond it where that is blank. */
function nearest(lines: readonly string[], at: number, step: number): string {
  const line = lines[at] ?? "";
  return line.trim() === "" ? (lines[at + step] ?? "") : line;
}

function isMark(line: string): boolean {
  return isCut(line) && !ELIDED.test(line);
}
