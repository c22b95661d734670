// Whether a reply still says what its thread does not say any more.

/** Also a version or a dotted name as a whole. */
const WORD = /[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*/gu;
const PART = /[.-]/;
const CHARS_MIN = 3;
/** A line's end in JSON, which would be taken for the first letter of the next word. */
const ESCAPED = /\\[a-z"\\/]/g;

/** Words that were in `before` and are in none of `now`. */
export function lostWords(before: string, now: readonly string[]): ReadonlySet<string> {
  const lost = new Set(wordsOf(before));
  for (const text of now) for (const word of wordsOf(text)) lost.delete(word);
  return lost;
}

/** `reply`: as it is kept, in JSON. */
export function quotes(reply: string, lost: ReadonlySet<string>): boolean {
  return lost.size > 0 && wordsOf(reply.replace(ESCAPED, " ")).some((word) => lost.has(word));
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(WORD) ?? [];
  return words
    .flatMap((word) => [word, ...word.split(PART)])
    .filter(({ length }) => length >= CHARS_MIN);
}
