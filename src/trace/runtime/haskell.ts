// Haskell: `program: message`, with `CallStack (from HasCallStack):` for `error`; and what GHC says of
// a file that it cannot compile. Without a call stack only words that base prints are an error.

import type { Frame, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import {
  type Message,
  messageTo,
  nextOf,
  readCalls,
  toFrame,
  toTrace,
  unlogged,
} from "./script.ts";

const HEAD = /^\s*(?:\*\*\* Exception|<interactive>|[\w./+-]{1,200}): (\S.*)$/;
const STACK = /^\s*(?:CallStack \(from (?:HasCallStack|-prof)\)|HasCallStack backtrace):\s*$/;
const CALL = /^\s*(\S+), called at (\S+?):(\d+):\d+ in \S+\s*$/;
const PROFILED = /^\s*([\w'.]+(?:\.[\w'<>$]+)+) \((\S+?):\((\d+),\d+\)-\(\d+,\d+\)\)\s*$/;
const BASE = String.raw`(?:Prelude\.\S+: |Prelude\.undefined|Data\.\S+?: |Map\.!: |Maybe\.fromJust: |Ix\{\w+\}\.index: |user error \(|divide by zero|arithmetic (?:over|under)flow|(?:stack|heap) overflow(?=\s*$)|<<loop>>|thread blocked indefinitely in an? |No match in record selector |ExitFailure \d|Non-exhaustive |\S+\.hs:\d+[:\d(),-]*: (?:Non-exhaustive|Irrefutable|Missing field|No instance)|array index out of range|.{1,400}: (?:openFile|openBinaryFile|withFile|withBinaryFile|hGetLine|hGetContents|getLine|removeFile|\w*[dD]irectory\w*|connect|bind|\w+): (?:does not exist|permission denied|end of file|resource (?:busy|exhausted|vanished)|already exists|invalid argument|illegal operation|timeout|unsupported operation|interrupted|failed|inappropriate type) )`;
const KNOWN = new RegExp(`^(?:${BASE})`);
// Programs named after their main module, and exceptions as a derived `Show` writes them.
const PROGRAM = /^(?:\*\*\* Exception|hs-[A-Z]\w*|[\w./-]+\.l?hs): \S/;
const SHOWN =
  /^[A-Z][\w']*(?: (?:\{[a-z]\w* = .*\}|(?:-?\d+|"(?:[^"\\]|\\.)*")(?: (?:-?\d+|"(?:[^"\\]|\\.)*"))*))$/;
const GHC = /^\s*(\S+\.l?hs):(\d+):\d+(?:-\d+)?: error:(?: \[([A-Z]+-\d+)\](?: \[.*\])?)?\s*(.*)$/;
const SOURCE = /^\s*\d* *\|/;

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: new RegExp(`^[\\w./+-]{1,200}: (?<message>(?:${BASE}).*)$`), type: null },
];

/** Reads uncaught exceptions and GHC's errors. */
export const haskell: TraceReader = {
  runtime: "haskell",
  clues: [
    "CallStack (from",
    ".hs:",
    "hs-",
    "*** Exception: ",
    "Prelude.",
    "user error (",
    "{",
    '"',
    "divide by zero",
    "<<loop>>",
    "thread blocked",
    "record selector",
    "ExitFailure ",
    "does not exist",
  ],
  headlines: HEADLINES,
  starts: [String.raw`\S{1,300}\.l?hs:\d+:\d+: error:`, String.raw`[\w'!?$<>]{1,100}, called at `],
  wholes: [
    String.raw`CallStack \(from HasCallStack\):`,
    String.raw`[\w'!?$<>]{1,100}, called at \S{1,300}:\d+:\d+ in \S{1,200}`,
  ],
  read: unlogged(readHaskell),
};

function readHaskell(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const { lines } = paste;
  const stacks = nextOf(lines, (line) => line.includes("CallStack") && STACK.test(line));
  const heads = nextOf(lines, (line) => HEAD.test(line) || GHC.test(line));
  const traces: Trace[] = [];
  for (let at = heads[0] ?? lines.length; at < lines.length; ) {
    const read = readGhc(lines, at) ?? readThrown(paste, at, { stacks, heads, isInApp });
    if (read) traces.push(toTrace("haskell", [read]));
    at = heads[read?.end ?? at + 1] ?? lines.length;
  }
  return traces;
}

type Setting = {
  readonly stacks: readonly number[];
  readonly heads: readonly number[];
  readonly isInApp: InAppTest;
};

function readThrown(paste: Paste, at: number, { stacks, heads, isInApp }: Setting) {
  const { lines } = paste;
  const said = HEAD.exec(lines[at] ?? "")?.[1] ?? "";
  const bare = said.replace(/^\S+\.l?hs: (?=\S)/, ""); // a logger's name stood before the program's
  const first = KNOWN.test(bare) ? bare : said;
  const stack = stacks[at + 1] ?? lines.length;
  const isOwn = stack < lines.length && noneBetween(lines, heads, at + 1, stack);
  const isShown = SHOWN.test(first) && PROGRAM.test(lines[at] ?? "");
  if (!isOwn && !KNOWN.test(first) && !isShown && !PROGRAM.test(lines[at] ?? "")) return null;
  const whole = messageTo(paste, at, first, isOwn ? stack : lines.length);
  const { message, end } = isOwn ? whole : untilAgain(lines, at, first, whole);
  const from = isOwn ? end + 1 : end;
  const calls = readCalls(lines, from, (line) => toCall(line, isInApp));
  return { type: null, message, frames: calls.frames.reverse(), start: at, end: calls.end };
}

/** Each thread's exception has the program's name before it; the next one ends a message. */
function untilAgain(lines: readonly string[], at: number, first: string, whole: Message): Message {
  const name = /^\s*\S+\.l?hs: (?=\S)/.exec(lines[at] ?? "")?.[0];
  const rest = lines.slice(at + 1, whole.end);
  const again = name ? rest.findIndex((line) => line.startsWith(name)) : -1;
  if (again < 0) return whole;
  return { message: [first, ...rest.slice(0, again)].join("\n").trim(), end: at + 1 + again };
}

/** Lines such as `name: text` occur in messages too; only another program's line ends one. */
function noneBetween(lines: readonly string[], heads: readonly number[], from: number, to: number) {
  for (let at = heads[from] ?? to; at < to; at = heads[at + 1] ?? to) {
    const line = lines[at] ?? "";
    if (!/^\s/.test(line) && PROGRAM.test(line)) return false;
  }
  return true;
}

function toCall(line: string, isInApp: InAppTest): Frame | null {
  const [, name, file, number] = CALL.exec(line) ?? PROFILED.exec(line) ?? [];
  return name ? toFrame(isInApp, name, file, number) : null;
}

/** An error of the compiler: its words are indented below, up to the source that it quotes. */
function readGhc(lines: readonly string[], at: number) {
  const [whole, , , , said = ""] = GHC.exec(lines[at] ?? "") ?? [];
  if (whole === undefined) return null;
  const first = said.replace(/\s+\|\s+\d+ \|.*$/, ""); // the source, where newlines were lost
  const text = [first];
  let end = at + 1;
  for (; first === said && end < lines.length; end++) {
    const line = lines[end] ?? "";
    if (line.trim() === "" || SOURCE.test(line) || GHC.test(line)) break;
    text.push(line.trim());
  }
  while (end < lines.length && SOURCE.test(lines[end] ?? "")) end++;
  return { type: null, message: text.join("\n").trim(), frames: [], start: at, end };
}
