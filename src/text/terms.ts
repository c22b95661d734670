// Text to search terms. Identifiers count twice: whole (`connectioninputs.recv_ping`) and in parts
// (`connection`, `inputs`, `recv`, `ping`), because people paste one and remember the other.

const TOKEN = /[\p{L}\p{N}_][\p{L}\p{N}_.\-/#]{0,119}/gu;
const HUMP = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;
const WORD_CHARS_MIN = 2;
const WORD_CHARS_MAX = 40;

// Words that say nothing about an error. Short on purpose: idf does the rest.
const STOPWORDS = new Set(
  (
    "a an and are as at be been but by can do does for from get had has have hi how i if in into is it its just " +
    "like me my no not of on or our out so some that the their then there they this to up us was we were what " +
    "when where which while who why will with would you your hello hey please thanks anyone somebody help"
  ).split(" "),
);

/** Terms in order of appearance, repeats kept; lower case. */
export function toTerms(text: string): string[] {
  const terms: string[] = [];
  for (const [raw] of text.matchAll(TOKEN)) {
    const token = raw.replace(/[.\-/#_]+$/, "");
    const parts = token.split(/[^\p{L}\p{N}]+/u).flatMap((part) => part.split(HUMP));
    const words = parts.map((part) => part.toLowerCase()).filter(isWord);
    terms.push(...words);
    if (parts.length > 1 && token.length > WORD_CHARS_MIN) terms.push(token.toLowerCase());
  }
  return terms;
}

function isWord(word: string): boolean {
  return word.length >= WORD_CHARS_MIN && word.length <= WORD_CHARS_MAX && !STOPWORDS.has(word);
}
