// What panics of Go and Rust have in common: a message, then calls of two lines each, a name and a place.

import { FRAMES_MAX, MESSAGE_LINES_MAX } from "../limits.ts";
import type { Frame, InAppTest, Runtime, Trace } from "../trace.ts";

/** A panic's start: its message as far as the line has it, and where it goes on. */
export type Start = {
  readonly type: string;
  readonly lines: readonly string[];
  readonly next: number;
};
export type Dialect = {
  readonly runtime: Runtime;
  readonly start: (lines: readonly string[], at: number) => Start | null;
  readonly name: (line: string) => string | null;
  readonly place: RegExp;
  readonly skip: RegExp;
};

/** Reads every panic of one dialect. */
export function readPanics(
  lines: readonly string[],
  dialect: Dialect,
  isInApp: InAppTest,
): readonly Trace[] {
  const traces: Trace[] = [];
  for (let at = 0; at < lines.length; ) {
    const start = dialect.start(lines, at);
    const calls = start ? readCalls(lines, start.next, dialect, isInApp) : null;
    if (start && calls) {
      const message = start.lines.join("\n").trim();
      const frames = calls.frames.reverse();
      const exception = { type: start.type, message, relation: null, parent: null, frames };
      traces.push({ runtime: dialect.runtime, exceptions: [exception], span: [at, calls.next] });
    }
    at = calls?.next ?? at + 1;
  }
  return traces;
}

function readCalls(
  lines: readonly string[],
  from: number,
  { name, place, skip }: Dialect,
  isInApp: InAppTest,
) {
  const frames: Frame[] = [];
  let next = from;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const match = place.exec(lines[at + 1] ?? "");
    const called = name(line);
    if (called && (match || /^\s*\d+: /.test(line))) {
      const file = match?.[1] ?? null;
      const number = match ? Number(match[2]) : null;
      const frame = {
        function: called,
        file,
        line: number,
        module: null,
        inApp: isInApp(file ?? called),
      };
      if (frames.length < FRAMES_MAX) frames.push(frame);
      next = at + (match ? 2 : 1);
      at = next - 1;
    } else if (!skip.test(line) || (frames.length > 0 && /^(?:goroutine|\s*$)/.test(line))) break;
  }
  return { frames, next: Math.max(next, from) };
}

/** The first line at `from` or below that matches, within the longest message. */
export function endOf(lines: readonly string[], from: number, stop: RegExp): number | null {
  const bound = Math.min(lines.length, from + MESSAGE_LINES_MAX);
  for (let at = from; at < bound; at++) if (stop.test(lines[at] ?? "")) return at;
  return null;
}
