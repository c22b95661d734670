// The one way in which tests look at a reading: a short line for every exception and frame.

import { expect } from "vitest";
import { readTraces } from "../../src/trace/read.ts";

/** Reads a paste and says what came out; frames of `/srv/app/` are in-app. */
export function reading(paste: string): string[] {
  const { traces } = readTraces(paste, (file) => file.startsWith("/srv/app/"));
  return traces.flatMap((trace) => [
    `${trace.runtime} trace`,
    ...trace.exceptions.flatMap((it) => [
      `${it.relation ? `${it.relation} of ${it.parent}: ` : ""}${it.type} | ${it.message}`,
      ...it.frames.map(
        (at) => `  ${at.inApp ? "app" : "lib"} ${at.function} ${at.file}:${at.line}`,
      ),
    ]),
  ]);
}

/** A case is a paste and the reading we expect of it. */
export function check(paste: string, expected: readonly string[]) {
  expect(reading(paste)).toEqual(expected);
}
