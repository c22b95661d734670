// Where lines of traces begin and end, by what every reader says of its own. It is how a carrier that
// lost the lines (a width, a form that eats newlines) finds them again.

import { READERS } from "../readers.ts";
import type { TraceReader } from "../trace.ts";

/** A line, or its beginning, found inside a longer one. `whole`: it is known where it ends. */
export type Token = { readonly text: string; readonly at: number; readonly whole: boolean };

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

// One expression for each set of readers that have a clue in a line; there are few such sets.
const byReaders = new Map<string, RegExp>();

/** The lines of traces that begin inside this one, by the readers that `accepts` lets through. */
export function tokensOf(
  line: string,
  accepts: (reader: TraceReader) => boolean,
): readonly Token[] {
  const readers = SPEAKING.filter(accepts).filter(
    ({ clues }) => clues.length === 0 || clues.some((clue) => line.includes(clue)),
  );
  if (readers.length === 0) return [];
  return [...line.matchAll(inside(readers))].map(({ 0: text, index, groups }) => ({
    text,
    at: index,
    whole: groups?.whole !== undefined,
  }));
}

function inside(readers: readonly TraceReader[]): RegExp {
  const key = readers.map((it) => it.runtime).join(" ");
  const known = byReaders.get(key) ?? new RegExp(`(?<=^|\\s)(?:${sourceOf(readers)})`, "g");
  byReaders.set(key, known);
  return known;
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
