// Where lines of traces begin and end, by what every reader says of its own. It is how a carrier that
// lost the lines (a width, a form that eats newlines) finds them again.

import { READERS } from "../readers.ts";
import type { Runtime, TraceReader } from "../trace.ts";

/** A line, or its beginning, found inside a longer one. `whole`: it is known where it ends. */
export type Token = {
  readonly text: string;
  readonly at: number;
  readonly whole: boolean;
  /** Whose lines begin so; `at file:1:2` is several runtimes' own. */
  readonly runtimes: readonly Runtime[];
};

const SPEAKING = READERS.filter(
  ({ starts = [], wholes = [] }) => starts.length + wholes.length > 0,
);
const START = new RegExp(`^\\s*(?:${sourceOf(SPEAKING)})`);
const WHOLE = new RegExp(`^\\s*(?:${wholesOf(SPEAKING).join("|")})\\s*$`);

/** Whether a line begins as lines of some runtime's traces do. */
export function isStart(line: string): boolean {
  return START.test(line);
}

/** Whether a line is an error line that a reader knows to be one without any trace. */
export function isHeadline(line: string): boolean {
  return READERS.some(({ headlines = [] }) => headlines.some((it) => it.pattern.test(line)));
}

/** Whether a line is all of a trace's line, so that nothing can have been broken off. */
export function isWhole(line: string): boolean {
  return WHOLE.test(line);
}

// One expression a reader: one for each set of readers would be compiled anew for nearly every line.
const INSIDE = SPEAKING.map((reader) => ({
  reader,
  pattern: new RegExp(`(?<=^|\\s)(?:${sourceOf([reader])})`, "g"),
}));

const ANY_INSIDE = new RegExp(`(?<=^|\\s)(?:${sourceOf(SPEAKING)})`, "g");

/** A quick look, by one expression: whether two lines may be in this one, or one that is whole. */
export function mayHoldLines(line: string): boolean {
  let count = 0;
  for (const { groups } of line.matchAll(ANY_INSIDE)) {
    count++;
    if (count > 1 || groups?.whole !== undefined) return true;
  }
  return false;
}

/** The lines of traces that begin inside this one, by the readers that `accepts` lets through. */
export function tokensOf(
  line: string,
  accepts: (reader: TraceReader) => boolean,
): readonly Token[] {
  const tokens: Token[] = [];
  for (const { reader, pattern } of INSIDE) {
    const { clues } = reader;
    if (!accepts(reader) || (clues.length > 0 && !clues.some((it) => line.includes(it)))) continue;
    for (const { 0: text, index, groups } of line.matchAll(pattern))
      tokens.push({
        text,
        at: index,
        whole: groups?.whole !== undefined,
        runtimes: [reader.runtime],
      });
  }
  return apart(tokens);
}

/** Of tokens that overlap the first, and of those at one place the longest. */
function apart(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = [];
  let end = 0;
  for (const token of tokens.toSorted(byPlace)) {
    const last = kept.at(-1);
    if (last?.at === token.at)
      kept[kept.length - 1] = { ...last, runtimes: [...last.runtimes, ...token.runtimes] };
    if (token.at < end || last?.at === token.at) continue;
    kept.push(token);
    end = token.at + token.text.length;
  }
  return kept;
}

/** Rust's whole `Caused by:` is also how Java's `Caused by: java.io.IOException` begins. */
function byPlace(a: Token, b: Token): number {
  return a.at - b.at || b.text.length - a.text.length || Number(b.whole) - Number(a.whole);
}

function sourceOf(readers: readonly TraceReader[]): string {
  const starts = readers.flatMap((it) => it.starts ?? []);
  const whole = `(?<whole>(?:${wholesOf(readers).join("|")})(?=\\s|$))`;
  return [whole, ...starts].join("|");
}

function wholesOf(readers: readonly TraceReader[]): readonly string[] {
  const wholes = readers.flatMap((it) => it.wholes ?? []);
  return wholes.length > 0 ? wholes : ["(?!)"];
}
