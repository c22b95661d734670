// Which lines of a large paste are read: those around what looks like trouble, and of too many such
// lines the first and the last.

import type { Problem } from "../text/report.ts";
import { LINES_MAX } from "./limits.ts";
import type { Trace } from "./trace.ts";

/** The lines that are read; `at` is the line of the text that each one is. */
export type Bounded = {
  readonly lines: readonly string[];
  readonly at: readonly number[];
  readonly problem: Problem | null;
};

const TROUBLE =
  /rror|xception|raceback|anic|atal|ailed|aused|ault|bort|arning|\bat |File "|\.rb:\d|\.go:\d|\(\d+\)|\*\* \(|\d: |```/;
/** Lines before and after trouble that may belong to it. */
const BEFORE = 40;
const AFTER = 80;

/** All of a text's lines; of too many, those that may be a trace's. */
export function boundedLines(all: readonly string[]): Bounded {
  if (all.length <= LINES_MAX) return { lines: all, at: [...all.keys()], problem: null };
  const near = aroundTrouble(all);
  const half = LINES_MAX / 2;
  const kept = near.length > LINES_MAX ? [...near.slice(0, half), ...near.slice(-half)] : near;
  const message = `Only ${kept.length} of ${all.length} lines were read, those around errors.`;
  return withGaps(all, kept, { code: "lines-left-out", message });
}

function aroundTrouble(lines: readonly string[]): readonly number[] {
  const kept: number[] = [];
  let next = 0;
  for (const [index, line] of lines.entries()) {
    if (!TROUBLE.test(line)) continue;
    const from = Math.max(next, index - BEFORE);
    const to = Math.min(lines.length, index + AFTER + 1);
    for (let at = from; at < to; at++) kept.push(at);
    next = Math.max(next, to);
  }
  return kept;
}

/** A blank line stands for what was left out, so that no message runs over it. */
function withGaps(all: readonly string[], kept: readonly number[], problem: Problem): Bounded {
  const lines: string[] = [];
  const at: number[] = [];
  let before = -1;
  for (const index of kept) {
    if (before >= 0 && index > before + 1) {
      lines.push("");
      at.push(before + 1);
    }
    lines.push(all[index] ?? "");
    at.push(index);
    before = index;
  }
  return { lines, at, problem };
}

/** The trace with its span in lines of the whole text. */
export function unbounded(trace: Trace, { at }: Bounded): Trace {
  const [start, end] = trace.span;
  const first = at[start] ?? 0;
  return { ...trace, span: [first, (at[end - 1] ?? first) + 1] };
}
