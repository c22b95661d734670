// Replaces what differs between two reports of one failure. The categories and their order are those
// of Sentry's message parametrisation (src/sentry/grouping/parameterization.py), the most specific
// first. Every pattern is anchored at a word's edge and has disjoint neighbours, so that masking
// stays linear on hostile input.

/** UTF-16 units that are masked; the rest of a longer message is left out. */
export const MASK_CHARS_MAX = 8_000;

const HEX = "[0-9a-fA-F]";

// Identifiers such as `ConnectionInputs.RECV_PING` or `utf8` carry the cause and match none of these.
const CATEGORIES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\[redacted:[a-z0-9-]{1,40}\]/g, "<redacted>"],
  [/\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}:\/\/[^\s'"<>)\]},]{1,2000}/g, "<url>"],
  [/(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, "<email>"],
  [new RegExp(`\\b${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}\\b`, "g"), "<uuid>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, "<ip>"],
  [new RegExp(`(?<![\\w:])(?:${HEX}{0,4}:){2,7}${HEX}{1,4}(?![\\w:])`, "g"), "<ip>"],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, "<date>"],
  [/\b\d\d?:\d\d:\d\d(?:[.,]\d{1,9})?\b/g, "<date>"],
  [/\b0x[0-9a-fA-F]{1,16}\b/g, "<hex>"],
  [/\b(?=[0-9a-f]{0,39}\d)(?=[0-9a-f]{0,39}[a-f])[0-9a-f]{7,128}\b/g, "<sha>"],
  [/(?<![\w.:/\\])(?:[A-Za-z]:)?(?:[\\/][\w.@+~-]{1,255}){2,40}[\\/]?/g, "<path>"],
  [
    /(?<![\w.])\d{1,15}(?:\.\d{1,15})? ?(?:ns|us|µs|ms|sec|secs|seconds?|s|min|minutes?|h|hours?)\b/g,
    "<duration>",
  ],
  [/(?<![\w.])v?\d{1,9}\.\d{1,9}\.\d{1,9}(?:[\w.+-]{0,40})/g, "<version>"],
  [/(?<![\w.])-?\d{1,20}\.\d{1,20}(?:[eE][+-]?\d{1,4})?(?![\w.])/g, "<float>"],
  [/(?<![\w.])-?\d{1,40}(?!\w)/g, "<int>"],
  [/(?<![\w'])'[^'\n]{1,200}'(?![\w'])/g, "<quoted>"],
  [/"[^"\n]{1,200}"/g, "<quoted>"],
];

/**
 * Masks ids, addresses, paths, dates, numbers and quoted values in a message.
 *
 * @example mask("pool of size 5 reached for 'db-7'") // "pool of size <int> reached for <quoted>"
 */
export function mask(message: string): string {
  let masked = message.slice(0, MASK_CHARS_MAX);
  for (const [pattern, name] of CATEGORIES) masked = masked.replace(pattern, name);
  return masked;
}
