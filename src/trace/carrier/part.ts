// A trace of any runtime whose newlines were lost: parted before each line that a reader knows, and
// after those whose end it knows. Python's own way of doing so is in glue.ts.

import { isErrorName, toHeadline } from "../headline.ts";
import { withoutLogPrefix } from "./prefix.ts";
import { mayHoldLines, type Token, tokensOf } from "./starts.ts";

const CHARS_MIN = 60;
/** A paste of many lines kept its newlines; only a log's long lines may hold a trace each. */
const LINES_MANY = 100;
const CHARS_MIN_OF_MANY = 200;

/** The lines of a trace that was written on one, of a paste's; null when the line is not one. */
export function part(line: string, lineCount: number): readonly string[] | null {
  if (line.length < (lineCount > LINES_MANY ? CHARS_MIN_OF_MANY : CHARS_MIN)) return null;
  if (!mayHoldLines(line)) return null;
  const tokens = linesOf(line);
  if (!isGlued(line, tokens)) return null;
  const lines: string[] = [];
  let open = line.slice(0, tokens[0]?.at);
  for (const [index, { text, at, whole }] of tokens.entries()) {
    if (open.trim() !== "") lines.push(open.trimEnd());
    const next = tokens[index + 1]?.at ?? line.length;
    const rest = line.slice(at + text.length, next);
    const own = indentBefore(line, at) + text;
    if (whole) lines.push(own);
    open = whole ? rest.slice(1) : own + rest;
  }
  if (open.trim() !== "") lines.push(open.trimEnd());
  return lines;
}

/** What begins a line; another runtime's line right behind a beginning is `npm ERR!` with its text. */
function linesOf(line: string): readonly Token[] {
  const tokens = tokensOf(line, (reader) => reader.runtime !== "python");
  return tokens.filter((token, index) => {
    const before = tokens[index - 1];
    if (!before || before.whole || isOfOne(before, token)) return true;
    return line.slice(before.at + before.text.length, token.at).trim() !== "";
  });
}

function isOfOne(one: Token, other: Token | undefined): boolean {
  return other?.runtimes.some((it) => one.runtimes.includes(it)) ?? false;
}

/** Two lines of one runtime in one, or an error line and one call. */
function isGlued(line: string, tokens: readonly Token[]): boolean {
  const [first] = tokens;
  if (tokens.length > 1)
    return tokens.some((it, index) => it.whole || isOfOne(it, tokens[index + 1]));
  if (!first?.whole) return false;
  const before = line.slice(0, first.at).trim();
  if (DOTTED_ERROR.test(before)) return true;
  const headline = toHeadline(withoutLogPrefix(before));
  return headline !== null && isErrorName(headline.type);
}

/** Behind a logger's words, an error of the JVM or of .NET by its full name. */
const DOTTED_ERROR = /(?:^|\s)(?:[A-Za-z_][\w$]*\.){1,20}[A-Z][\w$]*(?:Exception|Error)(?:: |$)/;

const INDENT = /(\s+)$/;
const INDENT_MAX = 40;

/** Where indentation was kept, one space stands for the newline and the rest is the line's own. */
function indentBefore(line: string, at: number): string {
  return INDENT.exec(line.slice(Math.max(0, at - INDENT_MAX), at))?.[1]?.slice(1) ?? "";
}
