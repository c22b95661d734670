// Where lldb stopped, and the frames of `bt`.

import type { InAppTest, Trace, TraceReader } from "../trace.ts";
import { type Call, readEach, toChain, toException, toFrames } from "./native.ts";

const STOP =
  /^\s*\* thread #\d+.{0,300}?stop reason = (?:signal )?(SIG\w+|EXC_\w+)(?:: (.+)| \((.+)\))?\s*$/;
const FRAME =
  /^\s*(?:\* )?frame #\d+: 0x[0-9a-f]+ \S+?`(.+?)(?: at ([^\s:]+):(\d+)(?::\d+)?| \+ \d+)?\s*$/;

/** Reads the signal that stopped a program, with the frames of the thread that got it. */
export const lldb: TraceReader = {
  runtime: "native",
  clues: ["stop reason = "],
  starts: [String.raw`(?:\* )?frame #\d+: 0x`, String.raw`\* thread #\d+`],
  read: ({ lines }, isInApp) => readEach(lines, (at) => readStop(lines, at, isInApp)),
};

function readStop(lines: readonly string[], start: number, isInApp: InAppTest): Trace | null {
  const line = lines[start] ?? "";
  const match = line.includes("stop reason = ") ? STOP.exec(line) : null;
  if (!match) return null;
  const calls: Call[] = [];
  let next = start + 1;
  for (; next < lines.length; next++) {
    const [, called, file, number] = FRAME.exec(lines[next] ?? "") ?? [];
    if (!called) break;
    const name = called.replace(/\([^()]*\)$/, "");
    calls.push({ function: name, file: file ?? null, line: number ? Number(number) : null });
  }
  const message = match[2] ?? match[3] ?? "";
  const exception = toException(match[1] ?? null, message, toFrames(calls, isInApp));
  return toChain("native", [exception], [start, next]);
}
