// Keys that name a secret, and the value after them, in env files, YAML, JSON, Python keyword
// arguments and reprs, URLs' queries, flags and prose. The key stays. The value is hidden unless it
// is a placeholder or reads as program code.

import type { Span } from "./redact-spans.ts";
import { isBareSecret, isQuotedSecret } from "./redact-values.ts";

const KEY_WORDS = [
  "passw(?:or)?d",
  "passphrase",
  "passwd",
  "pwd",
  "(?<![A-Za-z])pass",
  "secret",
  "token",
  "api[ _-]?key",
  "(?:access|private|account|auth|encryption|fernet|signing|shared|master|license)[_-]?key",
  "key-data",
  "credential",
  "session_?id(?=[\"'=])",
  "[a-z]srf",
].join("|");
const PAIR = new RegExp(
  `(?<word>${KEY_WORDS})(?<suffix>[\\w-]{0,32})(?<close>\\\\{0,3}["'\`]?\\]?)[ \\t]{0,4}` +
    `(?<sign>=>|:=|=(?!=)|:(?!:)|,|%3[dD]|>| is |[ \\t])[ \\t]{0,8}(?:[A-Za-z]{0,12}Secret[A-Za-z]{0,12}\\()?`,
  "gi",
);

// `token_count`, `secretName`, `password_file`: about a secret, not the secret.
const ABOUT =
  /(?:count|type|url|uri|endpoint|name|file|path|ids?|limits?|length|len|size|expir\w*|ttl|version|policy|ref|arn|manager|provider|class|index|position|usage|budget|algorithm|header|field|format|error|required|valid\w*|env|var|block|store|template|prompt|handler)$/i;
const ANNOTATION = /[A-Za-z_][\w.[\]|]{0,60}(?: \| \w{1,20}){0,3}[ \t]=[ \t]/y;
const QUOTE = /[bBrRuUfF]{0,2}(\\{0,3}["'`])/y;
// Up to 80 characters before a key tell a setting from prose.
const BEFORE_CHARS = 80;
const START = /(?:^|\n)[ \t>+-]{0,40}(?:export |set |env |ENV |-e )?[\w.-]{0,60}$/;
const SETTING = /([^\s"'`]+)[ \t]*(?:#[^\n]*)?(?=\n|$)/y;
const WORD = /[^\s,;&"'`<>()[\]{}|\\]+/y;

/** Where a key stood, for judging its value. */
type Key = {
  readonly word: string;
  readonly close: string;
  readonly sign: string;
  readonly before: string;
  readonly kind: string;
};

/** The values of keys that name a secret. */
export function pairSpans(text: string): Span[] {
  const spans: Span[] = [];
  PAIR.lastIndex = 0;
  for (let key = PAIR.exec(text); key; key = PAIR.exec(text)) {
    const value = readValue(text, key);
    if (!value) continue;
    spans.push(value);
    PAIR.lastIndex = value.end;
  }
  return spans;
}

function readValue(text: string, found: RegExpExecArray): Span | null {
  const { word = "", suffix = "", close = "", sign = "" } = found.groups ?? {};
  if (!isSecretKey(word, suffix)) return null;
  const before = text.slice(Math.max(0, found.index - BEFORE_CHARS), found.index);
  const isFlag = close === "" && /--[\w-]{0,40}$/.test(before);
  if (/^[ \t]$/.test(sign) && !isFlag) return null;

  const at = afterAnnotation(text, found.index + found[0].length, sign);
  const key: Key = { word, close, sign, before, kind: toKind(word) };
  QUOTE.lastIndex = at;
  const opener = QUOTE.exec(text);
  if (!opener?.[1]) return sign === "," ? null : readBare(text, at, key);
  const start = at + opener[0].length;
  const end = closingQuote(text, start, opener[1]);
  return isQuotedSecret(text.slice(start, end), key) ? { start, end, kind: key.kind } : null;
}

function toKind(word: string): string {
  if (/^pass|^pwd/i.test(word)) return "password";
  if (/token|srf/i.test(word)) return "token";
  return /key/i.test(word) ? "api-key" : "secret";
}

function isSecretKey(word: string, suffix: string): boolean {
  const goesOn = word === word.toUpperCase() ? /^S?(?:$|[_\-\d])/ : /^s?(?:$|[_\-\dA-Z])/;
  return goesOn.test(suffix) && !(suffix.length > 1 && ABOUT.test(suffix));
}

/** `password: str = "x"`: the value comes after the annotation. */
function afterAnnotation(text: string, at: number, sign: string): number {
  if (sign !== ":") return at;
  ANNOTATION.lastIndex = at;
  return at + (ANNOTATION.exec(text)?.[0].length ?? 0);
}

/** The same quote again, not escaped; an unclosed one ends with its line. */
function closingQuote(text: string, start: number, quote: string): number {
  let end = text.indexOf(quote, start);
  while (end >= 0 && quote.length === 1 && text[end - 1] === "\\") {
    end = text.indexOf(quote, end + 1);
  }
  const inside = text.slice(start, end < 0 ? text.length : end);
  const lineEnd = inside.indexOf("\n");
  return start + (lineEnd < 0 ? inside.length : lineEnd);
}

/** A value without quotes: to the next space where it is alone on its line, else to punctuation. */
function readBare(text: string, at: number, key: Key): Span | null {
  SETTING.lastIndex = at;
  const alone = START.test(key.before) && key.sign !== "%3D" ? SETTING.exec(text)?.[1] : undefined;
  WORD.lastIndex = at;
  const value = alone ?? WORD.exec(text)?.[0];
  if (!value) return null;
  const after = text.slice(at + value.length, at + value.length + 2);
  const isSecret = isBareSecret(value, { ...key, after, isSetting: alone !== undefined });
  return isSecret ? { start: at, end: at + value.length, kind: key.kind } : null;
}
