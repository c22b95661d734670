// GNU Fortran's runtime errors.

import type { HeadlineShape, TraceReader } from "../trace.ts";

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^(?<type>Fortran runtime error): (?<message>.+)$/, type: null },
];

/** Reads the line of a Fortran runtime error. */
export const fortran: TraceReader = {
  runtime: "fortran",
  clues: [],
  headlines: HEADLINES,
  read: () => [],
};
