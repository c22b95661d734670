// What people paste when nothing went wrong. A trace that is read out of it would start an answer
// about something that nobody said. `ordinary/<kind>.txt`: messages, with a line `%%` between two.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decode } from "../../src/text/decode.ts";
import { MANGLES } from "./mangle.ts";
import { reading } from "./reading.ts";

const FOLDER = join(import.meta.dirname, "ordinary");
const MESSAGES_MIN = 200;

const kinds = readdirSync(FOLDER).toSorted();

describe.each(kinds)("no trace in %s", (kind) => {
  test.each(messagesOf(kind))("%s", (message) => {
    expect(reading(decode(message).text)).toEqual([]);
  });
});

// Newlines that are lost take the context with them; a fence makes code of what was prose.
const LOSSY = ["fenced", "glued"];

describe.each(Object.entries(MANGLES).filter(([kind]) => !LOSSY.includes(kind)))(
  "nor when it was %s",
  (_, mangle) => {
    test.each(kinds)("%s", (kind) => {
      const read = messagesOf(kind).filter((it) => reading(decode(mangle(it)).text).length > 0);
      expect(read).toEqual([]);
    });
  },
);

test("there are enough of them to mean something", () =>
  expect(new Set(kinds.flatMap(messagesOf)).size).toBeGreaterThan(MESSAGES_MIN));

function messagesOf(kind: string): readonly string[] {
  return readFileSync(join(FOLDER, kind), "utf8").trimEnd().split("\n%%\n");
}
