// Lines that a terminal or a mail client broke at a width. Joining what was never broken does more
// damage than it mends, so a proof is asked for: a call or an error line that was cut in two.

import { isSpeech } from "../prose.ts";
import { isStart } from "./starts.ts";
import {
  continues,
  isCut,
  isEnded,
  isErrorLine,
  isLongWord,
  isMended,
  isOpen,
  join,
  TERMINALS,
  USUAL,
  type Wrap,
} from "./wrap-lines.ts";

const WIDTH_MIN = 40;
const WIDTH_MAX = 250;
const HANGING = "    ";
/** Lines in which a proof is looked for. */
const SAMPLE_MAX = 1_000;
/** A line that is joined from more was never one. */
const JOINED_MAX = 10_000;

/** Joins lines that were broken at a width; `at` keeps each joined line's first place. */
export function unwrap(
  lines: readonly string[],
  at: readonly number[],
): { lines: readonly string[]; at: readonly number[] } {
  const wrap = wrapOf(lines);
  if (!wrap) return { lines, at };
  const joined: string[] = [];
  const places: number[] = [];
  for (const [index, line] of lines.entries()) {
    const last = joined.length - 1;
    const so = joined[last] ?? "";
    const before = lines[index - 1] ?? "";
    if (index > 0 && continues(before, line, wrap, so) && !isDone(so, before, wrap)) {
      joined[last] = join(so, before, line, wrap);
    } else {
      joined.push(line);
      places.push(at[index] ?? 0);
    }
  }
  return { lines: joined, at: places };
}

/** Nothing more can belong to the line, unless a width cut its last word. */
function isDone(so: string, before: string, wrap: Wrap): boolean {
  if (so.length > JOINED_MAX) return true;
  return !wrap.hard && !isLongWord(before, wrap) && isEnded(so);
}

/** The wrap that has a proof; null when nothing says that lines were broken. */
function wrapOf(lines: readonly string[]): Wrap | null {
  const widest = widthOf(lines);
  if (widest < WIDTH_MIN) return null;
  const sample = lines.slice(0, SAMPLE_MAX).filter((line) => line.length <= widest);
  const wraps = ["", HANGING].flatMap((hanging) => {
    const longest = longestOf(sample, hanging);
    const terminal = TERMINALS.find((it) => it >= longest) ?? widest;
    return [...new Set([terminal, widest])].map((width) => ({ width, hard: false, hanging }));
  });
  const hard = { width: widest, hard: true, hanging: "" };
  const proven = [hard, ...wraps].map((wrap) => ({ wrap, proofs: proofsOf(sample, wrap) }));
  const [best] = proven.toSorted((a, b) => b.proofs - a.proofs);
  return best && best.proofs >= 1 ? best.wrap : null;
}

/** Without lines of a single word: one longer than the width may stand out where words are kept. */
function longestOf(lines: readonly string[], hanging: string): number {
  let longest = 0;
  for (const line of lines) {
    const text = line.startsWith(hanging) ? line.slice(hanging.length) : line;
    if (text.length > longest && text.trim().includes(" ")) longest = text.length;
  }
  return longest;
}

/** The longest line that no person typed; 0 when one is too long for any terminal. */
function widthOf(lines: readonly string[]): number {
  let widest = 0;
  for (const line of lines) {
    if (line.length <= widest || isSpeech(line)) continue;
    if (line.length > WIDTH_MAX) return 0;
    widest = line.length;
  }
  return widest;
}

/** How much this wrap, and nothing else, explains: a cut that it mends counts most. */
function proofsOf(lines: readonly string[], wrap: Wrap): number {
  let proofs = 0;
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1] ?? "";
    if (index === 0 || !continues(before, line, wrap)) continue;
    if (isMended(before, line, wrap)) proofs += 2;
    else if (isCut(before, line)) proofs += 1;
    else if (!TERMINALS.includes(wrap.width)) proofs += wrap.hard && isEnded(before) ? 1 : 0;
    else if (!wrap.hard) proofs += wordProof(lines, index, wrap);
    else if (/\S$/.test(before) && /^\S/.test(line)) proofs += hardProof(before, line);
  }
  return proofs;
}

/** A word or a path that was cut is more of a proof than a bracket at the end of a line. */
function hardProof(before: string, line: string): number {
  if (!/[\w./:\\$@-]$/.test(before) || !/^[\w./:\\$<>@-]/.test(line)) return 0.5;
  return isTold(before) || !/^[A-Z][a-z]/.test(line) ? 1 : 0.5;
}

/** What a runtime said: a call, its source or an error line. */
function isTold(line: string): boolean {
  return /^\s/.test(line) || isStart(line) || isErrorLine(line);
}

function wordProof(lines: readonly string[], index: number, wrap: Wrap): number {
  const [before = "", line = "", after = ""] = lines.slice(index - 1, index + 2);
  if (isOpen(before, line) || isLongWord(before, wrap)) return 1;
  const isOther = /^(?:\w+:|\S*[/@]|\p{Lu}.*[.!?]$)/u.test(line) || /^\s/.test(after);
  if (!isErrorLine(before)) return 0;
  return isOther || wrap.width !== USUAL ? 0.5 : 1;
}
