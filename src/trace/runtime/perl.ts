// Perl's dying words, `message at file line N.`, and the calls that Carp prints below them.

import type { Frame, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { messageStart, readCalls, toFrame, toTrace, unlogged } from "./script.ts";

// A path, a Perl file or `-e`; what other languages call their files is none.
const FILE = String.raw`(?:-e|-|\(eval \d+\)(?:\[[^\]\s]{1,300}\])?|(?![^\s"']*\.(?:py|js|ts|rb|go|rs|java|c|cpp|h|php|cs|ya?ml|json|toml|sh)\b)[^\s"'()/]*\/[^\s"'()]{1,400}|[\w.+-]{1,200}\.(?:pl|pm|t|cgi|psgi|al|PL|plx|fcgi))`;
const HANDLE = String.raw`(?:, <[^>\s]{0,80}> (?:line|chunk) \d+)?`;
const NEAR = '(?:, (?:near ".*|at EOF|at end of line|within (?:string|pattern)))';
const DIED = new RegExp(`^(.*?\\S) at ${FILE} line \\d+(?:${HANDLE}\\.?|${NEAR})\\s*$`);
const AGAIN = new RegExp(
  `^\\s*(?:(?:\\.\\.\\.(?:propagated|caught) )?at ${FILE} line \\d+${HANDLE}\\.?|(?:BEGIN failed|Compilation failed in require).* line \\d+${HANDLE}\\.|Execution of \\S+ aborted due to compilation errors\\.|\\S+ had (?:too many|compilation) errors\\.)\\s*$`,
);
const CALL = new RegExp(
  `^\\s*(?:([\\w:']+|[\\w:']*__ANON__(?:\\[[^\\]]*\\])?)\\(.*\\)|((?:eval|require|use|do) .{1,300}?)) called at (${FILE}) line (\\d+)${HANDLE}\\s*$`,
);
const COMPILE =
  /^(?:BEGIN failed|Execution of \S+ aborted due to|Compilation failed in require|\S+ had (?:too many|compilation) errors)/;
// Complaints of the compiler: the first is what is wrong, the others follow from it.
const COMPLAINT =
  /^\s*(?:syntax error at |Global symbol "|Bareword "|Missing right |Can't find string terminator |Unmatched right |Too many arguments for |Not enough arguments for |"my |Can't redeclare |Type of arg )/;
// What was glued behind the line that counts.
const TAIL =
  /\s+(?:BEGIN failed--compilation aborted|Execution of \S+ aborted due to|\.\.\.propagated at) .*$|(?<=( at \S{1,300} line \d{1,9}\.))\1$/;
const TYPED = /^([A-Z]\w*(?:::\w+)+|[A-Z]\w*(?:Error|Exception)): (.+)$/s;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^(?<type>[A-Z]\w*(?:::\w+)+): (?<message>.+) at \S+\.p[lm] line \d+\.$/,
    type: null,
  },
  {
    pattern:
      /^(?<message>(?![a-z_]\w*(?:\.[a-z_]\w*)+: )\S.*) at \S+\.p[lm] line \d+(?:, <\w*> (?:line|chunk) \d+)?\.?$/,
    type: null,
  },
  // Cut off in its place.
  {
    pattern:
      /^(?<message>Illegal division by zero|Can't call method "\w+" (?:on an undefined value|without a package.*)|Undefined subroutine &[\w:]+ called|Not an? [A-Z]+ reference|Modification of a read-only value attempted)(?: at \/\S*)?$/,
    type: null,
  },
  { pattern: /^(?<message>Can't locate [\w/]+\.pm in @INC .*)$/, type: null },
  { pattern: /^(?<message>Can't locate object method "\w+" via package "[\w:]+".*)$/, type: null },
];

/** Reads what `die`, `warn` and Carp print; of a file that does not compile, the first complaint. */
export const perl: TraceReader = {
  runtime: "perl",
  clues: [" line "],
  headlines: HEADLINES,
  starts: [
    "BEGIN failed--compilation aborted at ",
    String.raw`Execution of \S+ aborted due to compilation errors`,
    'Global symbol "',
    String.raw`Can't (?:locate \S+ in @INC|locate object method "|call method "|use (?:string|an undefined value|bareword))`,
    "Illegal division by zero at ",
    "Undefined subroutine &",
    "Use of uninitialized value ",
    "Missing right (?:curly|square|paren)",
    String.raw`syntax error at \S+ line \d`,
  ],
  wholes: [
    `[\\w:]{1,200}\\((?:[^()\\n]|\\(0x[0-9a-f]+\\)){0,400}\\) called at ${FILE} line \\d+`,
    `\\.\\.\\.propagated at ${FILE} line \\d+\\.`,
    `eval \\{\\.\\.\\.\\} called at ${FILE} line \\d+`,
  ],
  read: unlogged(readPerl),
};

function readPerl({ lines }: Paste, isInApp: InAppTest): readonly Trace[] {
  const traces: Trace[] = [];
  let floor = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const last = DIED.exec(line.replace(TAIL, ""))?.[1];
    if (last === undefined || !line.includes(" line ") || AGAIN.test(line) || CALL.test(line))
      continue;
    const start = messageStart(lines, at, floor);
    const whole = [...lines.slice(start, at), last].join("\n").trim();
    const [, type = null, message = whole] = TYPED.exec(whole) ?? [];
    const calls = readCalls(lines, at + 1, (below) => toCall(below, isInApp));
    const end = endOfCompiling(lines, calls.end, COMPLAINT.test(line));
    const frames = calls.frames.reverse();
    traces.push(toTrace("perl", [{ type, message, frames, start, end }]));
    floor = end;
    at = end - 1;
  }
  return traces;
}

function toCall(line: string, isInApp: InAppTest): Frame | "skip" | null {
  const [, name, statement, file, number] = CALL.exec(line) ?? [];
  if (file) return toFrame(isInApp, name ?? statement ?? null, file, number);
  return AGAIN.test(line) && !COMPILE.test(line.trim()) ? "skip" : null;
}

const COMPILING_MAX = 40;

/** One complaint of the compiler leads to the next; its last line says that it gave up. */
function endOfCompiling(lines: readonly string[], from: number, isComplaint: boolean): number {
  const bound = Math.min(lines.length, from + COMPILING_MAX);
  for (let at = from; at < bound; at++) {
    const line = (lines[at] ?? "").trim();
    if (COMPILE.test(line)) return at + 1;
    if (!DIED.test(line) || (isComplaint && !COMPLAINT.test(line))) return isComplaint ? at : from;
  }
  return isComplaint ? bound : from;
}
