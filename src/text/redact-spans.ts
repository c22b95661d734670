// Ranges of a text that must not be kept, and how overlapping findings become one.

/** Offsets into the text, end exclusive; `kind` is what stands in the placeholder. */
export type Span = { readonly start: number; readonly end: number; readonly kind: string };

/** What redaction itself writes; never hidden a second time. */
export const PLACEHOLDER = /\[redacted:[a-z0-9-]+\]/g;

/** Sorted, without overlaps. The widest finding names the union; on a tie, the first one given. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  let widest = 0;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    const width = span.end - span.start;
    if (!last || span.start >= last.end) {
      merged.push(span);
      widest = width;
      continue;
    }
    const kind = width > widest ? span.kind : last.kind;
    widest = Math.max(width, widest);
    merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end), kind };
  }
  return merged;
}

/** Drops the spans that touch one of `taken`; both lists are sorted and free of overlaps. */
export function outside(spans: readonly Span[], taken: readonly Span[]): Span[] {
  let next = 0;
  return spans.filter((span) => {
    while (next < taken.length && (taken[next]?.end ?? 0) <= span.start) next += 1;
    const near = taken[next];
    return !near || near.start >= span.end;
  });
}

/** Takes existing placeholders, and pieces without a letter or digit, out of merged spans. */
export function withoutPlaceholders(text: string, spans: readonly Span[]): Span[] {
  return spans.flatMap((span) => {
    const value = text.slice(span.start, span.end);
    if (!value.includes("[redacted:")) return hasContent(value) ? [span] : [];
    return between(span, value).filter((it) => hasContent(text.slice(it.start, it.end)));
  });
}

function between(span: Span, value: string): Span[] {
  const pieces: Span[] = [];
  let start = span.start;
  for (const found of value.matchAll(PLACEHOLDER)) {
    pieces.push({ ...span, start, end: span.start + found.index });
    start = span.start + found.index + found[0].length;
  }
  return [...pieces, { ...span, start }];
}

function hasContent(value: string): boolean {
  return /[\p{L}\p{N}]/u.test(value);
}

// `\\n` and its like, and the percent escapes of separators.
const ESCAPE = /\\[nrt]|%(?:2[0267cC]|3[aAbBdD])/g;

/** Written escapes as spaces, offsets kept: they end in a letter that a token would seem to continue. */
export function apart(text: string): string {
  return /[\\%]/.test(text) ? text.replace(ESCAPE, (it) => " ".repeat(it.length)) : text;
}

/** The text with spans and placeholders as spaces: same offsets, nothing left to find in them. */
export function blank(text: string, spans: readonly Span[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const span of spans) {
    pieces.push(text.slice(from, span.start), " ".repeat(span.end - span.start));
    from = span.end;
  }
  const hidden = pieces.length === 0 ? text : pieces.join("") + text.slice(from);
  if (!hidden.includes("[redacted:")) return hidden;
  return hidden.replace(PLACEHOLDER, (it) => " ".repeat(it.length));
}
