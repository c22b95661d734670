// Elixir's exceptions.

import type { HeadlineShape, TraceReader } from "../trace.ts";

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^\*\* \((?<type>[\w.]+)\) (?<message>.*)$/, type: null },
];

/** Reads the line of an Elixir exception. */
export const elixir: TraceReader = {
  runtime: "elixir",
  clues: [],
  headlines: HEADLINES,
  read: () => [],
};
