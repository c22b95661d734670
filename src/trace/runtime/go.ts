// Go's panics and fatal errors, with the goroutine that failed, and reports of its race detector.

import { MESSAGE_LINES_MAX } from "../limits.ts";
import type { Exception, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { CALL_SOURCE, PLACE_SOURCE, readCalls, readRace, readStacked } from "./go-stacks.ts";
import { LOGGED, readEach, toChain, toException } from "./native.ts";

const START = new RegExp(`${LOGGED}(?<type>panic|fatal error|SIG[A-Z]+):(?: (?<message>.*))?$`);
const SERVED =
  /(?:http: panic serving \S+: |\b[Pp]anic recovered: ?|\b[Rr]ecovered from panic: ?|\b[Rr]ecovered: ?)(?<message>.*)$/;
const AGAIN = /^\s*panic:(?: (.*))?$/;
const RECOVERED = / \[recovered(?:, repanicked)?\]$/;
const GOROUTINE = /^\s*goroutine \d+ (?:gp=\S+ (?:m=\S+ )?(?:mp=\S+ )?)?\[/;
const END = /^\s*(?:goroutine \d+ (?:gp=[^[]*)?\[|\[signal |runtime stack:|\[originating )/;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern:
      /^(?<type>panic|fatal error): (?!.*\bfile not found)(?<message>.+?)(?: \[recovered\])?$/,
    type: null,
  },
  { pattern: /^WARNING: (?<type>DATA RACE)(?<message>)$/, type: null },
  {
    pattern: /^(?:Previous )?(?<message>(?:Read|Write) at 0x\w+ by .*goroutine.*?):?$/,
    type: "DATA RACE",
  },
];
const STARTS = [
  "panic: ",
  "(?<!: )fatal error: ",
  "WARNING: DATA RACE",
  "(?:Previous )?(?:[Rr]ead|[Ww]rite) at 0x[0-9a-f]+ by (?:main )?goroutine",
  "runtime stack:",
  CALL_SOURCE,
];
const WHOLES = [
  String.raw`goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[[^\]]{1,100}\]:`,
  String.raw`\[signal [^\]]{1,200}\]`,
  String.raw`created by \S{1,300}(?: in goroutine \d+)?`,
  String.raw`Goroutine \d+ \([^)]{1,40}\) created at:`,
  PLACE_SOURCE,
  String.raw`exit status \d+`,
  "SIG[A-Z]+: [a-z ]{3,40}(?= PC=0x)",
  String.raw`PC=0x[0-9a-f]+ m=\d+ sigcode=\d+(?: addr=0x[0-9a-f]+)?`,
];

/** Reads Go panics with the goroutine that panicked; the others did not fail. */
export const go: TraceReader = {
  runtime: "go",
  clues: ["panic", "fatal error: ", "DATA RACE", "PC=0x", "Recovered", "recovered", ".go:"],
  headlines: HEADLINES,
  starts: STARTS,
  wholes: WHOLES,
  read: (paste, isInApp) =>
    readEach(
      paste.lines,
      (at) =>
        readPanic(paste, at, isInApp) ??
        readServed(paste, at, isInApp) ??
        readRace(paste, at, isInApp) ??
        readStacked(paste, at, isInApp),
    ),
};

function readPanic({ lines }: Paste, start: number, isInApp: InAppTest): Trace | null {
  const line = lines[start] ?? "";
  const isSignal = /^PC=0x/.test(lines[start + 1] ?? "");
  if (!isSignal && !line.includes("panic:") && !line.includes("fatal error:")) return null;
  const groups = START.exec(line)?.groups;
  const end = groups ? endOf(lines, start + 1) : null;
  if (!groups || end === null) return null;
  const calls = readCalls(lines, end);
  const rest = isSignal ? [] : lines.slice(start + 1, end);
  const messages = messagesOf([groups.message ?? "", ...rest]);
  const type = groups.type ?? "panic";
  if (type.startsWith("SIG") && !isSignal) return null;
  const exceptions = messages.map((message, at): Exception => {
    const frames = at === messages.length - 1 ? calls.frames(isInApp) : [];
    return toException(type, message, frames);
  });
  return toChain("go", exceptions, [start, calls.next]);
}

/** Printed root cause first; each panic that a deferred call raised stands on a line of its own. */
function messagesOf(lines: readonly string[]): readonly string[] {
  const messages: string[][] = [];
  for (const [at, line] of lines.entries()) {
    const again = at === 0 ? [line, line] : AGAIN.exec(line);
    const text = again ? (again[1] ?? "") : line.replace(/^\t/, "");
    const part = text.replace(RECOVERED, "");
    if (again) messages.push([part]);
    else messages.at(-1)?.push(part);
  }
  return messages.map((it) => it.join("\n").trim());
}

// Deferred calls that panic while another panic unwinds the stack.
const PANICS_MAX = 20;
const SERVED_LINES = 12;

/** What a server or a middleware logs of a panic that it caught. */
function readServed({ lines }: Paste, start: number, isInApp: InAppTest): Trace | null {
  const line = lines[start] ?? "";
  const first = SERVED.exec(line)?.groups?.message;
  if (first === undefined) return null;
  const bound = Math.min(lines.length, start + SERVED_LINES);
  let next = start + 1;
  while (next < bound && !GOROUTINE.test(lines[next] ?? "")) next++;
  if (!GOROUTINE.test(lines[next] ?? "")) return null;
  const message = [first, ...lines.slice(start + 1, next)].join("\n").trim();
  const calls = readCalls(lines, next);
  return toChain("go", [toException("panic", message, calls.frames(isInApp))], [start, calls.next]);
}

function endOf(lines: readonly string[], from: number): number | null {
  const bound = Math.min(lines.length, from + MESSAGE_LINES_MAX);
  let panics = 0;
  for (let at = from; at < bound && panics < PANICS_MAX; at++) {
    if (END.test(lines[at] ?? "")) return at;
    if (AGAIN.test(lines[at] ?? "")) panics++;
    if (START.test(lines[at] ?? "") && !AGAIN.test(lines[at] ?? "")) return null;
  }
  return null;
}
