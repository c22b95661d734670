import { expect, test } from "vitest";
import { check, reading } from "./reading.ts";

test("an error in a list of properties belongs to the error that has them, without indentation too", () =>
  check(
    `BatchError: 2 rows failed
at run (/srv/app/x.js:3:1) {
rows: [
TypeError: row 1
at row (/srv/app/x.js:9:1),
[RangeError: row 2]
],
[cause]: Error: disk
at save (/srv/app/x.js:1:1)
}`,
    [
      "javascript trace",
      "BatchError | 2 rows failed",
      "  app run /srv/app/x.js:3",
      "member of 0: TypeError | row 1",
      "  app row /srv/app/x.js:9",
      "member of 0: RangeError | row 2",
      "cause of 0: Error | disk",
      "  app save /srv/app/x.js:1",
    ],
  ));

test("a failed command's message holds the trace that the command printed", () => {
  const read = reading(`Error: Command failed: node x.js
TypeError: no port
    at listen (/srv/app/x.js:3:1)

    at genericNodeError (node:internal/errors:984:15)
    at ChildProcess.exithandler (node:child_process:422:12)`);
  expect(read.filter((it) => it.includes(" | "))).toEqual([
    "Error | Command failed: node x.js\nTypeError: no port\n    at listen (/srv/app/x.js:3:1)",
  ]);
  expect(read.filter((it) => it.startsWith("  lib"))).toHaveLength(2);
});

test("the calls of an event's emission are not the error's", () =>
  check(
    `Error: broker gone
    at connect (/srv/app/x.js:3:1)
Emitted 'error' event on Queue instance at:
    at emit (/srv/app/x.js:9:1)`,
    ["javascript trace", "Error | broker gone", "  app connect /srv/app/x.js:3"],
  ));

test.each([
  "(node:12) [DEP0040] DeprecationWarning: The `punycode` module is deprecated.\n    at node:punycode:3:7",
  "Trace: here\n    at go (/srv/app/x.js:1:2)",
  "● bullet one\n● bullet two\n\n  some words\n\n● bullet three",
  "src/app.ts:12:5\n  const x = 1;\n        ^\nThis is the line that I mean.",
  "npm install it, then npm error handling is explained in the docs",
  "mail bob@acme.example:22:1, or see git@github.com:acme/x.git",
])("no error: %s", (paste) => expect(reading(paste)).toEqual([]));
