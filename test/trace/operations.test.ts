import { describe, test } from "vitest";
import { check } from "./reading.ts";

describe("a tool's error stands beside what a program raised", () => {
  test("an error line without a trace is still read", () =>
    check("curl: (7) Failed to connect to db port 5432\n\nValueError: no database", [
      "operations trace",
      "7 | Failed to connect to db port 5432",
      "python trace",
      "ValueError | no database",
    ]));

  test("so is one in a sentence", () =>
    check("I get `KeyError: 'port'` and then\n```\nworker-1 exited with code 137\n```", [
      "operations trace",
      "null | worker-1 exited with code 137",
      "python trace",
      "KeyError | 'port'",
    ]));

  test("what a program printed as its message stays the program's", () =>
    check(
      [
        "Traceback (most recent call last):",
        '  File "/srv/app/load.py", line 3, in <module>',
        "    load()",
        'psycopg.errors.UndefinedTable: relation "runs" does not exist',
        "LINE 1: select * from runs",
        "                      ^",
      ].join("\n"),
      [
        "python trace",
        'psycopg.errors.UndefinedTable | relation "runs" does not exist\n' +
          "LINE 1: select * from runs\n                      ^",
        "  app <module> /srv/app/load.py:3",
      ],
    ));
});

describe("a place is a frame", () => {
  test("of a Dockerfile", () =>
    check(
      "Dockerfile:5\n------\n   5 | >>> RUN false\n------\nERROR: failed to solve: exit code: 1",
      ["operations trace", "null | exit code: 1", "  lib null Dockerfile:5"],
    ));

  test("of a resource, without the box around it", () =>
    check(
      'Error: Unsupported argument\n\n  on /srv/app/main.tf line 3, in resource "a" "b":\n   3:   x = 1\n\nNo such argument.',
      [
        "operations trace",
        "null | Unsupported argument\n\nNo such argument.",
        '  app resource "a" "b" /srv/app/main.tf:3',
      ],
    ));
});

describe("what made a container stop is told apart from what it waits for", () => {
  test.each([
    ["State: Waiting\nReason: CrashLoopBackOff", ["operations trace", "CrashLoopBackOff | "]],
    ["State: Waiting\nReason: ContainerCreating", []],
    [
      "Last State: Terminated\nReason: Error\nExit Code: 1",
      ["operations trace", "Error | Exit Code: 1"],
    ],
    ["Last State: Terminated\nReason: Completed\nExit Code: 0", []],
    ["Reason: OOMKilled", []],
  ])("%s", check);
});

describe("the body of an answer is an error only where its fields say so", () => {
  test.each([
    ['{"detail":"Flow not found"}', ["operations trace", "null | Flow not found"]],
    ['{"detail":"Flow was deleted"}', []],
    ['{"detail":"x","name":"y"}', []],
    [
      '{"error":"invalid_grant","error_description":"Token has expired"}',
      ["operations trace", "invalid_grant | Token has expired"],
    ],
    ['{"status":"ok","error":null}', []],
    [
      '{"title":"Gone","status":410,"detail":"It moved."}',
      ["operations trace", "Gone | It moved."],
    ],
    ['{"title":"A book","status":200,"detail":"It moved."}', []],
  ])("%s", check);
});

test("causes that a tool lists are causes", () =>
  check("error: Failed to build app\n  Caused by: no compiler\n  Caused by: PATH is empty", [
    "operations trace",
    "cause of 1: null | PATH is empty",
    "cause of 2: null | no compiler",
    "null | Failed to build app",
  ]));

test("a tool's error may stand in a sentence", () =>
  check('I get `Error from server (NotFound): pods "x" not found` since Monday', [
    "operations trace",
    'NotFound | pods "x" not found',
  ]));

test("a tool that says the same again is heard once", () =>
  check(
    "E0519 10:42:26.003063  12 cache.go:265] no route\nE0519 10:42:27.003063  12 cache.go:265] no route",
    ["operations trace", "null | no route", "  lib null cache.go:265"],
  ));
