// Python tracebacks as CPython, IPython, rich, pytest and loguru print them, plain or damaged.
// Lenient on purpose: people paste half a traceback, so a lost line is not an error.

import type { InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { assemble } from "./chain.ts";
import { scan } from "./scan.ts";
import { readLines } from "./warning.ts";

const EVIDENCE =
  /File "|Traceback \(|The above exception was|During handling of|^E {2,}\w|\.pyx?:\d+|(?:Cell|Input) In ?\[|Exception ignored in|:\d+: \w*Warning: |^(?:FAILED|ERROR) \S+\.py/;

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
  "Warning: ",
];

/** Chains in printed order: root cause first. Groups: the group, then its members. */
export const python: TraceReader = {
  runtime: "python",
  clues: CLUES,
  read: readPython,
};

function readPython(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  if (!paste.lines.some((line) => EVIDENCE.test(line))) return [];
  const traces = assemble(scan(withoutRails(paste.lines), paste.closed), isInApp);
  return traces.length > 0 ? traces : readLines(paste);
}

const GROUP = /^\s*(?:\||\+-+\+?-+ (?:\d+|\.\.\.) -|\+ Exception Group Traceback)/;
const RAIL = /^\s*(?:\+ (?=Exception Group)|\|(?: |$))/;

/** Takes the rails of exception groups off; the `+---` lines between members stay. */
function withoutRails(lines: readonly string[]): readonly string[] {
  const grouped = lines.some((line) => /Exception Group Traceback|\+-+\+?-+ \d+ -{3,}/.test(line));
  if (!grouped) return lines;
  return lines.map((line) => (GROUP.test(line) ? line.replace(RAIL, "") : line));
}
