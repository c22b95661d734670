// Lines that a terminal or a mail client broke at a width. Joining what was never broken does more
// damage than it mends, so a proof is asked for: a call or an error line that was cut in two.

import { isBoundary, isCut as isCutMark, isLogLine } from "../boundary.ts";
import { isErrorName, toHeadline } from "../headline.ts";
import { isSpeech } from "../prose.ts";
import { withoutLogPrefix } from "./prefix.ts";
import { isStart, isWhole } from "./starts.ts";

const WIDTH_MIN = 40;
const WIDTH_MAX = 250;
const USUAL = 80;
const TERMINALS = [USUAL, 100, 120, 132];
const HANGING = "    ";
/** Lines in which a proof is looked for. */
const SAMPLE_MAX = 1_000;

const CUT_FRAME =
  /^\s*File$|File "[^"]*(?:",? ?(?:l|li|lin|line)? ?)?$|File "[^"]*", line \d+,(?: i?n?)?\s*$/;
const TAIL_FRAME = /^\s*(?:(?:line )?\d*,? ?in \S+|line \d+, in \S+)\s*$/;
const WHOLE_FRAME = /File "[^"]*", line \d+(?:, in \S+)?\s*$/;
const STARTS =
  /^\s*(?:\| +)?(?:File "|Traceback |During handling of|The above exception|Exception Group|\+[-+]|[│╭╰|]|at \S|Caused by: |E {2,}|\[SQL: |[~^]+\s*$|[\w.]*[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt): )/;
/** What a line of words is about to go on after, and a place that must come after `at`. */
const OPEN = /(?:[:,(]|(?:^|[\s:])(?:at|in|from))\s*$/;
const TO_PLACE = /(?:^|[\s:])(?:at|in|from)\s*$/;
const PLACE = /^\s*[`'"<]?(?:[A-Z]:\\|\.{0,2}\/)?[\w.:-]+[/\\.]\S+/;
const DRAWN = /[│╮╯╭╰─═━]\s*$|([=_*~#-])\1{9}\s*$/;
const RULE = /^\s*([=_*~#-])\1{2,}\s*$/;

/**
 * How lines were broken. `hard`: in mid-word, at the width; else at spaces, and in words that are
 * longer than a line.
 */
type Wrap = { readonly width: number; readonly hard: boolean; readonly hanging: string };

/** Joins lines that were broken at a width; `at` keeps each joined line's first place. */
export function unwrap(
  lines: readonly string[],
  at: readonly number[],
): { lines: readonly string[]; at: readonly number[] } {
  const wrap = wrapOf(lines);
  if (!wrap) return { lines, at };
  const joined: string[] = [];
  const places: number[] = [];
  for (const [index, line] of lines.entries()) {
    const last = joined.length - 1;
    const so = joined[last] ?? "";
    const before = lines[index - 1] ?? "";
    if (index > 0 && continues(before, line, wrap, so) && !isDone(so, before, wrap)) {
      joined[last] = join(so, before, line, wrap);
    } else {
      joined.push(line);
      places.push(at[index] ?? 0);
    }
  }
  return { lines: joined, at: places };
}

/** Nothing more can belong to the line, unless a width cut its last word. */
function isDone(so: string, before: string, wrap: Wrap): boolean {
  return !wrap.hard && !isLongWord(before, wrap) && isEnded(so);
}

/** The wrap that has a proof; null when nothing says that lines were broken. */
function wrapOf(lines: readonly string[]): Wrap | null {
  const widest = widthOf(lines);
  if (widest < WIDTH_MIN) return null;
  const sample = lines.slice(0, SAMPLE_MAX).filter((line) => line.length <= widest);
  const wraps = ["", HANGING].flatMap((hanging) => {
    const longest = longestOf(sample, hanging);
    const terminal = TERMINALS.find((it) => it >= longest) ?? widest;
    return [...new Set([terminal, widest])].map((width) => ({ width, hard: false, hanging }));
  });
  const hard = { width: widest, hard: true, hanging: "" };
  const proven = [hard, ...wraps].map((wrap) => ({ wrap, proofs: proofsOf(sample, wrap) }));
  const [best] = proven.toSorted((a, b) => b.proofs - a.proofs);
  return best && best.proofs >= 1 ? best.wrap : null;
}

/** Without lines of a single word: one longer than the width may stand out where words are kept. */
function longestOf(lines: readonly string[], hanging: string): number {
  let longest = 0;
  for (const line of lines) {
    const text = line.startsWith(hanging) ? line.slice(hanging.length) : line;
    if (text.length > longest && text.trim().includes(" ")) longest = text.length;
  }
  return longest;
}

/** The longest line that no person typed; 0 when one is too long for any terminal. */
function widthOf(lines: readonly string[]): number {
  let widest = 0;
  for (const line of lines) {
    if (line.length <= widest || isSpeech(line)) continue;
    if (line.length > WIDTH_MAX) return 0;
    widest = line.length;
  }
  return widest;
}

/** How much this wrap, and nothing else, explains: a cut that it mends counts most. */
function proofsOf(lines: readonly string[], wrap: Wrap): number {
  let proofs = 0;
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1] ?? "";
    if (index === 0 || !continues(before, line, wrap)) continue;
    if (isMended(before, line, wrap)) proofs += 2;
    else if (isCut(before, line)) proofs += 1;
    else if (!TERMINALS.includes(wrap.width)) proofs += wrap.hard && isEnded(before) ? 1 : 0;
    else if (!wrap.hard) proofs += wordProof(lines, index, wrap);
    else if (/\S$/.test(before) && /^\S/.test(line)) proofs += hardProof(before, line);
  }
  return proofs;
}

/** A word or a path that was cut is more of a proof than a bracket at the end of a line. */
function hardProof(before: string, line: string): number {
  if (!/[\w./:\\$@-]$/.test(before) || !/^[\w./:\\$<>@-]/.test(line)) return 0.5;
  return isTold(before) || !/^[A-Z][a-z]/.test(line) ? 1 : 0.5;
}

/** What a runtime said: a call, its source or an error line. */
function isTold(line: string): boolean {
  return /^\s/.test(line) || isStart(line) || isErrorLine(line);
}

function isErrorLine(line: string): boolean {
  const headline = toHeadline(withoutLogPrefix(line));
  return headline !== null && isErrorName(headline.type);
}

function wordProof(lines: readonly string[], index: number, wrap: Wrap): number {
  const [before = "", line = "", after = ""] = lines.slice(index - 1, index + 2);
  if (isOpen(before, line) || isLongWord(before, wrap)) return 1;
  const isOther = /^(?:\w+:|\S*[/@]|\p{Lu}.*[.!?]$)/u.test(line) || /^\s/.test(after);
  if (!isErrorLine(before)) return 0;
  return isOther || wrap.width !== USUAL ? 0.5 : 1;
}

/** An error line or a call that stops where it cannot end. */
function isOpen(before: string, line: string): boolean {
  if (TO_PLACE.test(before)) return PLACE.test(line) || isStart(`${before} ${line}`);
  if (OPEN.test(before)) return isStart(before) || isErrorLine(before);
  return /^\s*[(`'"<[]/.test(line) && isStart(before);
}

function isMended(before: string, line: string, wrap: Wrap): boolean {
  return !isEnded(before) && isEnded(join(before, before, line, wrap));
}

/** A frame of Python of which only a part is here. */
function isCut(before: string, line: string): boolean {
  return (
    before.includes("File") && CUT_FRAME.test(before) && !STARTS.test(line) && !isBoundary(line)
  );
}

/** Nothing can follow on the same line. */
function isEnded(line: string): boolean {
  return isWhole(line) || WHOLE_FRAME.test(line);
}

/** `so` is all of the broken line up to here, `before` its last part. */
function continues(before: string, line: string, wrap: Wrap, so = before): boolean {
  if (before.trim() === "" || line.trim() === "") return false;
  if (isBeside(before, line) || DRAWN.test(line) || RULE.test(line)) return false;
  return wrap.hard ? goesOnHard(before, line, wrap) : goesOnAtWord(before, line, wrap, so);
}

/** The next item of a list, as `#4 …` after `#3 …`. */
function isBeside(before: string, line: string): boolean {
  const word = /^\s*(\S{3,}) /.exec(line)?.[1];
  if (word !== undefined && before.trimStart().startsWith(`${word} `)) return true;
  const mark = /^\s*[^\w\s]\d+\b/.exec(line)?.[0].replace(/\d+/, "0");
  return mark !== undefined && before.slice(0, 20).replace(/\d+/, "0").startsWith(mark);
}

/** Begins like a line of its own. */
function begins(line: string): boolean {
  return STARTS.test(line) || isStart(line) || isBoundary(line) || isSpeech(line);
}

/** What a person typed; in a message that was cut in a word, the rest begins small. */
function isTyped(line: string): boolean {
  return !/^\p{Ll}/u.test(line) && isSpeech(line);
}

function goesOnHard(before: string, line: string, { width }: Wrap): boolean {
  if (before.length !== width || /^(?:\s{2}|\t)/.test(line) || DRAWN.test(before)) return false;
  if (isCutMark(line) || isTyped(line)) return false;
  if (isEnded(before)) return isFragment(before, line, width);
  return !(STARTS.test(line) || isStart(line) || isLogLine(line)) || isCut(before, line);
}

/** The rest of a function's name or of a number, at the left margin under an indented call. */
function isFragment(before: string, line: string, width: number): boolean {
  if (TAIL_FRAME.test(line)) return true;
  const rest = TERMINALS.includes(width) ? /^[\w<>:.]{1,60}\)?$/ : /^[a-z\d_][\w<>]{0,60}$/;
  return /^\s/.test(before) && rest.test(line);
}

function goesOnAtWord(before: string, line: string, wrap: Wrap, so: string): boolean {
  const { width, hanging } = wrap;
  if (!line.startsWith(hanging) || /^\s/.test(line.slice(hanging.length))) return false;
  if (isCut(so, line)) return true;
  const text = line.slice(hanging.length);
  const space = text.indexOf(" ");
  const word = space < 0 ? text.length : space;
  if (before.length + 1 + word <= width || DRAWN.test(before)) return false;
  if (TAIL_FRAME.test(line) && WHOLE_FRAME.test(before)) return true;
  if (isEnded(before) && !isLongWord(before, wrap)) return false;
  return !begins(line) || (OPEN.test(before) && isOpen(before, line));
}

/** `so`: the joined line so far; `before`: its last part, as wide as the wrap where a word was cut. */
function join(so: string, before: string, line: string, { width, hard, hanging }: Wrap): string {
  if (hard) return so + line;
  const space = isLongWord(before, { width, hard, hanging }) ? "" : " ";
  return so.trimEnd() + space + line.slice(hanging.length).trimStart();
}

/** One word that fills a line was itself cut. */
function isLongWord(before: string, { width, hanging }: Wrap): boolean {
  const text = before.startsWith(hanging) ? before.slice(hanging.length) : before;
  return text.length === width && !text.trimStart().includes(" ");
}
