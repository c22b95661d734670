// Rust's panics, with or without a backtrace.

import type { HeadlineShape, TraceReader } from "../trace.ts";
import { type Dialect, endOf, readPanics, type Start } from "./panics.ts";

const RUST: Dialect = {
  runtime: "rust",
  start: startOfRust,
  name: (line) => /^\s*\d+: (?:0x[0-9a-f]+ - )?(\S.*)$/.exec(line)?.[1] ?? null,
  place: /^\s*at (\S+?):(\d+)(?::\d+)?$/,
  skip: /^stack backtrace:$/,
};

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^thread '[^']*'(?: \(\d+\))? panicked at '(?<message>.*?)'?(?:, [\w./-]+:\d+:\d+)?$/,
    type: "panic",
  },
  { pattern: /^(?:\S+ ?[-:] )?error\[(?<type>E\d{4})\]: (?<message>.+)$/, type: null },
];

const STARTS = [
  String.raw`thread '[^']{1,200}'(?: \(\d+\))? panicked at '`,
  "note: (?:run with `|Some details)",
  String.raw`\d+: (?:0x[0-9a-f]+ - )?[<\w_]\S{3,300}(?=\s.{0,300}\bat \S+\.rs:\d)`,
];
const WHOLES = [
  String.raw`thread '[^']{1,200}'(?: \(\d+\))? panicked at [^\s:']{1,300}:\d+:\d+:`,
  String.raw`thread '[^']{1,200}'(?: \(\d+\))? panicked at '.{0,1000}?', [^\s:']{1,300}:\d+:\d+`,
  "stack backtrace:",
  String.raw`at \S{1,400}\.rs:\d+(?::\d+)?`,
];

/** Reads Rust panics. */
export const rust: TraceReader = {
  runtime: "rust",
  clues: ["panicked at"],
  headlines: HEADLINES,
  starts: STARTS,
  wholes: WHOLES,
  read: ({ lines }, isInApp) => readPanics(lines, RUST, isInApp),
};

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
