// Errors of valgrind's memcheck (and helgrind, drd): every line begins with `==PID==`.

import type { InAppTest, Trace, TraceReader } from "../trace.ts";
import { type Call, readEach, toChain, toException, toFrames } from "./native.ts";

const LINE = /^.{0,120}?==\d+==(?: |$)\s*(.*)$/;
const FRAME = /^(?:at|by) 0x[0-9A-F]+: (.+?)(?: \((?:in [^)]*|([^():]+):(\d+))\))?$/;
const ABOUT =
  /^(?:Address 0x|Block was|Uninitialised value|Access not|Locks held|in frame #|\S.*(?:alloc'd|free'd)$|If you|possible\)|The main|overflow|main thread|Jump to|This conflicts|at address|\d+ bytes? (?:inside|before|after))/;
const CONFLICT = /^This conflicts with /;
const ERROR_LINES = 200;

/** Reads each error of a run, with the stacks that explain it. */
export const valgrind: TraceReader = {
  runtime: "c",
  clues: ["=="],
  starts: [String.raw`==\d+==(?=\s)`],
  read: ({ lines }, isInApp) => readEach(lines, (at) => readError(lines, at, isInApp)),
};

function readError(lines: readonly string[], start: number, isInApp: InAppTest): Trace | null {
  const text = textAt(lines, start);
  if (!text || FRAME.test(text) || ABOUT.test(text)) return null;
  const calls: Call[] = [];
  const bound = Math.min(lines.length, start + ERROR_LINES);
  let next = start + 1;
  for (; next < bound; next++) {
    const line = textAt(lines, next);
    const frame = line ? FRAME.exec(line) : null;
    if (frame) calls.push(toCall(frame));
    else if (line === "" && CONFLICT.test(textAt(lines, next + 1) ?? "")) next++;
    else if (!line || !ABOUT.test(line)) break;
  }
  if (calls.length === 0) return null;
  const exception = toException(null, text, toFrames(calls, isInApp));
  return toChain("c", [exception], [start, next]);
}

/** What stands behind the mark, or null on the lines of others. */
function textAt(lines: readonly string[], at: number): string | null {
  const line = lines[at] ?? "";
  return line.includes("==") ? (LINE.exec(line)?.[1]?.trim() ?? null) : null;
}

function toCall([, called = "", file, line]: RegExpExecArray): Call {
  const name = called === "???" ? "???" : called;
  return { function: name, file: file ?? null, line: line ? Number(line) : null };
}
