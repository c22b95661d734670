// Guile: `Backtrace:` with the files as headings over their calls, then the error on the last line,
// `file:line:column: In procedure f: message` or `ERROR: In procedure f:` and the message.

import { FRAMES_MAX } from "../limits.ts";
import type { Frame, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { messageTo, type Thrown, toFrame, toTrace, unlogged } from "./script.ts";

const BACKTRACE = /^\s*Backtrace:\s*$/;
const HEADING = /^\s*In (unknown file|\S+):\s*$/;
const CALL = /^\s*(?:(\d+):\d+\s+)?\d+ \((?:"([^"]*)"|([^\s()]+))?.*$/;
const PLACED = /^[^\s:()]{1,400}\.(?:scm|ss|sls|sld|go):\d+:\d+: (\S.*)$/;
const ERROR = /^(?:ERROR|guile): (\S.*)$/;
const PROCEDURE = /^In procedure [^\s:]+:\s*$/;
const SURE =
  /^(?:In procedure |Unbound variable: |Wrong (?:type|number)|Throw to key |no code for module|Syntax error|source expression failed|ERROR: )/;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern:
      /^[^\s:()]{1,400}\.scm:\d+:\d+: (?<message>(?:In procedure |Wrong |Unbound |Throw to ).*)$/,
    type: null,
  },
  { pattern: /^ERROR: (?<message>In procedure [^\s:]+: .*)$/, type: null },
];

/** Reads Guile's errors with their backtrace. */
export const scheme: TraceReader = {
  runtime: "scheme",
  clues: ["Backtrace:", "In procedure ", ".scm:", "Throw to key"],
  headlines: HEADLINES,
  starts: [
    String.raw`(?:\d+:\d+ +\d+ \((?=[^\s()])|\d+ \((?:primitive-load|[\w%!?*<>=/+-]{1,80}) ["#(])`,
    // A procedure is shown with its place, which is no line of its own.
    String.raw`\S{1,200}\.(?:scm|ss):\d+:\d+: (?:Wrong number of arguments to #<procedure [^>]{1,200}>)?`,
    "ERROR: In procedure ",
  ],
  wholes: ["Backtrace:", String.raw`In (?:unknown file|\S{1,200}\.(?:scm|ss|sls|go)):`],
  read: unlogged(readScheme),
};

function readScheme(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const { lines } = paste;
  const traces: Trace[] = [];
  for (let at = 0; at < lines.length; ) {
    const isStack = BACKTRACE.test(lines[at] ?? "");
    const { frames, end } = isStack ? readStack(lines, at + 1, isInApp) : { frames: [], end: at };
    const thrown = readError(paste, end, isStack);
    if (thrown) traces.push(toTrace("scheme", [{ ...thrown, frames, start: at }]));
    at = Math.max(at + 1, thrown?.end ?? end);
  }
  return traces;
}

/** Oldest call first, as Guile prints them. */
function readStack(lines: readonly string[], from: number, isInApp: InAppTest) {
  const frames: Frame[] = [];
  let file: string | null = null;
  let end = from;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? "";
    const heading = HEADING.exec(line)?.[1];
    const call = heading || ERROR.test(line) || PLACED.test(line) ? null : CALL.exec(line);
    if (heading) file = heading === "unknown file" ? null : heading;
    else if (call && frames.length < FRAMES_MAX) {
      const at = call[1] ?? null;
      frames.push(toFrame(isInApp, call[2] ?? call[3] ?? null, at === null ? null : file, at));
    } else if (!call && line.trim() !== "") break;
  }
  return { frames, end };
}

function readError(paste: Paste, at: number, isStack: boolean): Thrown | null {
  const line = (paste.lines[at] ?? "").trim();
  const first = (PLACED.exec(line) ?? ERROR.exec(line))?.[1];
  if (!first || (!isStack && !SURE.test(first))) return null;
  const next = (paste.lines[at + 1] ?? "").trim();
  const isAlone = PROCEDURE.test(first) && next !== "";
  const none = paste.lines.length;
  const { message, end } = messageTo(paste, isAlone ? at + 1 : at, isAlone ? next : first, none);
  return { type: null, message: isAlone ? message : bare(message), frames: [], start: at, end };
}

/** The procedure is where, not what; an error of the system names it twice. */
function bare(message: string): string {
  return message.replace(/^In procedure [^\s:]+:\s+(?=\S)/, "");
}
