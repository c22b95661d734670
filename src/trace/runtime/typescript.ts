// Compilers that print `place - error CODE: message` or `place: error CODE: message`: tsc, and those
// that took its form.

import { isBoundary } from "../boundary.ts";
import type { Exception, HeadlineShape, Trace, TraceReader } from "../trace.ts";

const PLACE = String.raw`(?:\S{1,400}(?:\(\d+,\d+\)|:\d+:\d+))`;
const ERROR = new RegExp(
  `^\\s*(?:.{0,160}?(?<=\\s))?(?:${PLACE}(?:: | - ))?(?:ERROR in )?error (TS\\d{4,5}|NG\\d{3,7}|VUE\\d+): (.*)$`,
);
// The reasons of a message stand below it, each deeper than the one before.
const REASON =
  /^\s*(?:Types? |Propert(?:y|ies) |Argument |Overload |The |Its |An? |Object |Source |Target |Index |'|Call |Construct |Did you |Could |Each |No |File |This |If |Conversion |Cannot )/;
const INDENTED = /^ {2,}\S/;
const REASONS_MAX = 60;

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^\S+ ?[-:] error (?<type>[A-Z]{2,4}\d{3,5}): (?<message>.+)$/, type: null },
];

/** Reads the errors of the TypeScript compiler; each is one of its own. */
export const typescript: TraceReader = {
  runtime: "typescript",
  clues: ["error TS", "error NG", "error VUE"],
  headlines: HEADLINES,
  starts: [
    String.raw`\S{1,400}(?:\(\d+,\d+\): |:\d+:\d+ - )(?:error TS\d+: |The expected type)`,
    String.raw`(?<=[.?]\s{1,8})\d{1,5}\s(?=.{1,300}~)`, // the line of source under a message
    String.raw`Found \d+ errors? in `,
  ],
  read: ({ lines }) => {
    const traces: Trace[] = [];
    for (let at = 0; at < lines.length; ) {
      const trace = readError(lines, at);
      if (trace) traces.push(trace);
      at = trace?.span[1] ?? at + 1;
    }
    return traces;
  },
};

function readError(lines: readonly string[], start: number): Trace | null {
  const line = lines[start] ?? "";
  const [, type, first = ""] = line.includes("error ") ? (ERROR.exec(line) ?? []) : [];
  if (!type) return null;
  let end = start + 1;
  const stop = Math.min(lines.length, end + REASONS_MAX);
  while (end < stop && isReason(lines[end] ?? "")) end++;
  const message = [first, ...lines.slice(start + 1, end)].join("\n").trimEnd();
  const exception: Exception = { type, message, relation: null, parent: null, frames: [] };
  return { runtime: "typescript", exceptions: [exception], span: [start, end] };
}

function isReason(line: string): boolean {
  if (line.trim() === "" || /error [A-Z]+\d+: |:\d+:\d+ - /.test(line) || isBoundary(line))
    return false;
  return INDENTED.test(line)
    ? !/^\s+(?:at |[~\d])/.test(line)
    : REASON.test(line) && /[.:]$/.test(line.trimEnd());
}
