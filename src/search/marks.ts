// What two reports are compared by once words have found them: title words, identifiers, words of
// error lines, and pairs of neighbouring words. Kept per document as hashes, because they are only
// looked up for the few candidates of a query, which needs no further inverted index.

import { toIdentifiers, toWords } from "../text/terms.ts";

export const MARK_KINDS = ["title", "identifiers", "errors", "pairs", "versions"] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** Distinct hashes of each kind, in order of appearance. */
export type Marks = Readonly<Record<MarkKind, Uint32Array>>;

const ERROR_LINE =
  /(?:error|exception|fail|fatal|panic|assert|traceback|denied|refused|timeout|unexpected|undefined|cannot|unable|invalid|abort|SIG[A-Z]+|\b[45]\d\d\b)/i;
// Two numbers and then a third, or the letters of a pre-release: `2.16.9`, `3.0rc10`, `python 3.11`.
const VERSION =
  /(?<![\w.])v?(\d{1,4}\.\d{1,4})(?:\.\d{1,6}){0,4}(?:[-.]?(?:a|b|rc|dev|alpha|beta|nightly)\.?\d{0,8})?(?!\w)/g;
const ERROR_LINES_MAX = 60;
const ERROR_CHARS_MAX = 6_000;
const MARKS_MAX = 256; // of one kind in one document

export function toMarks(title: string, body: string): Marks {
  const titleWords = toWords(title);
  const errors = errorLines(body).map((line) => toWords(line));
  return {
    title: hashes("t", titleWords),
    identifiers: hashes("i", toIdentifiers(`${title}\n${body}`)),
    errors: hashes("e", [...titleWords, ...errors.flat()]),
    pairs: hashes("p", [titleWords, ...errors].flatMap(toPairs)),
    versions: hashes("v", toReleases(`${title}\n${body}`)),
  };
}

/** The lines that may say what went wrong, bounded. */
export function errorLines(text: string): string[] {
  const lines = text.split("\n").filter((line) => ERROR_LINE.test(line));
  return lines.slice(0, ERROR_LINES_MAX).join("\n").slice(0, ERROR_CHARS_MAX).split("\n");
}

/** Release lines that a text names: `2.16` of `2.16.9`, because a report and its fix differ behind that. */
export function toReleases(text: string): string[] {
  return [...text.matchAll(VERSION)].map((match) => match[1] ?? "");
}

/** Neighbouring words; numbers differ between two reports of one failure, so all are alike. */
export function toPairs(words: readonly string[]): string[] {
  const masked = words.map((word) => (/^\d+$/.test(word) ? "0" : word));
  return masked.slice(1).map((word, at) => `${masked[at]} ${word}`);
}

export function hashes(kind: string, terms: readonly string[]): Uint32Array {
  const distinct = new Set<number>();
  for (const term of terms) {
    if (distinct.size >= MARKS_MAX) break;
    distinct.add(hash(kind, term));
  }
  return Uint32Array.from(distinct);
}

/** FNV-1a over UTF-16 units. Two of a corpus' marks that collide cost one false agreement. */
export function hash(kind: string, term: string): number {
  let value = 0x811c9dc5;
  for (const text of [kind, term]) {
    for (let at = 0; at < text.length; at++) {
      value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
    }
  }
  return value >>> 0;
}
