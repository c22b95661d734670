// A second reading of the text in which markup and hard wraps no longer split a secret, with the
// way back to the offsets of the text itself.

import type { Span } from "./redact-spans.ts";

// Shorter lines than this are not wrapped by any terminal or editor.
const WRAP_COLUMNS_MIN = 40;
// A rest on the next line this long, of token characters only, belongs to the secret before it.
const REST_CHARS_MIN = 16;

// Slack's and Markdown's bold, code and strike. Three or more are a fence or a hidden value, and
// underscores belong to tokens: the rules accept them on either side instead.
const MARKUP = /(?<![`*~])[`*~]{1,2}(?![`*~])|[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const TOKEN_CHARACTER = /[A-Za-z0-9+/=_.%-]/;
const REST = /\n([A-Za-z0-9+/_.-]{16,}={0,2})/y;

/** `cuts` are the offsets of `text` that `view` leaves out, ascending. */
type View = { readonly view: string; readonly cuts: readonly number[] };

/** The view, or null when it would be the text itself. */
export function normalisedView(text: string): View | null {
  const cuts = [...markupCuts(text), ...wrapCuts(text)].sort((a, b) => a - b);
  if (cuts.length === 0) return null;

  const pieces: string[] = [];
  let from = 0;
  for (const cut of cuts) {
    if (cut > from) pieces.push(text.slice(from, cut));
    from = cut + 1;
  }
  return { view: pieces.join("") + text.slice(from), cuts };
}

/** Spans of the view as spans of the text. */
export function toTextSpans(spans: readonly Span[], cuts: readonly number[]): Span[] {
  return spans.map(({ start, end, kind }) => ({
    start: toTextOffset(start, cuts),
    end: toTextOffset(end - 1, cuts) + 1,
    kind,
  }));
}

/** Adds the next line's leading run to a span that ends its line: a token wrapped at any column. */
export function withWrappedRest(text: string, spans: readonly Span[]): Span[] {
  return spans.map((span) => {
    let end = span.end;
    while (text[end] === "\n") {
      REST.lastIndex = end;
      const rest = REST.exec(text)?.[1];
      if (!rest || !looksRandom(rest)) break;
      end += 1 + rest.length;
    }
    return end === span.end ? span : { ...span, end };
  });
}

/** Three kinds of character in a run this long: not a word, a path or a hash. */
function looksRandom(run: string): boolean {
  return run.length >= REST_CHARS_MIN && /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run);
}

function markupCuts(text: string): number[] {
  const cuts: number[] = [];
  for (const found of text.matchAll(MARKUP)) {
    for (let i = 0; i < found[0].length; i += 1) cuts.push(found.index + i);
  }
  return cuts;
}

/** Line ends inside a word, on lines that are full: the widest, or as wide as a neighbour. */
function wrapCuts(text: string): number[] {
  const lines = text.split("\n");
  const widest = lines.reduce((most, line) => Math.max(most, line.length), 0);
  if (widest < WRAP_COLUMNS_MIN) return [];

  const cuts: number[] = [];
  let end = -1;
  lines.forEach((line, i) => {
    end += line.length + 1;
    const next = lines[i + 1];
    if (next === undefined || line.length < WRAP_COLUMNS_MIN) return;
    const isFull =
      line.length === widest || [lines[i - 1], next].some((it) => it?.length === line.length);
    if (isFull && isInWord(line, next)) cuts.push(end);
  });
  return cuts;
}

function isInWord(line: string, next: string): boolean {
  return TOKEN_CHARACTER.test(line.at(-1) ?? "") && TOKEN_CHARACTER.test(next[0] ?? "");
}

/** The k-th cut stands before every view offset v with cut - k <= v; found by halving. */
function toTextOffset(offset: number, cuts: readonly number[]): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle] ?? 0) - middle <= offset) low = middle + 1;
    else high = middle;
  }
  return offset + low;
}
