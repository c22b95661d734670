// A model's text to words and terms. Only printable ASCII is read at all: what hides, mirrors or
// encodes (zero-width and tag characters, homoglyphs, full-width letters) never gets this far, and
// entities, escapes and base64 are terms that no evidence has.

export type Token =
  /** Lower-case letters, perhaps with a capital first. `stems`: its parts, `doesn't` is two. */
  | { readonly kind: "word"; readonly text: string; readonly stems: readonly string[] }
  /** Anything else: names with capitals inside, numbers, versions, paths, settings, flags, addresses. */
  | { readonly kind: "term"; readonly text: string };

const PRINTABLE = /^[\x20-\x7e]*$/;
const SINGLE_QUOTES = /[\u2018\u2019]/g;
const DOUBLE_QUOTES = /[\u201c\u201d]/g;
const DASHES = /[\u2013\u2014]/g;
// Before a word a colon would make an emoji, and a slash a path: they are part of a term.
const OPENING = /^[("']+/;
const CLOSING = /[.,;:!?)"']+$/;
const POSSESSIVE = /'s$/;
const WORD = /^[A-Za-z][a-z]*(?:'[a-z]{1,2})?(?:-[a-z]+)*$/;
const STEM_CHARS_MIN = 3;

/** The text with typographic quotes and dashes made plain; null when anything else is not ASCII. */
export function plainCharacters(value: string): string | null {
  const plain = value
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(DASHES, "-")
    .replaceAll("\u2026", "...");
  return PRINTABLE.test(plain) ? plain : null;
}

export function tokensOf(said: string): Token[] {
  return said
    .split(/\s+/)
    .map((raw) =>
      raw === "-" ? "" : raw.replace(OPENING, "").replace(CLOSING, "").replace(POSSESSIVE, ""),
    )
    .filter(Boolean)
    .map((text) =>
      WORD.test(text) ? { kind: "word", text, stems: stemsOf(text) } : { kind: "term", text },
    );
}

/** `connections` and `Connection` have one stem. Crude, and the same for both sides of a comparison. */
export function stem(word: string): string {
  const lower = word.toLowerCase();
  for (const [ending, instead] of ENDINGS) {
    const rest = lower.slice(0, lower.length - ending.length);
    if (lower.endsWith(ending) && rest.length >= STEM_CHARS_MIN && !/ss$|us$|is$/.test(lower)) {
      return undouble(rest + instead);
    }
  }
  return undouble(lower);
}

const ENDINGS: readonly (readonly [string, string])[] = [
  ["ies", "y"],
  ["ing", ""],
  ["es", ""],
  ["ed", ""],
  ["ly", ""],
  ["s", ""],
  ["e", ""],
];

function undouble(value: string): string {
  return value.length > STEM_CHARS_MIN ? value.replace(/([b-df-hj-np-tv-z])\1$/, "$1") : value;
}

function stemsOf(word: string): string[] {
  return word.split("-").flatMap((part) => {
    const lower = part.toLowerCase();
    if (lower === "cannot" || lower === "can't") return ["can", "not"];
    if (lower === "won't") return ["will", "not"];
    if (lower.endsWith("n't")) return [stem(lower.slice(0, -"n't".length)), "not"];
    return [stem(lower.replace(/'[a-z]*$/, ""))];
  });
}
