// Compilers that print `place - error CODE: message`: tsc and those that took its form.

import type { HeadlineShape, TraceReader } from "../trace.ts";

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^\S+ ?[-:] error (?<type>[A-Z]{2,4}\d{3,5}): (?<message>.+)$/,
    type: null,
  },
];

/** Reads the lines of the TypeScript compiler. */
export const typescript: TraceReader = {
  runtime: "typescript",
  clues: [],
  headlines: HEADLINES,
  read: () => [],
};
