// A Python message runs over several lines, and nothing marks its end. It goes on until something
// else begins; in plain message text the person's own lines at its end are taken off again.

import { isBoundary, isNewError } from "../boundary.ts";
import { isErrorName, shortName, toHeadline } from "../headline.ts";
import { MESSAGE_LINES_MAX } from "../limits.ts";
import { isMachine, isSpeech } from "../prose.ts";
import { isHeader, isSection, memberLabel, toLink, toSite } from "./lines.ts";

/** A message, the notes that can be told from it, and the first line after it. */
export type Message = {
  readonly message: string;
  readonly notes: readonly string[];
  readonly next: number;
};

// What the interpreter says in one line; whatever follows was added with `add_note`.
const ONE_LINE =
  /^(?:\[(?:Errno|WinError) -?\d+\] |invalid literal for int\(\)|could not convert string to float|division by zero|float division|integer (?:division|modulo)|(?:list|tuple|string|pop) \w* ?index out of range|.{0,200} object (?:has no attribute|is not (?:callable|iterable|subscriptable|an iterator))|name '\w+' is not defined|(?:not enough|too many) values to unpack|unsupported operand type|No module named '|.{0,2000}\(\d+ sub-exceptions?\)$)/;

/** Reads the message that begins with `first` on line `start`. */
export function readMessage(
  lines: readonly string[],
  start: number,
  { type, first, closed }: { type: string; first: string; closed: boolean },
): Message {
  if (isEmbedding(lines, start, first)) return readEmbedding(lines, start, first);
  const end = endOf(lines, start + 1, closed);
  const rest = lines.slice(start + 1, end).map((line) => line.trimEnd());
  const isAll = closed || isInside(lines[end] ?? "");
  const bare = type === "" ? 0 : bareEnd(lines, start, rest);
  const announced = /:$/.test(first) && (rest[0] ?? "").trim() !== "" ? 1 : 0;
  const last = isAll ? rest.length : Math.max(machineEnd(rest), bare, announced, adviceEnd(rest));
  const kept = rest.slice(0, trimmedLength(rest, last));
  const isBare = first === "" && lines[start]?.trimEnd().endsWith(shortName(type)) === true;
  if (kept.length > 0 && (isBare || isOneLine(type, first)))
    return { message: first, notes: kept, next: end };
  return {
    message: [first, ...kept].join("\n").trimEnd(),
    notes: [],
    next: start + 1 + kept.length,
  };
}

/** KeyError prints the key's `repr`, which has no newline. */
function isOneLine(type: string, first: string): boolean {
  return shortName(type) === "KeyError"
    ? /^(['"(]).*\W$/.test(first)
    : ONE_LINE.test(first) && !/[:,]$/.test(first);
}

/** multiprocessing prints the worker's whole traceback, in triple quotes, as the message. */
function isEmbedding(lines: readonly string[], start: number, first: string): boolean {
  return first.trim() === '"""' || (first.trim() === "" && lines[start + 1]?.trim() === '"""');
}

function readEmbedding(lines: readonly string[], start: number, first: string): Message {
  const open = first.trim() === '"""' ? start : start + 1;
  const bound = Math.min(lines.length, open + MESSAGE_LINES_MAX);
  let close = open + 1;
  while (close < bound && lines[close]?.trim() !== '"""') close++;
  const message = ['"""', ...lines.slice(open + 1, close + 1)].join("\n");
  return { message, notes: [], next: open + 1 }; // the traceback inside is read as well
}

// `HINT:  Perhaps you meant …` and `Is the server running …?` of PostgreSQL, `Location: US` of Google.
const SAID =
  /^(?:[A-Z]{3,}(?: \d+)?: +\S|[A-Z][\w-]*(?: [A-Z]\w*){0,2}: \S+$|Is the server running )/;

// `Did you mean …?`, wherever a width broke it.
const ASKED = /^(?:Did|Perhaps) you (?:mean|meant|forget)\b/;
const ASKING = /\b(?:Did|Perhaps) you\b[^?]{0,200}$/;

// Werkzeug's and Flask's advice, a paragraph of its own.
const ADVICE = /^This typically means that you attempted to use functionality that needed$/;
const ADVICE_MAX = 6;

function isAdvice(lines: readonly string[], at: number): boolean {
  const above = lines.slice(Math.max(0, at - ADVICE_MAX), at + 1);
  const from = above.findLastIndex((line) => ADVICE.test(line));
  return from >= 0 && !above.slice(from, -1).some((line) => / more information\.$/.test(line));
}

function adviceEnd(rest: readonly string[]): number {
  const at = rest.findIndex((line) => ADVICE.test(line));
  if (at < 0) return 0;
  const end = rest
    .slice(at, at + ADVICE_MAX)
    .findIndex((line) => / more information\.$/.test(line));
  return end < 0 ? 0 : at + end + 1;
}

/** What sounds like a person, and is a runtime's own words. */
function isSaid(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  return SAID.test(line) || ASKED.test(line) || ASKING.test(lines[at - 1] ?? "");
}

/** A tool's or a server's error right under the words that announce it: `psql failed:`, `ERROR: …`. */
function isPassedOn(lines: readonly string[], at: number): boolean {
  return /: ?$/.test(lines[at - 1] ?? "") && /^(?:ERROR|FATAL|WARNING): +\S/.test(lines[at] ?? "");
}

// What programs and runners print beside an error: warnings, Tornado's and Jupyter's logs, progress.
const OUTPUT =
  /^(?:\S+\.py:\d+: \w*Warning: |\[[DIWEC] \d{6} \d\d:|\[\w{1,40}App\] |[.FEsxX]{1,200} +\[ *\d+%\]|(?:Usage|usage): \S+ |\S*python\S*: )/;

function endOf(lines: readonly string[], from: number, closed: boolean): number {
  const bound = Math.min(lines.length, from + MESSAGE_LINES_MAX);
  for (let at = from; at < bound; at++) {
    const line = lines[at] ?? "";
    if (line === "" || isAdvice(lines, at)) continue;
    if (at === from && isPassedOn(lines, at)) continue;
    if (isHeader(line) || toLink(line) || toSite(line)) return at;
    if (isBoundary(line) || OUTPUT.test(line)) return at;
    if (isMemberMark(line) || isSection(line) || line.trim() === '"""') return at;
    const startsAnew =
      lines[at - 1]?.trim() === "" ? isNewError(line) || hasCalls(lines, at) : false;
    if (startsAnew || (isNewError(line) && hasCalls(lines, at))) return at;
    if (!closed && isSpeech(line) && !isSaid(lines, at) && !isMidChain(lines, at)) return at;
    if (closed && isStandalone(line, lines[at + 1])) return at;
  }
  return bound;
}

/** What ends a message in the middle of a printed tree; a person cannot have written before it. */
function isInside(line: string): boolean {
  return toLink(line) !== null || isMemberMark(line) || line.trim() === '"""';
}

/** Whether a link or a bracketed line follows at once: then the line stands inside a message. */
function isMidChain(lines: readonly string[], at: number): boolean {
  return lines.slice(at + 1, at + 4).some((line) => toLink(line) !== null || /^[[(]\w/.test(line));
}

/** Whether `at …` lines follow: another runtime's trace begins here. */
function hasCalls(lines: readonly string[], at: number): boolean {
  return lines.slice(at + 1, at + 3).some((line) => /^\s*at \S+ ?\(?\S*:\d+/.test(line));
}

/** The `+---- 2 ----` and `+-----` rails of an exception group; tables have more corners. */
function isMemberMark(line: string): boolean {
  return memberLabel(line) !== null || /^\s*\+-{30,}\s*$/.test(line);
}

/** An error of its own right before a frame or a link: never the tail of this message. */
function isStandalone(line: string, after = ""): boolean {
  const headline = toHeadline(line);
  return headline !== null && isErrorName(headline.type) && toLink(after) !== null;
}

/** The bottom of a table, the end of a printed value, pytest's hint. */
const DRAWN = /^(?:\+[-+=]{3,}\+|[)\]}]+[,;.]?|Use -v+ to get .{0,20}diff)$/;

/** How many lines, from the first, a machine wrote: what stands after the last sure one is a person's. */
function machineEnd(lines: readonly string[]): number {
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? "";
    if (line.trim() !== "" && (isMachine(line) || DRAWN.test(line))) return at + 1;
  }
  return 0;
}

/** Who typed nothing before a trace seldom types right under it: up to a blank line it is message. */
function bareEnd(lines: readonly string[], start: number, rest: readonly string[]): number {
  const opening = lines.findIndex((line) => line.trim() !== "");
  const isWhole = start + 1 + rest.length === lines.length && lines.at(-1)?.trim() !== "";
  if (opening >= start || !isWhole || !isMachineMade(lines[opening] ?? "")) return 0;
  const blank = rest.findIndex((line) => line.trim() === "");
  return blank < 0 ? rest.length : blank;
}

function isMachineMade(line: string): boolean {
  const isTrace = isHeader(line) || toLink(line) !== null || toSite(line) !== null;
  return isTrace || isBoundary(line) || isNewError(line);
}

function trimmedLength(lines: readonly string[], last: number): number {
  let length = last;
  while (length > 0 && lines[length - 1]?.trim() === "") length--;
  return length;
}
