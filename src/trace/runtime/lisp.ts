// SBCL: `Unhandled TYPE in thread …:` or `debugger invoked on a TYPE in thread …:`, the report below,
// then `Backtrace for:` and one numbered form a call.

import { MESSAGE_LINES_MAX } from "../limits.ts";
import type { Frame, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { closing, readCalls, type Thrown, toFrame, toTrace, unlogged } from "./script.ts";

const HEAD =
  /^\s*(?:;? ?Unhandled|debugger invoked on an?) (?:COMMON-LISP:)?([A-Z][^\s(]{1,200})(?: @[0-9A-F]+)?(?: in thread\b.*|:.*)?$/;
const THREAD_END = />:\s*$/;
const MARK =
  /^\s*(?:Backtrace for: |Type HELP for debugger|restarts \(invokable|unhandled condition in|\d+: \(|0\] )/;
const BACKTRACE = /^\s*Backtrace for: .*$/;
const CALL = /^\s*\d+: (?:\(\((?:FLET|LABELS|LAMBDA|SB-\S+)|\()/;
const BARE = /^\s*\d+: ([A-Z][^\s()]*)\s*$/;

/** Reads conditions that nobody handled. */
export const lisp: TraceReader = {
  runtime: "lisp",
  clues: ["Unhandled ", "debugger invoked on"],
  starts: [
    String.raw`Unhandled [A-Z][^\s(]{2,200} in thread `,
    "debugger invoked on an? [A-Z]",
    "Backtrace for: #<",
    String.raw`\d+: \(\(?(?:"|[A-Z0-9%*+/<=>-])`,
    "unhandled condition in --disable-debugger mode",
    "Type HELP for debugger help",
  ],
  wholes: [
    String.raw`Backtrace for: #<SB-THREAD:THREAD (?:"[^"]{0,100}" )?[A-Z]+ \{[0-9A-F]+\}>`,
    String.raw`Unhandled [A-Z][^\s(]{2,200} in thread #<SB-THREAD:THREAD (?:"[^"]{0,100}" )?[A-Z]+\s+\{[0-9A-F]+\}>:`,
  ],
  read: unlogged(readLisp),
};

function readLisp({ lines }: Paste, isInApp: InAppTest): readonly Trace[] {
  const traces: Trace[] = [];
  for (let at = 0; at < lines.length; ) {
    const thrown = readThrown(lines, at, isInApp);
    if (thrown) traces.push(toTrace("lisp", [thrown]));
    at = thrown?.end ?? at + 1;
  }
  return traces;
}

const HEAD_MAX = 4; // the thread's name may be broken over lines

function readThrown(lines: readonly string[], start: number, isInApp: InAppTest): Thrown | null {
  const type = HEAD.exec(lines[start] ?? "")?.[1]?.replace(/:$/, "");
  if (!type) return null;
  let from = start;
  while (from < start + HEAD_MAX && !THREAD_END.test(lines[from] ?? ":")) from++;
  if (!THREAD_END.test(lines[from] ?? "")) return null;
  const bound = Math.min(lines.length, from + MESSAGE_LINES_MAX);
  let end = from + 1;
  while (end < bound && !MARK.test(lines[end] ?? "")) end++;
  const isMarked = MARK.test(lines[end] ?? "");
  if (!isMarked) end = endOfParagraph(lines, from + 1);
  const message = lines
    .slice(from + 1, end)
    .join("\n")
    .trim();
  const first = BACKTRACE.test(lines[end] ?? "") ? end + 1 : end;
  const calls = readCalls(lines, first, (line) => toCall(line, isInApp));
  return { type, message, frames: calls.frames.reverse(), start, end: calls.end };
}

function endOfParagraph(lines: readonly string[], from: number): number {
  let end = from;
  while (end < lines.length && (lines[end] ?? "").trim() !== "") end++;
  return end;
}

/** `4: (WITHDRAW 70 90)` is a call of WITHDRAW; of `5: ((FLET F :IN G) 1)`, what the inner form says. */
function toCall(line: string, isInApp: InAppTest): Frame | "skip" | null {
  if (BARE.test(line)) return toFrame(isInApp, BARE.exec(line)?.[1] ?? null);
  if (!CALL.test(line)) return /^\s+source: /.test(line) ? "skip" : null;
  const form = line.slice(line.indexOf("(") + 1).trimEnd();
  return toFrame(isInApp, headOf(form));
}

function headOf(form: string): string {
  if (form.startsWith("(")) {
    const end = closing(form.replaceAll("'", "`"), 0);
    return end < 0 ? form : form.slice(0, end + 1);
  }
  return /^(?:"([^"]*)"|[^\s()]+)/.exec(form)?.[1] ?? /^[^\s()]+/.exec(form)?.[0] ?? form;
}
