// What prose names: error types, codes, settings, libraries, identifiers. The reference report has
// no trace at all; these are what it is understood by.

import type { FactRules } from "./fact-rule.ts";
import type { Signal, SignalKind } from "./incident.ts";

const SIGNALS_MAX = 200;
const SCAN_CHARS_MAX = 200_000; // of the report; signals of longer logs are in its traces anyway

const ERROR_NAME =
  /\b(?:[A-Za-z_]\w{0,60}\.){0,6}[A-Z][A-Za-z0-9]{1,60}(?:Error|Exception|Timeout|Warning|Interrupt|Exit|Killed|Disconnect|NotFound|ConnectionClosed\w{0,20}|ConnectTimeout)\b/g;
const STATUS_CODE = /\b(?:HTTP(?:\/[\d.]+)?|status(?: code)?|error)[ :=]{0,3}([1-5]\d\d)\b/gi;
const STATUS_PHRASE =
  /\b([45]\d\d) (?:Bad|Unauthorized|Forbidden|Not Found|Method|Conflict|Unprocessable|Too Many|Internal|Service|Gateway)/g;
const EXIT_CODE =
  /\b(?:exit(?:ed)?(?: with)?(?: status)?(?: code)?|status code)[ :=]{0,3}(-?\d{1,3})\b/gi;
const ERRNO = /\[?Errno (-?\d{1,5})\]?/gi;
const UPPER_NAME = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;
const DOTTED_NAME = /\b[A-Za-z_]\w{1,60}(?:\.[A-Za-z_]\w{1,60}){1,6}\b/g;

/** Reads signals in order of appearance within each kind, each once, at most `SIGNALS_MAX`. */
export function readSignals(rules: FactRules, text: string, folded: string): Signal[] {
  const scanned = text.slice(0, SCAN_CHARS_MAX);
  const isSetting = (name: string) =>
    rules.setting_prefixes.some((prefix) => name.startsWith(prefix));
  const upper = matches(UPPER_NAME, scanned);
  const words = new Set(folded.slice(0, SCAN_CHARS_MAX).split(/[^\p{L}\p{N}_.-]+/u));
  const all: Signal[] = [
    ...signals("error", matches(ERROR_NAME, scanned)),
    ...signals("code", [
      ...captures(STATUS_CODE, scanned).map((code) => `http ${code}`),
      ...captures(STATUS_PHRASE, scanned).map((code) => `http ${code}`),
      ...captures(EXIT_CODE, scanned).map((code) => `exit ${code}`),
      ...captures(ERRNO, scanned).map((code) => `errno ${code}`),
    ]),
    ...signals("setting", upper.filter(isSetting)),
    ...signals(
      "library",
      rules.libraries.filter((library) => words.has(library.toLowerCase())),
    ),
    ...signals("identifier", [
      ...upper.filter((name) => !isSetting(name)),
      ...matches(DOTTED_NAME, scanned),
    ]),
  ];
  const unique = new Map(all.map((signal) => [`${signal.kind} ${signal.value}`, signal]));
  return [...unique.values()].slice(0, SIGNALS_MAX);
}

function signals(kind: SignalKind, values: readonly string[]): Signal[] {
  return values.map((value) => ({ kind, value }));
}

function matches(pattern: RegExp, text: string): string[] {
  return take(text.matchAll(pattern), SIGNALS_MAX).map((match) => match[0]);
}

function captures(pattern: RegExp, text: string): string[] {
  return take(text.matchAll(pattern), SIGNALS_MAX).map((match) => match[1] ?? "");
}

function take<Item>(items: Iterable<Item>, most: number): Item[] {
  const taken: Item[] = [];
  for (const item of items) if (taken.push(item) >= most) break;
  return taken;
}
