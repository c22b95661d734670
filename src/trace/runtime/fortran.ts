// Runtime errors of GNU Fortran with their backtraces, and errors of its compiler.

import { isCut } from "../boundary.ts";
import type { HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { type Call, LOGGED, readEach, readText, toChain, toException, toFrames } from "./native.ts";

const PLACE = /^.{0,120}?At line \d+ of file \S/;
const ERROR = new RegExp(`${LOGGED}(?<type>Fortran runtime error|ERROR STOP): ?(?<message>.*)$`);
const STOP = /^(?:.{0,160}?[\]:|>] )??(ERROR STOP) (\S.*)$/;
const SIGNAL = /^\s*Program received signal (SIG\w+): (.+)$/;
const ABORTED = /^\s*(Program aborted)\. Backtrace:\s*$/;
const BACKTRACE =
  /^\s*(?:Error termination\. Backtrace|Backtrace for this error|Error termination\.):?/;
const FRAME = /^\s*#\d+\s+0x[0-9a-f]+ in (\S+)\s*$/;
const FRAME_PLACE = /^\s*at (\S.*?):(\d+)\s*$/;
const SOURCE = new RegExp(String.raw`${LOGGED}\S+\.(?:f|F|for|f\d\d|F\d\d):\d+:\d+:$`);
const COMPILE = /^(?:Fatal )?Error: (.+)$/;

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^(?<type>Fortran runtime error): (?<message>.+)$/, type: null },
  { pattern: /^(?<type>ERROR STOP) (?<message>.+)$/, type: null },
  { pattern: /^Program received signal (?<type>SIG\w+): (?<message>.+?)\.?$/, type: null },
];

/** Reads Fortran's runtime errors. */
export const fortran: TraceReader = {
  runtime: "fortran",
  clues: [
    "Fortran runtime error",
    "ERROR STOP",
    "Backtrace",
    ".f90",
    ".f95",
    ".F90",
    ".f:",
    ".for:",
  ],
  headlines: HEADLINES,
  starts: [
    "Fortran runtime error: ",
    String.raw`At line \d+ of file \S`,
    "ERROR STOP ",
    String.raw`Error: (?=[^:]{1,200} at \(1\))`,
    String.raw`#\d+ +0x[0-9a-f]+ in (?=\S+(?:\s|$))`,
  ],
  wholes: [
    String.raw`[^\s:]{1,200}\.[fF]\w{0,2}:\d+:\d+:`,
    String.raw`at [^\s(]{1,300}\.\w{1,4}:\d+`,
    String.raw`Error termination\. Backtrace:`,
    "Backtrace for this error:",
    String.raw`Program aborted\. Backtrace:`,
  ],
  read: (paste, isInApp) =>
    readEach(paste.lines, (at) => readError(paste, at, isInApp) ?? readCompile(paste.lines, at)),
};

function readError(paste: Paste, start: number, isInApp: InAppTest): Trace | null {
  const at = PLACE.test(paste.lines[start] ?? "") ? start + 1 : start;
  const head = headAt(paste, at, start === at);
  if (!head) return null;
  const { frames, next } = readBacktrace(paste.lines, head.next, isInApp);
  return toChain("fortran", [toException(head.type, head.message, frames)], [start, next]);
}

function headAt(paste: Paste, at: number, isAlone: boolean) {
  const line = paste.lines[at] ?? "";
  const signal = SIGNAL.exec(line);
  const groups = ERROR.exec(line)?.groups;
  const stop = isAlone ? STOP.exec(line) : null;
  if (signal) {
    const { text, next } = readText(paste, at + 1, signal[2] ?? "", (it) => BACKTRACE.test(it));
    return { type: signal[1] ?? null, message: text.replace(/\.$/, ""), next };
  }
  if (isAlone && ABORTED.test(line))
    return { type: null, message: "Program aborted", next: at + 1 };
  if (!groups && !stop) return null;
  const first = stop?.[2] ?? groups?.message ?? "";
  const { text, next } = readText(paste, at + 1, first, (it) => BACKTRACE.test(it));
  return { type: stop?.[1] ?? groups?.type ?? null, message: text, next };
}

function readBacktrace(lines: readonly string[], from: number, isInApp: InAppTest) {
  const calls: Call[] = [];
  let next = from;
  let at = from;
  while (
    at < lines.length &&
    ((lines[at] ?? "").trim() === "" || BACKTRACE.test(lines[at] ?? ""))
  ) {
    if (BACKTRACE.test(lines[at] ?? "")) next = at + 1;
    at++;
  }
  for (; at < lines.length; next = at) {
    if (calls.length > 0 && isCut(lines[at] ?? ""))
      at += FRAME_PLACE.test(lines[at + 1] ?? "") ? 2 : 1;
    const frame = FRAME.exec(lines[at] ?? "");
    if (!frame) break;
    const place = FRAME_PLACE.exec(lines[at + 1] ?? "");
    const line = place ? Number(place[2]) : null;
    calls.push({ function: frame[1] ?? null, file: place?.[1] ?? null, line });
    at += place ? 2 : 1;
  }
  return { frames: toFrames(calls, isInApp), next };
}

const QUOTE = 6;

/** `file:line:column:`, the source with a number under it, then `Error: …`. */
function readCompile(lines: readonly string[], start: number): Trace | null {
  if (!SOURCE.test(lines[start] ?? "")) return null;
  for (let at = start + 1; at <= start + QUOTE; at++) {
    const message = COMPILE.exec(lines[at] ?? "")?.[1];
    if (message) return toChain("fortran", [toException("Error", message)], [start, at + 1]);
  }
  return null;
}
