// Which lines of a large paste are read: those around what looks like trouble, and of too many such
// lines the first and the last.

import type { Problem } from "../text/report.ts";
import { EXCEPTIONS_MAX, LINES_MAX } from "./limits.ts";
import type { Paste, Trace } from "./trace.ts";

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

type Kept<Item> = { readonly kept: readonly Item[]; readonly problem: Problem | null };

/** JSON lines unfold into many: of too many lines, the pastes at both ends, where trouble began and ended. */
export function boundedPastes(pastes: readonly Paste[]): Kept<Paste> {
  const kept = bothEnds(pastes, LINES_MAX, ({ lines }) => lines.length);
  const message = `Only the first and last of ${pastes.length} parts were read, ${LINES_MAX} lines in all.`;
  return { kept, problem: kept === pastes ? null : { code: "lines-left-out", message } };
}

/** Of too many traces the first and the last: what began it, and what it came to. */
export function boundedTraces(traces: readonly Trace[]): Kept<Trace> {
  const kept = bothEnds(traces, EXCEPTIONS_MAX, ({ exceptions }) => exceptions.length);
  const message = `Only ${EXCEPTIONS_MAX} exceptions were kept, the first and the last.`;
  return { kept, problem: kept === traces ? null : { code: "exceptions-left-out", message } };
}

/** As many items from the front and from the back as have `most` together; all of them if they fit. */
function bothEnds<Item>(
  items: readonly Item[],
  most: number,
  sizeOf: (item: Item) => number,
): readonly Item[] {
  const sizes = items.map(sizeOf);
  if (sizes.reduce((sum, size) => sum + size, 0) <= most) return items;
  const within = (order: readonly number[]) => {
    let size = 0;
    const end = order.findIndex((at) => {
      size += sizes[at] ?? 0;
      return size > most / 2;
    });
    return order.slice(0, end);
  };
  const all = [...items.keys()];
  const front = within(all);
  const back = within(all.toReversed()).filter((at) => at >= front.length);
  const kept = [...front, ...back.toReversed()];
  // One item that is larger than all that fits is still better than nothing.
  return (kept.length > 0 ? kept : all.slice(-1)).flatMap((at) => items.slice(at, at + 1));
}
