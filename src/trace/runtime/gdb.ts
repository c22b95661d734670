// Backtraces that gdb prints of a signal, in a running program or in a core file.

import { isCut } from "../boundary.ts";
import type { Exception, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { readAbort } from "./c.ts";
import { type Call, readEach, toChain, toException, toFrames, unbroken, WIDTHS } from "./native.ts";

const SIGNAL =
  /^\s*(?:Program (?:received|terminated with) signal|Thread \d+ .{0,80}?received signal) (SIG\w+|EXC_\w+), (.+?)\.?\s*$/;
const NUMBERED = /^\s*#(\d+)\s+(?:0x[0-9a-f]+ in )?(\S.*)$/;
const CURRENT = /^\s*(?:0x[0-9a-f]+ in )?(\S.* \(.*\)(?: at \S.*:\d+| from \S+))\s*$/;
const AT = / at (\S+|\S.*\S):(\d+)$/;
const FROM = / from \S+$/;
const OTHER_THREAD = /^\s*Thread \d+ \(/;
const BEFORE = 6;
const AFTER = 12;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern:
      /^(?:Program (?:received|terminated with) signal|Thread \d+ .{0,80}?received signal) (?<type>SIG\w+), (?<message>.+?)\.?$/,
    type: null,
  },
];

/** Reads signals with the frames of the thread that got them; what ended the program is the cause. */
export const gdb: TraceReader = {
  runtime: "native",
  clues: ["received signal ", "terminated with signal "],
  headlines: HEADLINES,
  starts: [
    String.raw`#\d+ +(?:0x[0-9a-f]+ in )?[\w<?~][^\s]*.{0,200}?\(`,
    String.raw`\d+\s+\S{1,200}: No such file or directory\.`,
  ],
  wholes: [
    String.raw`\[(?:New Thread|Switching to|Thread debugging using|Inferior)[^\]]{1,100}\]`,
    String.raw`Using host libthread_db library "[^"]{1,200}"\.`,
    String.raw`(?:Program|Thread \d+ (?:"[^"]{1,60}" )?)\s?(?:received|terminated with) signal SIG\w+, [\w -]{1,60}\.`,
  ],
  read: (paste, isInApp) => readEach(paste.lines, (at) => readSignal(paste, at, isInApp)),
};

function readSignal(paste: Paste, start: number, isInApp: InAppTest): Trace | null {
  const { lines } = paste;
  const line = lines[start] ?? "";
  const isAbort = /terminate called|Assertion|\(\): |detected|corrupt/.test(line);
  const abort = isAbort ? readAbort(paste, start) : null;
  const at = abort ? signalBelow(lines, abort.next) : start;
  const match = at === null ? null : SIGNAL.exec(lines[at] ?? "");
  if (at === null || !match) return null;
  const { calls, next } = readFrames(lines, at + 1);
  const surfaced = toException(match[1] ?? null, match[2] ?? "", toFrames(calls, isInApp));
  const chain: readonly Exception[] = abort ? [abort.exception, surfaced] : [surfaced];
  return toChain("native", chain, [start, next]);
}

function signalBelow(lines: readonly string[], from: number): number | null {
  for (let at = from; at < from + BEFORE && at < lines.length; at++)
    if (SIGNAL.test(lines[at] ?? "")) return at;
  return null;
}

/** The frames of `bt`, with what gdb prints between; without `bt`, the frame that it stopped in. */
function readFrames(lines: readonly string[], from: number) {
  const calls: Call[] = [];
  let current: Call | null = null;
  let next = from;
  for (let at = from; at < lines.length; at++) {
    const whole = unbroken(lines, at, isPlaced, isOther);
    const line = NUMBERED.test(lines[at] ?? "") ? whole.line : (lines[at] ?? "");
    const match = NUMBERED.exec(line);
    const isRestart = match?.[1] === "0" && calls.length > 0;
    if (
      SIGNAL.test(line) ||
      isRestart ||
      (calls.length > 0 && (OTHER_THREAD.test(line) || line.trim() === ""))
    )
      break;
    if (match) {
      calls.push(toCall(match[2] ?? ""));
      at += whole.count - 1;
    } else if (calls.length === 0 && current === null && CURRENT.test(line))
      current = toCall(CURRENT.exec(line)?.[1] ?? "");
    else if (calls.length === 0 && at - from > AFTER) break;
    else if (
      calls.length > 0 &&
      !/^(?:\s|No (?:locals|symbol table info))/.test(line) &&
      !isCut(line) &&
      !isTail(lines, at)
    )
      break; // locals of `bt full` are indented
    if (match || calls.length === 0) next = at + 1;
  }
  if (calls.length > 0) return { calls, next };
  return { calls: current ? [current] : [], next: current ? Math.min(next, from + 2) : from };
}

/** The end of a library's name, broken off by a width. */
function isTail(lines: readonly string[], at: number): boolean {
  return WIDTHS.includes((lines[at - 1] ?? "").length) && /^\S+$/.test(lines[at] ?? "");
}

function isPlaced(line: string): boolean {
  return AT.test(line.trimEnd()) || FROM.test(line.trimEnd());
}

function isOther(line: string): boolean {
  return NUMBERED.test(line) || /^(?:\w+ = |No locals|No symbol|Thread \d)/.test(line);
}

function toCall(text: string): Call {
  const trimmed = text.trimEnd();
  const place = AT.exec(trimmed);
  const called = trimmed.replace(AT, "").replace(FROM, "");
  const file = place?.[1] ?? null;
  return { function: withoutArguments(called), file, line: place ? Number(place[2]) : null };
}

/** gdb prints values in the last parentheses; a demangled name has its types in others before. */
function withoutArguments(called: string): string {
  let depth = 0;
  let end = called.length;
  for (let at = 0; at < called.length; at++) {
    const char = called[at] ?? "";
    if (depth === 0 && called.startsWith(" (", at)) {
      end = at;
      break;
    }
    if ("(<".includes(char)) depth++;
    if (")>".includes(char) && called[at - 1] !== "-") depth = Math.max(0, depth - 1);
  }
  const name = called.slice(0, end).replace(/\)? const$/, (it) => it.replace(/ const$/, ""));
  return /operator\(\)$/.test(name) ? name : withoutTypes(name);
}

/** `std::terminate()` is `std::terminate`; `f(int)::{lambda()#1}` keeps what is not at its end. */
function withoutTypes(name: string): string {
  if (!name.endsWith(")")) return name;
  let depth = 0;
  for (let at = name.length - 1; at >= 0; at--) {
    if (name[at] === ")") depth++;
    else if (name[at] === "(" && --depth === 0) return at > 0 ? name.slice(0, at) : name;
  }
  return name;
}
