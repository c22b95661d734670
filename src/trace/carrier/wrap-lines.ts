// Whether one line is the rest of the line before it, and how the two are put together again.

import { isBoundary, isCut as isCutMark, isLogLine } from "../boundary.ts";
import { isErrorName, toHeadline } from "../headline.ts";
import { isSpeech } from "../prose.ts";
import { withoutLogPrefix } from "./prefix.ts";
import { isStart, isWhole } from "./starts.ts";

/** Widths that lines are usually broken at. */
export const USUAL = 80;
export const TERMINALS: readonly number[] = [USUAL, 100, 120, 132];

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
export type Wrap = { readonly width: number; readonly hard: boolean; readonly hanging: string };

/** `so` is all of the broken line up to here, `before` its last part. */
export function continues(before: string, line: string, wrap: Wrap, so = before): boolean {
  if (before.trim() === "" || line.trim() === "") return false;
  if (isBeside(before, line) || DRAWN.test(line) || RULE.test(line)) return false;
  return wrap.hard ? goesOnHard(before, line, wrap) : goesOnAtWord(before, line, wrap, so);
}

function goesOnHard(before: string, line: string, { width }: Wrap): boolean {
  if (before.length !== width || /^(?:\s{2}|\t)/.test(line) || DRAWN.test(before)) return false;
  if (isCutMark(line) || isTyped(line)) return false;
  if (isEnded(before)) return isFragment(before, line, width);
  return !(STARTS.test(line) || isStart(line) || isLogLine(line)) || isCut(before, line);
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

/** The rest of a function's name or of a number, at the left margin under an indented call. */
function isFragment(before: string, line: string, width: number): boolean {
  if (TAIL_FRAME.test(line)) return true;
  const rest = TERMINALS.includes(width) ? /^[\w<>:.]{1,60}\)?$/ : /^[a-z\d_][\w<>]{0,60}$/;
  return /^\s/.test(before) && rest.test(line);
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

/** An error line or a call that stops where it cannot end. */
export function isOpen(before: string, line: string): boolean {
  if (TO_PLACE.test(before)) return PLACE.test(line) || isStart(`${before} ${line}`);
  if (OPEN.test(before)) return isStart(before) || isErrorLine(before);
  return /^\s*[(`'"<[]/.test(line) && isStart(before);
}

/** Whether a call that was cut in two is whole again. */
export function isMended(before: string, line: string, wrap: Wrap): boolean {
  return !isEnded(before) && isEnded(join(before, before, line, wrap));
}

/** A frame of Python of which only a part is here. */
export function isCut(before: string, line: string): boolean {
  return (
    before.includes("File") && CUT_FRAME.test(before) && !STARTS.test(line) && !isBoundary(line)
  );
}

/** Nothing can follow on the same line. */
export function isEnded(line: string): boolean {
  return isWhole(line) || WHOLE_FRAME.test(line);
}

/** Whether a line is an error line, behind whatever a logger put before it. */
export function isErrorLine(line: string): boolean {
  const headline = toHeadline(withoutLogPrefix(line));
  return headline !== null && isErrorName(headline.type);
}

/** `so`: the joined line so far; `before`: its last part, as wide as the wrap where a word was cut. */
export function join(
  so: string,
  before: string,
  line: string,
  { width, hard, hanging }: Wrap,
): string {
  if (hard) return so + line;
  const space = isLongWord(before, { width, hard, hanging }) ? "" : " ";
  return so.trimEnd() + space + line.slice(hanging.length).trimStart();
}

/** One word that fills a line was itself cut. */
export function isLongWord(before: string, { width, hanging }: Wrap): boolean {
  const text = before.startsWith(hanging) ? before.slice(hanging.length) : before;
  return text.length === width && !text.trimStart().includes(" ");
}
