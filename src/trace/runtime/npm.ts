// What npm prints when it fails.

import type { HeadlineShape, TraceReader } from "../trace.ts";

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^npm (?:ERR!|error) code (?<type>E[A-Z0-9_]+)(?<message>)$/, type: null },
  { pattern: /^npm (?:ERR!|error) (?<type>E[A-Z]{3,}) (?<message>\S.*)$/, type: null },
];

/** Reads npm's error lines. */
export const npm: TraceReader = {
  runtime: "npm",
  clues: [],
  headlines: HEADLINES,
  read: () => [],
};
