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

const MORE_LINES_MAX = 60;
const SYSLOG = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,80} [\w./@-]{1,80}(?:\[\d+\])?: /;
const LOGGER = /^[\w.$-]{1,80}: (?=\S)/;

/** The line as it is, without what a logger put before it, and without the logger's name. */
export function textsOf(line: string): readonly string[] {
  const text = line.trim();
  const bare = withoutLogPrefix(text.replace(SYSLOG, ""));
  return bare === text ? [text] : [text, bare, bare.replace(LOGGER, "")];
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
    return { type, message: message.trimEnd(), end, place };
  }
  return null;
}

type Part = { readonly text: string; readonly end: number };

/** Adds the lines that match `more`. */
export function withMore(lines: readonly string[], first: Part, more?: RegExp): Part {
  let { text, end } = first;
  const bound = Math.min(lines.length, end + MORE_LINES_MAX);
  while (more && end < bound && more.test((lines[end] ?? "").trim())) {
    const rest = withRest(lines, end, { text: (lines[end] ?? "").trim(), end: end + 1 });
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

/** Joins what a terminal of 80 columns broke: a line goes on while it is as full as it can be. */
function withRest(lines: readonly string[], at: number, first: Part): Part {
  let { text, end } = first;
  for (let line = lines[at] ?? ""; end < lines.length && text.length < 4_000; end++) {
    const next = lines[end] ?? "";
    const word = /^\S+/.exec(next)?.[0] ?? "";
    const isHard = line.length === TERMINAL && next.trim() !== "";
    const isSoft = line.length < TERMINAL && word !== "" && line.length + word.length >= TERMINAL;
    if (!(isHard || isSoft) || next.length > TERMINAL || !isPart(next)) break;
    text += isHard ? next : ` ${next}`;
    line = next;
  }
  return { text, end };
}

/** A place as a frame. */
export function toFrame(place: Place, isInApp: (file: string) => boolean): Frame {
  const { file, line, function: name = null } = place;
  return { function: name, file, line, module: null, inApp: isInApp(file) };
}
