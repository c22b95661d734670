// Perl's dying words.

import type { HeadlineShape, TraceReader } from "../trace.ts";

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^(?<type>[A-Z]\w*(?:::\w+)+): (?<message>.+) at \S+\.p[lm] line \d+\.$/,
    type: null,
  },
  { pattern: /^(?<message>[A-Z].+) at \S+\.p[lm] line \d+\.$/, type: null },
];

/** Reads the line in which a Perl program died. */
export const perl: TraceReader = {
  runtime: "perl",
  clues: [],
  headlines: HEADLINES,
  read: () => [],
};
