// Python tracebacks as CPython, IPython, rich, pytest and loguru print them, plain or damaged.
// Lenient on purpose: people paste half a traceback, so a lost line is not an error.

import type { HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { assemble } from "./chain.ts";
import { withoutFolds } from "./folds.ts";
import type { Mark } from "./marks.ts";
import { scan } from "./scan.ts";
import { readLines } from "./warning.ts";

const EVIDENCE =
  /File "|Traceback \(|The above exception was|During handling of|^E {2,}\w|\.pyx?:\d+|(?:Cell|Input) In ?\[|Exception ignored in|exception was never retrieved|:\d+: \w*Warning: |^(?:FAILED|ERROR) \S+\.py/;

const CLUES = [
  'File "',
  "Traceback (",
  "The above exception was",
  "During handling of",
  "E  ",
  ".py",
  "In [",
  "In[",
  "Exception ignored in",
  "exception was never retrieved",
  "Warning: ",
];

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^(?<type>(?:re|dbm|getopt|locale|nntplib|audioop)\.error): (?<message>.+)$/,
    type: null,
  },
  { pattern: /^(?<type>[\w.]{1,200}\.<locals>\.[\w.]{1,200}): (?<message>.+)$/, type: null },
];

// Lost newlines are put back by carrier/glue.ts; these serve broken lines.
const STARTS = [
  'File "',
  String.raw`Traceback \(most recent`,
  "During handling of",
  "The above exception was",
  String.raw`[a-z_]\w{0,60}\.(?:\w{1,60}\.){0,9}(?:_?[A-Z]\w{0,100}|error|gaierror|herror|timeout): `,
  "(?:[A-Z][a-z0-9]{1,30}){2,8}: ",
  "[A-Z][A-Za-z0-9]{0,60}(?:Error|Exception|Warning): ",
];
const WHOLES = [
  "[~^]+(?: +[~^]+)*",
  String.raw`Traceback \(most recent call last\):`,
  "During handling of the above exception, another exception occurred:",
  "The above exception was the direct cause of the following exception:",
  String.raw`\[Previous line repeated \d+ more times?\]`,
];

/** Chains in printed order: root cause first. Groups: the group, then its members. */
export const python: TraceReader = {
  runtime: "python",
  clues: CLUES,
  headlines: HEADLINES,
  starts: STARTS,
  wholes: WHOLES,
  read: readPython,
};

function readPython(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  if (!paste.lines.some((line) => EVIDENCE.test(line))) return [];
  const lines = withoutFolds(withoutRails(paste.lines));
  const marks = scan(lines, paste.closed).map((mark) => withDepth(mark, paste.lines));
  const traces = assemble(marks, isInApp);
  return traces.length > 0 ? traces : readLines(paste);
}

const GROUP = /^\s*(?:\||\+-+\+?-+ (?:\d+|\.\.\.) -|\+ Exception Group Traceback)/;
const RAIL = /^\s*(?:\+ (?=Exception Group)|\|(?: |$))/;

/** A member's lines stand four columns in, those of a member's member six. */
function withDepth(mark: Mark, lines: readonly string[]): Mark {
  if (mark.kind !== "link") return mark;
  const rail = lines[mark.at]?.search(/\|/) ?? -1;
  const inner = rail >= 4 ? rail / 2 - 1 : null;
  return { ...mark, depth: rail < 0 ? 0 : inner };
}

/** Takes the rails of exception groups off; the `+---` lines between members stay. */
function withoutRails(lines: readonly string[]): readonly string[] {
  const grouped = lines.some((line) => /Exception Group Traceback|\+-+\+?-+ \d+ -{3,}/.test(line));
  if (!grouped) return lines;
  return lines.map((line) => (GROUP.test(line) ? line.replace(RAIL, "") : line));
}
