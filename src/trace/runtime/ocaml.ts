// OCaml's uncaught exceptions.

import type { HeadlineShape, TraceReader } from "../trace.ts";

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^Fatal error: exception (?<type>[A-Z][\w.]*)\("(?<message>.*)"\)$/,
    type: null,
  },
];

/** Reads the line of an OCaml exception. */
export const ocaml: TraceReader = {
  runtime: "ocaml",
  clues: [],
  headlines: HEADLINES,
  read: () => [],
};
