// What the readers of scripting and functional languages have in common: most print one error line,
// whose message runs to a mark that only they print, and then calls of one line each.

import { withoutLogPrefix } from "../carrier/prefix.ts";
import { FRAMES_MAX, MESSAGE_LINES_MAX } from "../limits.ts";
import { isSpeech } from "../prose.ts";
import { readMessage } from "../python/message.ts";
import type { Frame, InAppTest, Paste, Runtime, Trace, TraceReader } from "../trace.ts";

/** An exception and the lines it was read from, before it has a place in a chain. */
export type Thrown = {
  readonly type: string | null;
  readonly message: string;
  /** Oldest call first. */
  readonly frames: readonly Frame[];
  readonly start: number;
  readonly end: number;
};

const TIMED = /^\[?\d{2,4}[-:/]\d\d/;
const SERVICE = /^[A-Za-z][\w.-]{0,60} +\| (?=\S)/;
// A file that failed has a name with a dot as well: `deploy.sh: line 4`.
const LOGGER =
  /^[a-z_]\w{0,40}(?:\.[a-z_]\w{0,40}){1,6}(?<!\.(?:sh|bash|rb|pl|php|hs|lua|exe|escript|erl|exs?)): (?=\S)/;

/** Reads lines freed of the time and level that a logger put before the first of a trace. */
export function unlogged(read: TraceReader["read"]): TraceReader["read"] {
  return (paste, isInApp) => {
    const lines = baredLines.get(paste.lines) ?? paste.lines.map((line) => bared(line));
    baredLines.set(paste.lines, lines);
    return read({ ...paste, lines }, isInApp);
  };
}

/** A dozen readers ask for the same lines. */
const baredLines = new WeakMap<readonly string[], readonly string[]>();

function bared(line: string): string {
  if (!TIMED.test(line)) return line.replace(SERVICE, "");
  const bare = withoutLogPrefix(line);
  return bare === line ? line : bare.replace(/^(?:stdout|stderr) [FP] /, "").replace(LOGGER, "");
}

/** One trace of a chain; `chain` has its root cause first. */
export function toTrace(runtime: Runtime, chain: readonly Thrown[]): Trace {
  const last = chain.length - 1;
  const exceptions = chain.map(({ type, message, frames }, at) =>
    at === last
      ? { type, message, frames, relation: null, parent: null }
      : { type, message, frames, relation: "cause" as const, parent: at + 1 },
  );
  const start = Math.min(...chain.map((it) => it.start));
  const end = Math.max(...chain.map((it) => it.end));
  return { runtime, exceptions, span: [start, end] };
}

/** A frame of what was printed; a name stands for the file where none was. */
export function toFrame(
  isInApp: InAppTest,
  name: string | null,
  file: string | null = null,
  line: string | null = null,
): Frame {
  const number = line === null ? null : Number(line);
  return { function: name, file, line: number, module: null, inApp: isInApp(file ?? name ?? "") };
}

/** For every line, the first at or below it that passes; the number of lines where none does. */
export function nextOf(
  lines: readonly string[],
  test: (line: string, at: number) => boolean,
): number[] {
  const next: number[] = new Array(lines.length + 1).fill(lines.length);
  for (let at = lines.length - 1; at >= 0; at--) {
    next[at] = test(lines[at] ?? "", at) ? at : (next[at + 1] ?? lines.length);
  }
  return next;
}

/** A message that begins with `first` on line `at`, and the first line after it. */
export type Message = { readonly message: string; readonly end: number };

/**
 * The message up to line `mark`, at which something else is known to begin. Without such a line near
 * enough, as far as a message goes in plain text.
 */
export function messageTo(paste: Paste, at: number, first: string, mark: number): Message {
  if (mark < paste.lines.length && mark - at <= MESSAGE_LINES_MAX) {
    const rest = paste.lines.slice(at + 1, mark);
    return { message: [first, ...rest].join("\n").trim(), end: mark };
  }
  const { message, notes, next } = readMessage(paste.lines, at, {
    type: "",
    first,
    closed: paste.closed,
  });
  return { message: [message, ...notes].join("\n").trim(), end: next };
}

/** Consecutive calls from line `from` on, as printed; `read` gives null at the first other line. */
export function readCalls(
  lines: readonly string[],
  from: number,
  read: (line: string) => Frame | "skip" | null,
): { readonly frames: Frame[]; readonly end: number } {
  const frames: Frame[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const call = read(lines[at] ?? "");
    if (call === null) break;
    if (call !== "skip" && frames.length < FRAMES_MAX) frames.push(call);
  }
  return { frames, end: at };
}

const ITEM = /^\s*(?:[-*•] |\d+[.)] )\S|^\s{2,}\S/;
const BACK_MAX = 30;

/**
 * Where a message begins whose last line is `at`: lists under a line that ends with a colon belong to
 * it. Without that, a message is one line, since what stands above may be ordinary output.
 */
export function messageStart(lines: readonly string[], at: number, floor: number): number {
  const bound = Math.max(floor, at - BACK_MAX);
  for (let above = at - 1; above >= bound; above--) {
    const line = lines[above] ?? "";
    if (ITEM.test(line)) continue;
    const isHead = /:\s*$/.test(line) && (above < at - 1 || ITEM.test(lines[at] ?? ""));
    return isHead && !isSpeech(line) ? above : at;
  }
  return at;
}

const PAIRS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Splits what stands between brackets at its commas, strings and inner brackets left whole. */
export function splitTerms(text: string): readonly string[] {
  const parts: string[] = [];
  const open: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === '"' || char === "'") at = stringEnd(text, at);
    else if (PAIRS[char]) open.push(PAIRS[char]);
    else if (char === open.at(-1)) open.pop();
    else if (char === "," && open.length === 0) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  const last = text.slice(from).trim();
  return last === "" && parts.length === 0 ? [] : [...parts, last];
}

/** The index of the bracket that closes the one at `at`; -1 where it was cut off. */
export function closing(text: string, at: number): number {
  const open: string[] = [];
  for (let index = at; index < text.length; index++) {
    const char = text[index] ?? "";
    if (char === '"' || char === "'") index = stringEnd(text, index);
    else if (PAIRS[char]) open.push(PAIRS[char]);
    else if (char === open.at(-1)) {
      open.pop();
      if (open.length === 0) return index;
    }
  }
  return -1;
}

function stringEnd(text: string, at: number): number {
  const quote = text[at];
  for (let index = at + 1; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === quote) return index;
  }
  return text.length;
}
