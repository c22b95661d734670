// PHP's fatal errors.

import type { HeadlineShape, TraceReader } from "../trace.ts";

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern:
      /^(?:PHP )?(?:Fatal error: +)?Uncaught (?<type>[A-Z][\w\\]*): (?<message>.*) in \/\S+:\d+$/,
    type: null,
  },
];

/** Reads the line of an uncaught PHP exception. */
export const php: TraceReader = {
  runtime: "php",
  clues: [],
  headlines: HEADLINES,
  read: () => [],
};
