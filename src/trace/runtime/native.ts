// What readers of compiled languages share: frames in our order, traces of one exception, and where
// a message ends that nothing marks.

import { isBoundary } from "../boundary.ts";
import { FRAMES_MAX, MESSAGE_LINES_MAX } from "../limits.ts";
import { isSpeech } from "../prose.ts";
import type { Exception, Frame, InAppTest, Paste, Runtime, Trace } from "../trace.ts";

/** A logger's words before the first line of a trace, as the source of a regular expression. */
export const LOGGED = String.raw`^(?:.{0,160}?[\]:|>] )??\s*`;

/** A call as printed. */
export type Call = {
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
};

/** Frames oldest first, of calls printed innermost first. */
export function toFrames(calls: readonly Call[], isInApp: InAppTest): readonly Frame[] {
  const kept = calls.slice(0, FRAMES_MAX).map(
    (call): Frame => ({
      ...call,
      module: null,
      inApp: isInApp(call.file ?? call.function ?? ""),
    }),
  );
  return kept.reverse();
}

/** An exception that surfaced. */
export function toException(
  type: string | null,
  message: string,
  frames: readonly Frame[] = [],
): Exception {
  return { type, message, relation: null, parent: null, frames };
}

/** A chain whose exceptions stand root cause first, each the cause of the one behind it. */
export function toChain(
  runtime: Runtime,
  exceptions: readonly Exception[],
  span: Trace["span"],
): Trace {
  const last = exceptions.length - 1;
  const linked = exceptions.map(
    (it, at): Exception => (at === last ? it : { ...it, relation: "cause", parent: at + 1 }),
  );
  return { runtime, exceptions: linked, span };
}

/** Text of a message and the first line after it. */
export type Text = { readonly text: string; readonly next: number };

/**
 * A message that begins with `first`, and goes on from line `from` to the line that `isEnd` knows.
 * Where there is none, it ends before an empty line, another record, or what a person wrote.
 */
export function readText(
  { lines, closed }: Paste,
  from: number,
  first: string,
  isEnd: (line: string) => boolean,
): Text {
  const bound = Math.min(lines.length, from + MESSAGE_LINES_MAX);
  let hard = from;
  while (hard < bound && !isEnd(lines[hard] ?? "")) hard++;
  let next = from;
  if (hard < bound) next = hard;
  else while (next < bound && !isOver(lines[next] ?? "", closed)) next++;
  const text = [first, ...lines.slice(from, next)].map((it) => it.trimEnd()).join("\n");
  return { text: text.trim(), next };
}

function isOver(line: string, closed: boolean): boolean {
  return line.trim() === "" || isBoundary(line) || (!closed && isSpeech(line));
}

const PARTS_MAX = 4;
/** Where terminals, mail and forms break lines. */
export const WIDTHS: readonly number[] = [72, 78, 79, 80, 100, 120, 132];

/** A line, and how many lines it was broken into. */
export type Unbroken = { readonly line: string; readonly count: number };

/**
 * The line at `at` together with what a width broke off it, where that makes it whole. As it stands
 * when it is whole already, and when nothing below completes it.
 */
export function unbroken(
  lines: readonly string[],
  at: number,
  isWhole: (line: string) => boolean,
  isNext: (line: string) => boolean,
): Unbroken {
  const first = lines[at] ?? "";
  let line = first;
  for (let count = 1; count <= PARTS_MAX; count++) {
    if (isWhole(line)) return { line, count };
    const next = lines[at + count]?.trim() ?? "";
    if (next === "" || isNext(next)) break;
    const last = lines[at + count - 1] ?? "";
    line += WIDTHS.includes(last.length) && !last.endsWith(" ") ? next : ` ${next}`;
  }
  return { line: first, count: 1 };
}

const NONE: readonly Trace[] = [];

/** The readings of `readAt` at every line that no earlier reading covers. */
export function readEach(
  lines: readonly string[],
  readAt: (at: number) => Trace | readonly Trace[] | null,
): readonly Trace[] {
  const traces: Trace[] = [];
  for (let at = 0; at < lines.length; ) {
    const read = readAt(at);
    const found = read === null ? NONE : "span" in read ? [read] : read;
    traces.push(...found);
    at = found.reduce((end, { span }) => Math.max(end, span[1]), at + 1);
  }
  return traces;
}
