// What a shell says of the line that failed, and git with it.

import type { HeadlineShape, TraceReader } from "../trace.ts";

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^\S+\.sh: line \d+: (?:\d+ )?(?<message>.+?)(?: {4,}\S.*)?$/,
    type: null,
  },
  {
    pattern:
      /^fatal: (?<message>(?:not a git|unable to|could not|repository|refusing|Authentication).+)$/,
    type: "fatal",
  },
];

/** Reads the error lines of shells and of git. */
export const shell: TraceReader = {
  runtime: "shell",
  clues: [],
  headlines: HEADLINES,
  read: () => [],
};
