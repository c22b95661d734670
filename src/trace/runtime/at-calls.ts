// Calls that a width broke at a space. `at` and the name stand apart then, or the arguments do, and
// no line of the two is as wide as the width; what a call must hold tells that they belong together.

import type { Frame } from "../trace.ts";

/** A call site, not yet judged. */
export type Call = Omit<Frame, "inApp">;

const OPEN = /^\s*at(?: \S.*)?\s*$/;
const ENDED = /(?:[)\]]|:(?:line )?\d+)\s*$/; // spares most lines the closer look
// Where a line's number was cut in two, its first half looks whole.
const NUMBER = /:(?:line )?\d{1,6}$/;
const DIGITS = /^\d{1,6}\s*$/;
const LINES_MAX = 5;

/** The lines with each broken call made whole; what was joined on leaves an empty line. */
export function withWholeCalls(
  lines: readonly string[],
  isCall: (line: string) => boolean,
): readonly string[] {
  const isBroken = (line: string) => OPEN.test(line) && !ENDED.test(line) && !isCall(line);
  if (!lines.some((line) => isBroken(line) || DIGITS.test(line))) return lines;
  const whole = [...lines];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (DIGITS.test(lines[at + 1] ?? "") && NUMBER.test(line) && OPEN.test(line)) {
      whole[at] = line + (lines[at + 1] ?? "");
      whole[++at] = "";
      continue;
    }
    if (!isBroken(line)) continue;
    const end = endOf(lines, at, isCall);
    if (end === null) continue;
    whole[at] = joined(lines, at, end);
    whole.fill("", at + 1, end);
    at = end - 1;
  }
  return whole;
}

function endOf(lines: readonly string[], at: number, isCall: (line: string) => boolean) {
  for (let end = at + 2; end <= Math.min(lines.length, at + 1 + LINES_MAX); end++) {
    const last = lines[end - 1] ?? "";
    if (last.trim() === "" || OPEN.test(last)) return null;
    if (isCall(joined(lines, at, end))) return end;
  }
  return null;
}

function joined(lines: readonly string[], at: number, end: number): string {
  const rest = lines.slice(at + 1, end).map((line) => line.trim());
  return [(lines[at] ?? "").trimEnd(), ...rest].join(" ");
}
