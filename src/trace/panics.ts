// Panics of Go and Rust: a message, then calls of two lines each, a name and a place.

import { FRAMES_MAX, MESSAGE_LINES_MAX } from "./limits.ts";
import type { Frame, InAppTest, Runtime, Trace, TraceReader } from "./trace.ts";

/** A panic's start: its message as far as the line has it, and where it goes on. */
type Start = { readonly type: string; readonly lines: readonly string[]; readonly next: number };
type Dialect = {
  readonly runtime: Runtime;
  readonly start: (lines: readonly string[], at: number) => Start | null;
  readonly name: (line: string) => string | null;
  readonly place: RegExp;
  readonly skip: RegExp;
};

const GO: Dialect = {
  runtime: "go",
  start: startOfGo,
  name: (line) =>
    /^(?:created by )?(\S*[\w\])]\.\S+?)(?:\([^()]*\))?(?: in goroutine \d+)?$/.exec(line)?.[1] ??
    null,
  place: /^\s+(\/\S+|[A-Z]:\S+|\S+\.go):(\d+)(?: \+0x[0-9a-f]+)?$/,
  skip: /^\s*$|^goroutine \d+ \[|^\[signal |^\.\.\.additional|^\[recovered\]/,
};
const RUST: Dialect = {
  runtime: "rust",
  start: startOfRust,
  name: (line) => /^\s*\d+: (?:0x[0-9a-f]+ - )?(\S.*)$/.exec(line)?.[1] ?? null,
  place: /^\s*at (\S+?):(\d+)(?::\d+)?$/,
  skip: /^stack backtrace:$/,
};

/** Reads Go panics with the goroutine that panicked; the others did not fail. */
export const go: TraceReader = {
  runtime: "go",
  read: ({ lines }, isInApp) => read(lines, GO, isInApp),
};

/** Reads Rust panics, with or without a backtrace. */
export const rust: TraceReader = {
  runtime: "rust",
  read: ({ lines }, isInApp) => read(lines, RUST, isInApp),
};

function read(lines: readonly string[], dialect: Dialect, isInApp: InAppTest): readonly Trace[] {
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

function startOfGo(lines: readonly string[], at: number): Start | null {
  const match = /^(panic|fatal error): (.*)$/.exec(lines[at] ?? "");
  if (!match) return null;
  const end = endOf(lines, at + 1, /^goroutine \d+ \[|^\[signal /);
  if (end === null) return null;
  const rest = lines.slice(at + 1, end);
  return { type: match[1] ?? "panic", lines: [match[2] ?? "", ...rest], next: end };
}

function startOfRust(lines: readonly string[], at: number): Start | null {
  const line = lines[at] ?? "";
  const match = /^\s*thread '[^']*'(?: \(\d+\))? panicked at (.*)$/.exec(line);
  if (!match) return null;
  const end =
    endOf(lines, at + 1, /^stack backtrace:$|^note: |^\s*$/) ?? Math.min(lines.length, at + 2);
  const text = [match[1] ?? "", ...lines.slice(at + 1, end)].join("\n");
  const old = /^'(.*)', \S+:\d+:\d+\s*$/s.exec(text)?.[1];
  const message = old ?? text.replace(/^\S+:\d+:\d+:\n?/, "");
  return { type: "panic", lines: [message], next: end };
}

function endOf(lines: readonly string[], from: number, stop: RegExp): number | null {
  const bound = Math.min(lines.length, from + MESSAGE_LINES_MAX);
  for (let at = from; at < bound; at++) if (stop.test(lines[at] ?? "")) return at;
  return null;
}
