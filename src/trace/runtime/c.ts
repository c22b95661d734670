// C and C++: sanitizers, and what the C library prints before it ends a process.

import type { HeadlineShape, TraceReader } from "../trace.ts";

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^==\d+==ERROR: AddressSanitizer: (?<type>[\w-]+) (?<message>.*)$/, type: null },
  { pattern: /^==\d+==ERROR: (?<type>LeakSanitizer): (?<message>.*)$/, type: null },
  { pattern: /^\S+:\d+:\d+: (?<type>runtime error): (?<message>.+)$/, type: null },
  { pattern: /^\*\*\* (?<message>.+ detected) \*\*\*: terminated$/, type: null },
];

/** Reads the headlines of sanitizers and of the C library. */
export const c: TraceReader = {
  runtime: "c",
  clues: [],
  headlines: HEADLINES,
  read: () => [],
};
