// The parts of a report as one text of bounded length. What is longer than its share gives way in its
// middle: the line that decides is often the last one.

import { REPORT_CHARS_MAX } from "../text/decode.ts";

const BETWEEN = "\n\n";
const NOTE_CHARS = 60;

export function joinParts(parts: readonly string[], charsMax = REPORT_CHARS_MAX): string {
  const kept = parts.filter((it) => it.trim() !== "");
  const room = charsMax - BETWEEN.length * (kept.length - 1);
  const share = shareOf(
    kept.map(({ length }) => length),
    room,
  );
  return kept.map((it) => (it.length <= share ? it : cutMiddle(it, share))).join(BETWEEN);
}

/** How long each may be, where what the short ones leave goes to the long ones. */
function shareOf(lengths: readonly number[], room: number): number {
  let left = room;
  for (const [at, length] of lengths.toSorted((a, b) => a - b).entries()) {
    const share = Math.floor(left / (lengths.length - at));
    if (length > share) return share;
    left -= length;
  }
  return room;
}

function cutMiddle(text: string, max: number): string {
  const half = Math.floor((max - NOTE_CHARS) / 2);
  if (half <= 0) return "";
  const left = text.length - 2 * half;
  return `${text.slice(0, half)}\n[${left} characters left out]\n${text.slice(-half)}`.toWellFormed();
}
