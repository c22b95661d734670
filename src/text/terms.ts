// Text to search terms, in two streams. Words serve ranking: split at everything that is no letter or
// digit, lightly stemmed. Identifiers serve comparison: whole (`connectioninputs.recv_ping`) and in
// parts (`~recv`), because people paste one and remember the other. With the parts among the words
// the words ranked worse: one identifier outweighs what is around it (R@1 / R@10 on the Rust
// duplicates, later half: 0.340 / 0.643 instead of 0.349 / 0.658).

const TOKEN = /[\p{L}\p{N}_][\p{L}\p{N}_.\-/#]{0,119}/gu;
const NO_WORD = /[^\p{L}\p{N}]+/u;
const HUMP = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;
const MIXED_CASE = /\b[A-Za-z]{0,80}[a-z][A-Z][A-Za-z]{1,80}\b/g;
const COMPOUND = /[._\-/#]|[a-z][A-Z]/;
const WORD_CHARS_MIN = 2;
const WORD_CHARS_MAX = 40;
const PART_CHARS_MIN = 3;
const STEM_CHARS_MIN = 5; // "this", "used" and the like lose nothing

// Words that say nothing about an error. Short on purpose: idf does the rest.
const STOPWORDS = new Set(
  (
    "a an and are as at be been but by can do does for from get had has have hi how i if in into is it its just " +
    "like me my no not of on or our out so some that the their then there they this to up us was we were what " +
    "when where which while who why will with would you your hello hey please thanks anyone somebody help"
  ).split(" "),
);

/** Words in order of appearance, repeats kept; lower case, stemmed. */
export function toWords(text: string): string[] {
  const words: string[] = [];
  forEachWord(text, (word) => words.push(word));
  return words;
}

/** The words that names in mixed case are made of, each name once: `TimedOut` is asked as "timed out". */
export function toHumps(text: string): string[] {
  const names = new Set(text.match(MIXED_CASE));
  return toWords([...names].flatMap((name) => name.split(HUMP)).join(" "));
}

/** Each word with its first form in the text: a person is never shown a stem. */
export function toSpokenWords(text: string): Map<string, string> {
  const spoken = new Map<string, string>();
  forEachWord(text, (word, form) => {
    if (!spoken.has(word)) spoken.set(word, form);
  });
  return spoken;
}

function forEachWord(text: string, take: (word: string, form: string) => void): void {
  for (const [token] of text.matchAll(TOKEN)) {
    for (const part of token.split(NO_WORD)) {
      const form = part.toLowerCase();
      if (isWord(form)) take(stem(form), form);
    }
  }
}

/**
 * Names of code in order of appearance, repeats kept; lower case. A dotted name also counts as each
 * of its segments that is a compound itself, so that `httpx.ReadTimeout` and `ReadTimeout` meet.
 *
 * @example toIdentifiers("at httpx.ReadTimeout") // ["httpx.readtimeout", "readtimeout", "~httpx", "~read", "~timeout"]
 */
export function toIdentifiers(text: string): string[] {
  const terms: string[] = [];
  for (const [raw] of text.matchAll(TOKEN)) {
    const token = raw.replace(/[.\-/#_]+$/, "");
    if (!COMPOUND.test(token)) continue;
    terms.push(token.toLowerCase());
    const segments = token.split(/[./#]+/);
    if (segments.length > 1)
      terms.push(...segments.filter((it) => COMPOUND.test(it)).map((it) => it.toLowerCase()));
    const parts = token.split(NO_WORD).flatMap((part) => part.split(HUMP));
    for (const part of parts)
      if (part.length >= PART_CHARS_MIN) terms.push(`~${part.toLowerCase()}`);
  }
  return terms;
}

/**
 * Plural and tense off, and no more: a full stemmer joins words that differ in error text. The same
 * for documents and queries, so a wrong stem costs nothing unless it meets another word.
 */
function stem(word: string): string {
  if (word.length === 4 && /^[a-z]+[^sui]s$/.test(word)) return word.slice(0, -1);
  if (word.length < STEM_CHARS_MIN || !/^[a-z]+$/.test(word)) return word;
  return word
    .replace(/(?:ing|ed|es|s)$/, "")
    .replace(/(.)\1$/, "$1")
    .replace(/e$/, "");
}

function isWord(word: string): boolean {
  return word.length >= WORD_CHARS_MIN && word.length <= WORD_CHARS_MAX && !STOPWORDS.has(word);
}
