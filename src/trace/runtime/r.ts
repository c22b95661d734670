// R's errors: `Error in call : message`, `Calls:`, and the numbered calls of `traceback()`; rlang's
// `Error in `f()`:` with `! message` lines and a backtrace of its own.

import { FRAMES_MAX } from "../limits.ts";
import type { Frame, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { messageTo, nextOf, type Thrown, toFrame, toTrace, unlogged } from "./script.ts";

const CALLED =
  /^(Caused by e|E)rror in (?:`[^`]{1,300}`:|.{1,300}? :|[\w.:]{1,80}\([^()]{0,200}\) ?:)(?: (.*)|\s*)$/;
const PLAIN = /^(Caused by e|E)rror:(?: (.*)|\s*)$/;
const MARK =
  /^\s*(?:Calls: \S|Execution halted\s*$|In addition: |Traceback:?\s*$|Backtrace:\s*$|▆\s*$|No traceback available|Warning messages?:|Caused by error|\d+: [^\s"'].*\(|(?:Run `)?rlang::)/;
// Where newlines were lost, what is printed last stands behind the message.
const HALTED = /\s+Execution halted\s*$/;
const R_ONLY =
  /^\s*(?:Calls: \S.* -> |Execution halted\s*$|Traceback:\s*$|No traceback available|\d+: stop\()/;
const NUMBERED = /^\s*(\d+): (\S.*)$/;
const TREE =
  /^\s*(?:(\d+)\. )?[│├└─ ]*(?:global |base |\w+ \(local\) )?((?:[\w.]+:::?)?[\w.$]+(?:\[\[[^\]]*\]\])?)\(/;
const AT = / at (\S+?)#(\d+)(?::.*)?$/;
const NAME = /^(?:`[^`]{1,200}`|[^\s(`"']{1,200})(?=\()/;

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^Error in [^\s:][^:]*[([$\]].{0,200}? : (?<message>\S.*)$/, type: null },
];

/** Reads R errors; `Error: …` alone is everybody's, and counts only beside lines of R's own. */
export const r: TraceReader = {
  runtime: "r",
  clues: ["Error in ", "Execution halted", "Error:"],
  headlines: HEADLINES,
  starts: [
    String.raw`Error in \S.{0,200}? : `,
    String.raw`Calls: \S`,
    "Caused by error in `",
    String.raw`\d+: (?:[\w.]+:::?)?[\w.]+\(`,
    "In addition: Warning",
  ],
  wholes: ["Execution halted", "Backtrace:"],
  read: unlogged(readR),
};

function readR(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const { lines } = paste;
  const isHere = lines.some((line) => R_ONLY.test(line) || HALTED.test(line));
  const marks = nextOf(lines, (line) => MARK.test(line) || CALLED.test(line));
  const traces: Trace[] = [];
  for (let at = 0; at < lines.length; ) {
    const chain = readChain(paste, at, { isHere, marks, isInApp });
    const [first] = chain;
    if (first) traces.push(toTrace("r", chain.toReversed()));
    at = first?.end ?? at + 1;
  }
  return traces;
}

type Setting = {
  readonly isHere: boolean;
  readonly marks: readonly number[];
  readonly isInApp: InAppTest;
};

/** As printed: what surfaced first, its causes below, the calls last. */
function readChain(paste: Paste, start: number, setting: Setting): readonly Thrown[] {
  const { lines } = paste;
  const chain: Thrown[] = [];
  let at = start;
  for (;;) {
    const match =
      CALLED.exec(lines[at] ?? "") ?? (setting.isHere ? PLAIN.exec(lines[at] ?? "") : null);
    if (!match || (match[1] === "E") !== (at === start) || !isSure(match[0], setting)) break;
    const mark = setting.marks[at + 1] ?? lines.length;
    const { message, end } = messageTo(paste, at, match[2] ?? "", mark);
    const text = message
      .replace(/^\s*! /, "")
      .replace(HALTED, "")
      .trim();
    chain.push({ type: null, message: text, frames: [], start: at, end });
    at = end;
  }
  const [first, ...causes] = chain;
  if (!first) return [];
  const { frames, end } = readStack(lines, at, setting.isInApp);
  return [{ ...first, frames, end }, ...causes];
}

/** `Error in the plan : …` is a sentence: what failed is a call, an index or an operation. */
function isSure(line: string, { isHere }: Setting): boolean {
  return isHere || /^\S* ?\S*rror in (?:`|[^:]*[([$])/.test(line);
}

function readStack(lines: readonly string[], from: number, isInApp: InAppTest) {
  const numbered: Frame[] = [];
  const tree: Frame[] = [];
  let end = from;
  let expected = -1;
  let isTree = false;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const [, number, call = ""] = NUMBERED.exec(line) ?? [];
    const branch = isTree ? TREE.exec(line) : null;
    if (number && (expected < 0 || Number(number) === expected)) {
      if (numbered.length < FRAMES_MAX) numbered.push(toCall(call, isInApp));
      expected = Number(number) - 1;
    } else if (branch) tree.push(toFrame(isInApp, branch[2] ?? null));
    else if (/^\s*(?:Backtrace:|▆)\s*$/.test(line)) isTree = true;
    else if (!isAside(line, expected)) break;
    end = at + 1;
    if (expected === 0) break;
  }
  return { frames: numbered.length > 0 ? numbered.reverse() : tree, end };
}

/** Lines between the message and the calls, and the rest of a call that R broke. */
function isAside(line: string, expected: number): boolean {
  if (/^\s*(?:Calls: |Execution halted|In addition: |Traceback:?\s*$|In .{1,200} : )/.test(line))
    return true;
  return expected > 0 && /^\s+\S/.test(line);
}

function toCall(call: string, isInApp: InAppTest): Frame {
  const [, file = null, line = null] = AT.exec(call) ?? [];
  const name = NAME.exec(call)?.[0] ?? call.replace(AT, "");
  return toFrame(isInApp, name.replaceAll("`", ""), file, line);
}
