// The parts of a report as one text of bounded length. The longest part gives way, in its middle: the
// line that decides is often the last one.

import { REPORT_CHARS_MAX } from "../text/decode.ts";

const BETWEEN = "\n\n";
const NOTE_CHARS = 60;

export function joinParts(parts: readonly string[], charsMax = REPORT_CHARS_MAX): string {
  const kept = parts.filter((it) => it.trim() !== "");
  for (let over = lengthOf(kept) - charsMax; over > 0; over = lengthOf(kept) - charsMax) {
    const at = kept.findIndex((it) => it.length === Math.max(...kept.map(({ length }) => length)));
    const longest = kept[at] ?? "";
    const half = Math.floor((longest.length - over - NOTE_CHARS) / 2);
    if (half <= 0) kept.splice(at, 1);
    else kept[at] = cutMiddle(longest, half);
  }
  return kept.join(BETWEEN);
}

function lengthOf(parts: readonly string[]): number {
  return parts.reduce((sum, { length }) => sum + length + BETWEEN.length, -BETWEEN.length);
}

function cutMiddle(text: string, half: number): string {
  const left = text.length - 2 * half;
  return `${text.slice(0, half)}\n[${left} characters left out]\n${text.slice(-half)}`.toWellFormed();
}
