// Lines that stand for an error where a paste has no traceback: warnings, and pytest's summary.

import { isErrorName, toHeadline } from "../headline.ts";
import type { Paste, Trace } from "../trace.ts";

const WARNING =
  /(?:^|[\s:])(?:[^\s:"']+\.pyx?|<[\w -]{1,40}>|sys):\d+: ([A-Za-z_][\w.]*Warning): (.*)$/;
const SUMMARY = /^(?:FAILED|ERROR) \S+\.pyx?(?:::\S+)? - (\S.*)$/;
const MESSAGE_LINES_MAX = 12;

/** One trace for each warning, else one for each line of pytest's summary. */
export function readLines(paste: Paste): readonly Trace[] {
  const warnings = paste.lines.flatMap((_, at) => readWarning(paste.lines, at) ?? []);
  if (warnings.length > 0) return warnings;
  return paste.lines.flatMap((line, at) => readSummary(line, at) ?? []);
}

/** `path.py:3: UserWarning: message`; under it, indented, the line that warned. */
function readWarning(lines: readonly string[], at: number): Trace | null {
  const line = lines[at] ?? "";
  const match = line.includes("Warning: ") ? WARNING.exec(line) : null;
  if (!match) return null;
  const under = lines.slice(at + 1, at + 1 + MESSAGE_LINES_MAX);
  const source = under.findIndex((it) => /^ {2}\S/.test(it));
  const isWhole = source > 0 && !under.slice(0, source).some((it) => isOther(it));
  const rest = isWhole ? under.slice(0, source) : [];
  return toTrace(match[1] ?? "", [match[2], ...rest].join("\n"), [at, at + rest.length + 1]);
}

function isOther(line: string): boolean {
  return line.trim() === "" || WARNING.test(line) || /^\S*Warning: |^Traceback /.test(line);
}

/** `FAILED test_x.py::test_a - ValueError: message`, all that `--tb=no` prints. */
function readSummary(line: string, at: number): Trace | null {
  const text = SUMMARY.exec(line)?.[1];
  if (!text) return null;
  if (text.startsWith("assert ")) return toTrace("AssertionError", text, [at, at + 1]);
  const headline = toHeadline(text);
  const isNamed = headline !== null && isErrorName(headline.type);
  return isNamed ? toTrace(headline.type, headline.message, [at, at + 1]) : null;
}

function toTrace(type: string, message: string, span: Trace["span"]): Trace {
  const exception = { type, message, relation: null, parent: null, frames: [] };
  return { runtime: "python", exceptions: [exception], span };
}
