// What the readers of operations tools share. A tool's error is one line of a fixed shape, with
// lines after it that belong to it. Shapes decide by their beginning, so that a line may be cut off.

import { isBoundary } from "../../boundary.ts";
import { withoutLogPrefix } from "../../carrier/prefix.ts";
import { isSpeech } from "../../prose.ts";
import type { Frame } from "../../trace.ts";

/** An error, as found: `end` is the line after it, `start` its first line if that is not the found one. */
export type Found = {
  readonly type: string | null;
  readonly message: string;
  readonly end: number;
  readonly start?: number;
  readonly place?: Place | null;
  /** What caused it, each the cause of the one before. */
  readonly causes?: readonly string[];
};

/** Where the tool says that it went wrong, in its own input. */
export type Place = {
  readonly file: string;
  readonly line: number;
  readonly function?: string | null;
};

/** Groups of `pattern`: `message`; where there are such, `type`, `file`, `line`, `function`. */
export type Shape = {
  readonly pattern: RegExp;
  /** Lines after the first that belong to the message. */
  readonly more?: RegExp;
};

/** `hint`: a line without a match is not looked at. */
export type Tool = {
  readonly hint: RegExp;
  readonly shapes: readonly Shape[];
  readonly starts?: readonly string[];
  /** For reports that are no single line: `text` is the line without its margins and log prefix. */
  readonly read?: (lines: readonly string[], at: number, text: string) => Found | null;
};

/**
 * A line that begins with one of `phrases`, sources of regular expressions; the message is all of it.
 * `lead` comes before and is no part of the message.
 */
export function beginning(lead: string, phrases: readonly string[], more?: RegExp): Shape {
  const pattern = new RegExp(`^${lead}(?<message>(?:${phrases.join("|")}).*)`);
  return more ? { pattern, more } : { pattern };
}

/** A hint out of pieces, sources of regular expressions. */
export function anyOf(...pieces: readonly string[]): RegExp {
  return new RegExp(pieces.join("|"));
}

const MORE_LINES_MAX = 60;
const CARRIERS: readonly RegExp[] = [
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,80} [\w./@-]{1,80}(?:\[\d+\])?: /, // syslog
  /^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z (?:stdout|stderr) [FP] /, // CRI
  /^[A-Za-z][\w.-]{0,60} +\| ?(?=\S)/, // docker compose
  /^(?:#\d{1,4} )?\d{1,4}\.\d{1,3} (?=\S)/, // a step of BuildKit
  /^\[(?:pod|container)\/[^\]]{1,200}\] /, // kubectl logs --prefix
];
const LOGGER = /^[\w.$-]{1,80}: +(?=\S)/;
const ROUNDS_MAX = 4;

/** The line as it is, then without each of the things that loggers and shippers put before it. */
export function textsOf(line: string): readonly string[] {
  const texts = [line.trim()];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const text = texts.at(-1) ?? "";
    const carrier = CARRIERS.find((it) => it.test(text));
    const bare = carrier ? text.replace(carrier, "") : withoutLogPrefix(text);
    const rest = bare === text && round > 0 ? text.replace(LOGGER, "") : bare;
    if (rest === text) break;
    texts.push(rest);
  }
  return texts;
}

/** The error of the first shape that fits. */
export function ofShapes(
  shapes: readonly Shape[],
  lines: readonly string[],
  at: number,
  text: string,
): Found | null {
  for (const { pattern, more } of shapes) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) continue;
    const first = { text: groups.message ?? "", end: at + 1 };
    const { text: message, end } = withMore(lines, withRest(lines, at, first), more);
    const { type = null, file, line, function: name = null } = groups;
    const place = file && line ? { file, line: Number(line), function: name } : null;
    return { type, message: message.trim(), end, place };
  }
  return null;
}

type Part = { readonly text: string; readonly end: number };

/** Adds the lines that match `more`; one empty line may stand before each. */
export function withMore(lines: readonly string[], first: Part, more?: RegExp): Part {
  let { text, end } = first;
  const bound = Math.min(lines.length, end + MORE_LINES_MAX);
  while (more && end < bound) {
    const next = (lines[end] ?? "").trim() === "" ? end + 1 : end;
    const line = (lines[next] ?? "").trim();
    if (!more.test(line)) break;
    const rest = withRest(lines, next, { text: line, end: next + 1 });
    text = `${text}\n${rest.text}`;
    end = rest.end;
  }
  return { text, end };
}

/** The lines up to an empty one, a log record or a person's words. */
export function paragraph(lines: readonly string[], from: number): Part {
  const bound = Math.min(lines.length, from + MORE_LINES_MAX);
  let end = from;
  while (end < bound && isPart(lines[end] ?? "")) end++;
  const text = lines.slice(from, end).map((line) => line.trim());
  return { text: text.join("\n"), end };
}

function isPart(line: string): boolean {
  return line.trim() !== "" && !isBoundary(line) && !isSpeech(line);
}

const TERMINAL = 80;
const CHARS_MAX = 4_000;

/** Joins what a terminal of 80 columns broke: a line goes on while it is full. */
export function withRest(lines: readonly string[], at: number, first: Part): Part {
  let { text, end } = first;
  for (let line = lines[at] ?? ""; line.length === TERMINAL && text.length < CHARS_MAX; end++) {
    const next = lines[end] ?? "";
    if (next.trim() === "" || next.length > TERMINAL || isBoundary(next)) break;
    text += next;
    line = next;
  }
  return { text, end };
}

/** A place as a frame. */
export function toFrame(place: Place, isInApp: (file: string) => boolean): Frame {
  const { file, line, function: name = null } = place;
  return { function: name, file, line, module: null, inApp: isInApp(file) };
}
