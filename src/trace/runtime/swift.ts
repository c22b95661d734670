// Swift's runtime failures with the backtraces of Linux and macOS, and exceptions of Objective-C.

import type { HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { type Call, readEach, readText, toChain, toException, toFrames } from "./native.ts";

const FATAL =
  /^(?:.{0,200}?[\]:|>] )??(?:(\S+\.swift|\w+\/\S+\.swift):\d+: )?(Fatal error|Precondition failed|Assertion failed)(?:: (.*))?$/;
const OLD = /^(?:.{0,200}? )??(?:Fatal error|Precondition failed): (.*): file (\S+), line \d+$/;
const THROWN =
  /^.{0,200}?\*\*\* Terminating app due to uncaught exception '([^']+)', reason: '(.*?)'?$/;
const CRASHED =
  /^\s*(?:Thread \d+.* crashed|\*\*\* Signal|Crash|Stack dump|\*\*\* (?:First throw|Program crashed)|💣|Current stack trace|Backtrace)/;
const FRAME =
  /^\s*(?:\d+ +)?(?:\[(?:ra|async|system|inlined|thunk)\] )*(?:0x)?[0-9a-fA-F]{8,16} (?:\[[^\]]*\] )*(.+?)(?: \+ \d+)? in (?:\S+)(?: at (\S.*?):(\d+)(?::\d+)?)?$/;
const IMAGE = /^\s*\d+ +(\S+) +0x[0-9a-f]{8,16} (.+?)(?: \+ \d+)?(?: \((\S+):(\d+)\))?$/;
// The C++ library says once more that an exception ended the program.
const AGAIN = /^\s*\)\s*\nlibc\+\+abi: /;
const AROUND = 40;

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^(?:\S+\.swift:\d+: )(?<type>Fatal error): (?<message>.+)$/, type: null },
  {
    pattern:
      /^\*\*\* Terminating app due to uncaught exception '(?<type>[^']+)', reason: '(?<message>.*)'$/,
    type: null,
  },
];

/** Reads Swift's fatal errors and uncaught `NSException`s. */
export const swift: TraceReader = {
  runtime: "swift",
  clues: [".swift", "Terminating app due to uncaught", "Swift/"],
  headlines: HEADLINES,
  starts: [
    String.raw`\S{1,200}\.swift:\d+: Fatal error`,
    String.raw`\*\*\* (?:Terminating app|First throw|Program crashed|Signal \d)`,
    String.raw`\d+ +[\w.]+ +0x[0-9a-f]{8,16} `,
  ],
  wholes: [String.raw`\d+ +(?:\[ra\] )?0x[0-9a-f]{8,16} .{1,300}? in \S+(?: at \S+:\d+(?::\d+)?)?`],
  read: (paste, isInApp) => readEach(paste.lines, (at) => readFailure(paste, at, isInApp)),
};

function readFailure(paste: Paste, start: number, isInApp: InAppTest): Trace | null {
  const line = paste.lines[start] ?? "";
  const head = headOf(line);
  if (!head) return null;
  const { text, next } = readText(paste, start + 1, head.message, isEnd);
  const message = head.isQuoted ? text.replace(/'$/, "") : text;
  const stack = readStack(paste.lines, next);
  const end =
    stack.next + (AGAIN.test(paste.lines.slice(stack.next, stack.next + 2).join("\n")) ? 2 : 0);
  const exception = toException(head.type, message, toFrames(stack.calls, isInApp));
  return toChain("swift", [exception], [start, end]);
}

function headOf(line: string) {
  const thrown = THROWN.exec(line);
  if (thrown) return { type: thrown[1] ?? null, message: thrown[2] ?? "", isQuoted: true };
  const old = OLD.exec(line);
  if (old) return { type: "Fatal error", message: old[1] ?? "", isQuoted: false };
  const match = FATAL.exec(line);
  if (!match?.[1]) return null;
  return { type: match[2] ?? null, message: match[3] ?? "", isQuoted: false };
}

function isEnd(line: string): boolean {
  return (
    CRASHED.test(line) ||
    FRAME.test(line) ||
    IMAGE.test(line) ||
    /^\s*(?:\(|Illegal instr|Trace\/)/.test(line)
  );
}

/** The crashed thread's frames, wherever they begin below. */
function readStack(
  lines: readonly string[],
  from: number,
): { calls: readonly Call[]; next: number } {
  const calls: Call[] = [];
  let next = from;
  for (let at = from; at < lines.length; at++) {
    const call = callOf(lines[at] ?? "");
    if (call) {
      calls.push(call);
      next = at + 1;
    } else if (calls.length > 0 && /^\s*(?:Thread \d+|Registers|\)|libc)/.test(lines[at] ?? ""))
      break;
    else if (at - next > AROUND) break;
  }
  return { calls, next };
}

function callOf(line: string): Call | null {
  const match = FRAME.exec(line);
  if (match) return { function: match[1] ?? null, file: match[2] ?? null, line: lineOf(match[3]) };
  const image = IMAGE.exec(line);
  if (!image) return null;
  return { function: image[2] ?? null, file: image[3] ?? null, line: lineOf(image[4]) };
}

function lineOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
