// Phrases with holes, as maintainers write them: `QueuePool limit of size <int> overflow <int>`.
// Matched by searching for the literal parts in turn, so that no input can make it slow.

/** What a hole may cover. Bounded: a hole never spans more than `GAP_CHARS_MAX` characters. */
const HOLES: Record<string, RegExp> = {
  word: /^[\p{L}\p{N}_.\-/]+$/u,
  int: /^\d+$/,
  version: /^v?\d+(?:\.\d+){0,4}[a-z0-9.+-]*$/i,
  any: /^.*$/s,
};
const HOLE = /<(word|int|version|any)>/g;
const GAP_CHARS_MAX = 160;
const STARTS_MAX = 500; // occurrences of the first literal that are tried
const LONG_CHARS_MIN = 4_096; // from here on, listing a text's words costs less than searching it
const WORD = /[\p{L}\p{N}_]+/gu;
const LEADING_WORD = /^[\p{L}\p{N}_]+/u;
const TRAILING_WORD = /[\p{L}\p{N}_]+$/u;

export type Template = {
  readonly source: string;
  /** Folded literal parts; between two parts lies one hole. */
  readonly literals: readonly string[];
  readonly holes: readonly string[];
  /** The longest word that every place has, to rule a text out; null when a hole may be part of each. */
  readonly word: string | null;
};

/** Where a template was found in a folded text, and what its holes covered. */
export type Found = {
  readonly start: number;
  readonly end: number;
  readonly values: readonly string[];
};

/**
 * The form in which phrases are compared: lower case, quotes and white space unified, the marks of
 * inline code and bold dropped. Newlines become spaces, so that a phrase survives a broken line.
 */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[`*]/g, "")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚]/g, "'")
    .replace(/\s+/g, " ");
}

export function toTemplate(source: string): Template {
  const holes = [...source.matchAll(HOLE)].map((match) => match[1] ?? "any");
  const literals = source.split(/<(?:word|int|version|any)>/).map(fold);
  return { source, literals, holes, word: longestWord(literals) };
}

/** Words that no hole touches: `pool<int>` may stand for `pool5`, which is another word. */
function longestWord(literals: readonly string[]): string | null {
  const last = literals.length - 1;
  const whole = literals.flatMap((literal, at) => {
    const start = at > 0 ? literal.replace(LEADING_WORD, "") : literal;
    return (at < last ? start.replace(TRAILING_WORD, "") : start).match(WORD) ?? [];
  });
  return whole.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

/** The first place where the template holds in `folded` (see `fold`), or null. */
export function find(template: Template, folded: string): Found | null {
  return isPossible(template, folded) ? findFrom(template, folded, 0) : null;
}

/** Every place, in order, at most `STARTS_MAX`. */
export function findAll(template: Template, folded: string): Found[] {
  const all: Found[] = [];
  if (!isPossible(template, folded)) return all;
  for (let from = 0; all.length < STARTS_MAX; ) {
    const found = findFrom(template, folded, from);
    if (!found) break;
    all.push(found);
    from = Math.max(found.end, found.start + 1);
  }
  return all;
}

// Hundreds of phrases are looked for in one report. In a long one its words are listed once, which
// rules most phrases out; the last list is kept, because the next phrase is for the same report.
let listed: { readonly folded: string; readonly words: ReadonlySet<string> } = {
  folded: "",
  words: new Set(),
};

function isPossible({ word }: Template, folded: string): boolean {
  if (folded.length < LONG_CHARS_MIN || word === null) return true;
  if (listed.folded !== folded) listed = { folded, words: new Set(folded.match(WORD)) };
  return listed.words.has(word);
}

function findFrom(template: Template, folded: string, begin: number): Found | null {
  const [first = "", ...rest] = template.literals;
  let from = begin;
  for (let tries = 0; tries < STARTS_MAX; tries++) {
    const start = first === "" ? from : folded.indexOf(first, from);
    if (start < 0 || start >= folded.length) return null;
    const found = matchRest(template, rest, folded, start, start + first.length);
    if (found && isWhole(folded, found)) return found;
    from = start + 1;
    if (first === "") return null; // a template that begins with a hole is anchored by lint
  }
  return null;
}

function matchRest(
  template: Template,
  rest: readonly string[],
  folded: string,
  start: number,
  position: number,
): Found | null {
  const values: string[] = [];
  let end = position;
  for (const [index, literal] of rest.entries()) {
    const hole = HOLES[template.holes[index] ?? "any"] ?? HOLES.any;
    const next = literal === "" ? holeEnd(folded, end) : indexNear(folded, literal, end);
    if (next < 0) return null;
    const value = folded.slice(end, next);
    if (!hole?.test(value)) return null;
    values.push(value);
    end = next + literal.length;
  }
  return { start, end, values };
}

/** Looks no further than a hole may reach: a search to the end for each start would be quadratic. */
function indexNear(folded: string, literal: string, from: number): number {
  const near = folded.slice(from, from + GAP_CHARS_MAX + literal.length).indexOf(literal);
  return near < 0 ? -1 : from + near;
}

/** A hole at the very end covers one token; the punctuation of the sentence is not part of it. */
function holeEnd(folded: string, from: number): number {
  const token = /[^\s,;()[\]{}"'<>|]*/y;
  token.lastIndex = from;
  const covered = token.exec(folded)?.[0] ?? "";
  return from + covered.replace(/[.:!?]+$/, "").length;
}

/** `h2` must not be found in `h265`: a phrase that begins or ends in a word ends with that word. */
function isWhole(folded: string, found: Found): boolean {
  const isWord = (at: number) => /[\p{L}\p{N}_]/u.test(folded[at] ?? " ");
  const cutAtStart = isWord(found.start) && isWord(found.start - 1);
  const cutAtEnd = isWord(found.end - 1) && isWord(found.end);
  return !cutAtStart && !cutAtEnd;
}
