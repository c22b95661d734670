// Rust's panics, with or without a backtrace, in the shape of any version.

import { isCut } from "../boundary.ts";
import type { HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import {
  type Call,
  LOGGED,
  readEach,
  readText,
  toChain,
  toException,
  toFrames,
  unbroken,
  WIDTHS,
} from "./native.ts";

const THREAD = String.raw`thread '(?<name>[^']*)'(?: \(\d+\))? `;
const START = new RegExp(`${LOGGED}${THREAD}panicked at (?<rest>.*)$`);
const HEADER = new RegExp(`${THREAD}panicked at `);
const END =
  /^\s*(?:stack backtrace:$|note: (?:run with `RUST_BACKTRACE|[Ss]ome details|panic did not contain)|thread '[^']*'(?: \(\d+\))? panicked at |thread caused non-unwinding|---- |failures:$|test result: |error: (?:test failed|could not)|fatal runtime error|query stack during panic|Aborted|bash: |query stack)/;
const OLD = /^'(.*)', (\S.*?):\d+:\d+$/s;
const NEW = /^(?:\S.*?):\d+:\d+:$/;
const ABORT = new RegExp(
  String.raw`${LOGGED}(?:(fatal runtime error): (.+)|(memory allocation of \d+ bytes failed))$`,
);
const CALL = /^\s*\d+:\s+(?:0x[0-9a-f]+ - )?(\S.*)$/;
const PLACE = /^\s*at (\S.*?):(\d+)(?::\d+)?\s*$/;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^thread '[^']*'(?: \(\d+\))? panicked at '(?<message>.*?)'(?:, \S.*?:\d+:\d+)?$/,
    type: "panic",
  },
  { pattern: /^(?<type>fatal runtime error): (?<message>.+)$/, type: null },
  { pattern: /^(?<message>memory allocation of \d+ bytes failed)$/, type: null },
];
const STARTS = [
  String.raw`thread '[^']{1,200}'(?: \(\d+\))? panicked at '`,
  "thread caused non-unwinding panic",
  "note: (?:run with `RUST_BACKTRACE|[Ss]ome details are)",
  "fatal runtime error: ",
  "---- \\S{1,200} stdout ----",
  String.raw`\d+: +(?:0x[0-9a-f]+ - )?[<\w][^\s:]{0,300}::`,
  String.raw`\d+: +0x[0-9a-f]+ - \S`,
  String.raw`\d+: (?:rust_begin_unwind|__libc_start_\w+|_start|main|start_thread|clone3?)(?=\s)`,
  "test result: ",
  "query stack during panic:",
  String.raw`\d+: <(?=.{1,300}>::)`,
  String.raw`#\d+ \[\w+\] `,
];
const WHOLES = [
  String.raw`thread '[^']{1,200}'(?: \(\d+\))? panicked at [^\s:']{1,300}:\d+:\d+:`,
  String.raw`thread '[^']{1,100}'(?: \(\d+\))? has overflowed its stack`,
  "[Ss]tack backtrace:",
  "failures:",
  String.raw`at \S{1,400}\.(?:rs|c|S|h):\d+(?::\d+)?`,
];

/** Reads Rust panics. */
export const rust: TraceReader = {
  runtime: "rust",
  clues: ["panicked at", "memory allocation of ", "fatal runtime error: ", "tack backtrace:"],
  headlines: HEADLINES,
  starts: STARTS,
  wholes: WHOLES,
  read: (paste, isInApp) =>
    readEach(paste.lines, (at) => readPanic(paste, at, isInApp) ?? readAbort(paste, at, isInApp)),
};

function readPanic(paste: Paste, start: number, isInApp: InAppTest): Trace | null {
  const line = paste.lines[start] ?? "";
  const rest = HEADER.test(line) ? START.exec(line)?.groups?.rest : undefined;
  if (rest === undefined) return null;
  const isNew = NEW.test(rest.trim());
  const { text, next } = readText(paste, start + 1, isNew ? "" : rest, isEnd);
  const bare = /^(\S.*?):\d+:\d+:\n?/.exec(text)?.[0].length ?? 0; // broken before the message
  const message = isNew ? text : (OLD.exec(text)?.[1] ?? text.slice(bare));
  const stack = readBacktrace(paste.lines, next, isInApp);
  const isLost =
    message.trim() === "" && (next >= paste.lines.length || isCut(paste.lines[next] ?? ""));
  const known = isLost ? `panicked at ${rest}` : message; // the message was cut off
  const exception = toException("panic", known.trim(), stack.frames);
  return toChain("rust", [exception], [start, afterNote(paste.lines, stack.next)]);
}

function isEnd(line: string): boolean {
  return END.test(line) || isCut(line);
}

/** The allocator and the stack guard give up without a panic. */
function readAbort({ lines }: Paste, start: number, isInApp: InAppTest): Trace | null {
  const isOverflow = / has overflowed its stack$/.test(lines[start] ?? "");
  const at = isOverflow ? start + 1 : start;
  const match = ABORT.exec(lines[at] ?? "");
  if (!match) return null;
  const { frames, next } = readBacktrace(lines, at + 1, isInApp);
  const exception = toException(match[1] ?? null, match[2] ?? match[3] ?? "", frames);
  return toChain("rust", [exception], [start, afterNote(lines, next)]);
}

/** `stack backtrace:`, then a number and a name, mostly with a place below. */
export function readBacktrace(lines: readonly string[], from: number, isInApp: InAppTest) {
  const calls: Call[] = [];
  const isOpen = /^\s*[Ss]tack backtrace:\s*$/.test(lines[from] ?? "") || isCut(lines[from] ?? "");
  let next = isOpen ? from + 1 : from;
  for (; isOpen && next < lines.length; next++) {
    const isLost =
      isCut(lines[next] ?? "") || (isCut(lines[next - 1] ?? "") && isPlace(lines[next]));
    if (isLost) continue;
    const name = unbroken(lines, next, isNamed, isOther);
    const called = CALL.exec(name.line)?.[1];
    if (called === undefined) break;
    next += name.count - 1;
    const below = unbroken(lines, next + 1, isPlace, isOther);
    const place = PLACE.exec(below.line);
    if (place) next += below.count;
    calls.push({
      function: called.trimEnd(),
      file: place?.[1] ?? null,
      line: place ? Number(place[2]) : null,
    });
  }
  return { frames: toFrames(calls, isInApp), next };
}

/** A name whose brackets are open, or that is as wide as a terminal, goes on below. */
function isNamed(line: string): boolean {
  return isBalanced(line) && !/[,&<(]$| (?:as|for)$/.test(line) && !WIDTHS.includes(line.length);
}

function isBalanced(line: string): boolean {
  return line.split("<").length === line.replace(/->|=>/g, "").split(">").length;
}

function isOther(line: string): boolean {
  return CALL.test(line) || END.test(line) || /^(?:at \S|note: )/.test(line);
}

function isPlace(line: string | undefined): boolean {
  return PLACE.test(line ?? "");
}

/** What the runtime says about how to get a longer backtrace is part of what it printed. */
function afterNote(lines: readonly string[], at: number): number {
  return /^\s*note: (?:run with|[Ss]ome details)/.test(lines[at] ?? "") ? at + 1 : at;
}
