// JSON log lines, logfmt and Python reprs: a trace in one string, its newlines written as `\n`.

import { JSON_CHARS_MAX, JSON_DEPTH_MAX, JSON_STRINGS_MAX } from "../limits.ts";
import { withoutLogPrefix } from "./prefix.ts";
import { isHeadline } from "./starts.ts";

const TRACE = /\n|^\{.*\\n|^\s*[\w.]*(?:Error|Exception): |Traceback \(most/;
const ESCAPED_TRACE =
  /\\n\s*(?:File \\?"|at |\\t|[\w.]*(?:Error|Exception)\b)|\(most recent call last\):\\n/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: decoding saw the escaped form only
const ANSI = /\u001b\[[0-9;]*m/g;
// Where single lines of a log are shipped one JSON object each.
const STACK_KEY = /^(?:stack|stack_?trace|exc_info|exception|traceback|backtrace)$/i;
const LINE_KEYS = ["log", "message", "msg", "MESSAGE", "textPayload", "line", "event"];

/** The traces' texts inside a log line; null when the line is not structured. */
export function unescapeLine(line: string): readonly string[] | null {
  if (line.length > JSON_CHARS_MAX) return null;
  const text = withoutLogPrefix(line.trim());
  const start = /^\[?\{/.test(text) ? 0 : text.search(/[ \t]\{"/) + 1;
  const isStart = text.startsWith("{", start) || text.startsWith("[{");
  const parsed = isStart ? parse(text.slice(start)) : undefined;
  if (parsed !== undefined) return candidates(parsed);
  if (!ESCAPED_TRACE.test(text)) return null;
  const found = literals(text);
  if (found.length === 0) return null;
  return /\\n["'], ["']/.test(text) ? [found.join("")] : found; // `traceback.format_exception(…)`
}

const WIDTH_MIN = 40;
const JOINED_LINES_MAX = 500;
const ATTEMPTS_MAX = 3;

/**
 * Joins a JSON log line that a terminal broke, on any line that begins one. Gives the joined text
 * and how many lines it took; null when there is nothing to join.
 */
export function joinBroken(
  lines: readonly string[],
  from: number,
): { readonly text: string; readonly count: number } | null {
  const first = lines[from] ?? "";
  if (!first.startsWith('{"') || first.length < WIDTH_MIN || parse(first) !== undefined)
    return null;
  let attempts = 0;
  for (let end = from + 1; end < Math.min(lines.length, from + JOINED_LINES_MAX); end++) {
    const last = (lines[end] ?? "").trimEnd();
    if (last.startsWith('{"') || attempts === ATTEMPTS_MAX) return null;
    if (!last.endsWith("}")) continue;
    attempts++;
    const part = lines.slice(from, end + 1);
    const text = [part.join(""), part.map((line) => line.trim()).join(" ")].find(
      (it) => parse(it) !== undefined,
    );
    if (text !== undefined) return { text, count: end + 1 - from };
  }
  return null;
}

/** The single line that a JSON object carries, for logs shipped line by line. */
export function carriedLine(line: string): string | null {
  if (!line.startsWith("{")) return null;
  const value = parse(line);
  if (typeof value !== "object" || value === null) return null;
  const error =
    stacksOf(value, 0)[0] ?? stringsOf(value, 0).slice(0, JSON_STRINGS_MAX).find(isHeadline);
  if (error !== undefined) return error;
  for (const key of LINE_KEYS) {
    const text = (value as Record<string, unknown>)[key];
    if (typeof text === "string") return text.replace(ANSI, "").replace(/\n$/, "");
  }
  return null;
}

function parse(text: string): unknown {
  if (!/[}\]]\s*$/.test(text.slice(-8))) return undefined; // cut off: spare the throw
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a damaged line is read by its string literals
  }
}

function candidates(value: unknown): readonly string[] {
  const strings = stringsOf(value, 0).slice(0, JSON_STRINGS_MAX);
  const stacks = new Set(stacksOf(value, 0));
  const found = strings
    .filter((it) => TRACE.test(it) || stacks.has(it) || isHeadline(it.replace(ANSI, "")))
    .map((it) => it.replace(ANSI, ""));
  const long = found.filter((it) => it.trimEnd().includes("\n"));
  const kept = long.length > 0 ? long : found;
  // pino repeats an error's message beside its stack; `cause.stack` is part of `stack`.
  return kept.filter(
    (it, index) => !kept.some((other, at) => at !== index && contains(other, it, at < index)),
  );
}

/** What a logger put where stacks go, though it has one line only: readers decide what it is. */
function stacksOf(value: unknown, depth: number): readonly string[] {
  if (typeof value !== "object" || value === null || depth > JSON_DEPTH_MAX) return [];
  return Object.entries(value)
    .slice(0, JSON_STRINGS_MAX)
    .flatMap(([key, it]) => {
      if (typeof it !== "string") return stacksOf(it, depth + 1);
      return STACK_KEY.test(key) ? [it] : [];
    });
}

function contains(other: string, text: string, isEarlier: boolean): boolean {
  return other === text ? isEarlier : other.includes(text.trim());
}

function stringsOf(value: unknown, depth: number): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || depth > JSON_DEPTH_MAX) return [];
  if (Array.isArray(value)) {
    if (isLines(value)) return [value.join("\n")];
    const stacks = value.flatMap((it) => toStack(it) ?? []);
    if (stacks.length > 0) return [stacks.reverse().join("\n")];
    return value.slice(0, JSON_STRINGS_MAX).flatMap((it) => stringsOf(it, depth + 1));
  }
  return Object.values(value).flatMap((it) => stringsOf(it, depth + 1));
}

/** A list of lines, and not of names: `["body", "port"]` is where a value was. */
function isLines(value: readonly unknown[]): boolean {
  const isText = value.length > 1 && value.every((it) => typeof it === "string");
  return isText && value.some((it) => /\s/.test(it));
}

type Stack = { exc_type?: unknown; exc_value?: unknown; is_cause?: unknown; frames?: unknown };

/** structlog's `dict_tracebacks`, written as Python would print it; it lists the surfaced one first. */
function toStack(value: unknown): string | null {
  const { exc_type: type, exc_value: message, is_cause: isCause, frames } = (value ?? {}) as Stack;
  if (typeof type !== "string" || !Array.isArray(frames)) return null;
  const sites = frames.map(
    (it: { filename?: unknown; lineno?: unknown; name?: unknown }) =>
      `  File "${it.filename}", line ${it.lineno}, in ${it.name}`,
  );
  const link = isCause
    ? "\nThe above exception was the direct cause of the following exception:\n"
    : "\nDuring handling of the above exception, another exception occurred:\n";
  const lines = [
    "Traceback (most recent call last):",
    ...sites,
    message ? `${type}: ${message}` : type,
  ];
  return [...lines, ...(isCause === undefined ? [] : [link])].join("\n");
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "", b: "", f: "" };

/** String literals with escaped newlines, in a line that is no whole JSON; an unclosed one counts. */
function literals(text: string): readonly string[] {
  const found: string[] = [];
  let quote = "";
  let start = 0;
  const keep = (end: number) => {
    const value = text.slice(start, end);
    if (value.includes("\\n")) found.push(unescaped(value));
  };
  for (const { 0: token, index } of text.matchAll(/\\.|["']/g)) {
    if (token.length > 1 || (quote !== "" && token !== quote)) continue;
    keep(index);
    quote = quote === "" ? token : "";
    start = index + 1;
  }
  keep(text.length);
  return found.map((it) => it.replace(ANSI, ""));
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char);
}
