// Go's panics and fatal errors, with the goroutine that failed.

import type { HeadlineShape, TraceReader } from "../trace.ts";
import { type Dialect, endOf, readPanics, type Start } from "./panics.ts";

const GO: Dialect = {
  runtime: "go",
  start: startOfGo,
  name: (line) =>
    /^(?:created by )?(\S*[\w\])]\.\S+?)(?:\([^()]*\))?(?: in goroutine \d+)?$/.exec(line)?.[1] ??
    null,
  place: /^\s+(\/\S+|[A-Z]:\S+|\S+\.go):(\d+)(?: \+0x[0-9a-f]+)?$/,
  skip: /^\s*$|^goroutine \d+ \[|^\[signal |^\.\.\.additional|^\[recovered\]/,
};
const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^(?<type>panic|fatal error): (?<message>.+)$/, type: null },
];

const STARTS = [
  "panic: ",
  "fatal error: ",
  String.raw`(?:created by )?[\w./*()-]{1,300}\.[\w.*()-]{1,200}\([^\s()]{0,200}(?:, [^\s()]{1,100}){0,20}\)(?=\s+\S+\.go:\d)`,
];
const WHOLES = [
  String.raw`goroutine \d+ \[[^\]]{1,100}\]:`,
  String.raw`\[signal [^\]]{1,200}\]`,
  String.raw`created by \S{1,300}(?: in goroutine \d+)?`,
  String.raw`[^\s():]{1,400}\.(?:go|s):\d+(?: \+0x[0-9a-f]+)?`,
  String.raw`exit status \d+`,
];

/** Reads Go panics with the goroutine that panicked; the others did not fail. */
export const go: TraceReader = {
  runtime: "go",
  clues: ["panic: ", "fatal error: "],
  headlines: HEADLINES,
  starts: STARTS,
  wholes: WHOLES,
  read: ({ lines }, isInApp) => readPanics(lines, GO, isInApp),
};

function startOfGo(lines: readonly string[], at: number): Start | null {
  const match = /^(panic|fatal error): (.*)$/.exec(lines[at] ?? "");
  if (!match) return null;
  const end = endOf(lines, at + 1, /^goroutine \d+ \[|^\[signal /);
  if (end === null) return null;
  const rest = lines.slice(at + 1, end);
  return { type: match[1] ?? "panic", lines: [match[2] ?? "", ...rest], next: end };
}
