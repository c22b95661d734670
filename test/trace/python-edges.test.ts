import { describe, expect, test } from "vitest";
import { check, reading } from "./reading.ts";

describe("a headline is what stands left of the frames", () => {
  test("whatever its class is called", () =>
    check(
      `Traceback (most recent call last):
  File "/srv/app/link.py", line 7, in send
    sock.send(frame)
broken_pipe: peer went away`,
      ["python trace", "broken_pipe | peer went away", "  app send /srv/app/link.py:7"],
    ));

  test("but a person's label is none", () =>
    check(
      `Traceback (most recent call last):
  File "/srv/app/link.py", line 7, in send
    sock.send(frame)
env: python 3.11 on staging`,
      ["python trace", "null | ", "  app send /srv/app/link.py:7"],
    ));

  test("AWS Lambda prints it above them", () =>
    check(
      `[ERROR] KeyError: 'Records'
Traceback (most recent call last):
  File "/srv/app/handler.py", line 12, in handler
    for record in event["Records"]:`,
      ["python trace", "KeyError | 'Records'", "  app handler /srv/app/handler.py:12"],
    ));
});

describe("where a message ends", () => {
  const TRACE = `Traceback (most recent call last):
  File "/srv/app/rows.py", line 2, in load
    raise RowError(text)
RowError: row 3 is bad
column price`;
  const frame = "  app load /srv/app/rows.py:2";

  test("who typed nothing before it typed nothing under it", () =>
    check(TRACE, ["python trace", "RowError | row 3 is bad\ncolumn price", frame]));

  test("who introduced it may go on", () =>
    check(`We get this since noon:\n${TRACE}`, ["python trace", "RowError | row 3 is bad", frame]));

  test("a question of PostgreSQL is no person's", () =>
    check(
      `Traceback (most recent call last):
File "/srv/app/rows.py", line 2, in load
psycopg2.connect(dsn)
psycopg2.OperationalError: connection to server at "db", port 5432 failed: Connection refused
Is the server running on that host and accepting TCP/IP connections?`,
      [
        "python trace",
        'psycopg2.OperationalError | connection to server at "db", port 5432 failed: Connection refused\nIs the server running on that host and accepting TCP/IP connections?',
        frame,
      ],
    ));

  test("a warning of a program is not part of it", () =>
    check(`${TRACE}\n/srv/app/b.py:4: DeprecationWarning: old() goes away\n  old()`, [
      "python trace",
      "RowError | row 3 is bad",
      frame,
    ]));
});

describe("what stands for an error where nothing was raised", () => {
  test("a warning, without the line that warned", () =>
    check(
      "/srv/app/b.py:4: RuntimeWarning: coroutine 'poll' was never awaited\n  poll()\nRuntimeWarning: Enable tracemalloc to get the object allocation traceback",
      ["python trace", "RuntimeWarning | coroutine 'poll' was never awaited"],
    ));

  test("what a future held", () =>
    check(
      "Future exception was never retrieved\nfuture: <Future finished exception=OSError('socket gone')>\nOSError: socket gone",
      ["python trace", "OSError | socket gone"],
    ));

  test("pytest's summary", () =>
    check("FAILED test_a.py::test_sum - AssertionError: 3 is not 4\n1 failed in 0.01s", [
      "python trace",
      "AssertionError | 3 is not 4",
    ]));
});

describe("source is not a log line", () => {
  test("though a literal in it has newlines", () =>
    check(
      `Traceback (most recent call last):
  File "/srv/app/rows.py", line 2, in load
    raise ValueError("3 rows\\nValueError: not this one")
ValueError: 3 rows`,
      ["python trace", "ValueError | 3 rows", "  app load /srv/app/rows.py:2"],
    ));
});

describe("prose that names places is no trace", () => {
  const PROSE = [
    "We run src/app.py:12 in production; see app.py in main for details. Version: 3.1",
    "src/app/models.py:12: error: Incompatible types in assignment\nFound 1 error in 1 file",
    'How do I read a File "x" in Python? I get line 3 in main, then it stops.',
    "=========== test session starts ===========\ntests/test_a.py ...    [100%]\n=========== 3 passed in 0.02s ===========",
    "future: <we will see>\nValueErrors are raised when input is bad",
  ];
  test.each(PROSE)("%s", (text) => expect(reading(text)).toEqual([]));
});

describe("lost newlines", () => {
  const CASES: readonly (readonly [name: string, glued: string, exceptions: readonly string[]])[] =
    [
      [
        "a thread's name is a line",
        'Exception in thread a-1: Traceback (most recent call last): File "/srv/app/a.py", line 3, in run raise SyncError("one") SyncError: one Exception in thread a-2: Traceback (most recent call last): File "/srv/app/a.py", line 3, in run raise SyncError("two") SyncError: two',
        ["SyncError | one", "SyncError | two"],
      ],
      [
        "the interpreter's own message ends where it ends",
        "Traceback (most recent call last): File \"/srv/app/a.py\", line 3, in run int(cell) ValueError: invalid literal for int() with base 10: 'x4' in row 12",
        ["ValueError | invalid literal for int() with base 10: 'x4'"],
      ],
      [
        "a bare type may have a note",
        'Traceback (most recent call last): File "/srv/app/a.py", line 3, in run assert n < 100 ^^^^^^^ AssertionError Falsifying example: run(n=100)',
        ["AssertionError | "],
      ],
      [
        "IPython repeats the type in its header",
        "KeyError                                  Traceback (most recent call last) Cell In[3], line 2 1 rows = {} ----> 2 load(rows) Cell In[1], line 1, in load(rows) ----> 1 def load(rows): return rows[\"id\"] KeyError: 'id'",
        ["KeyError | 'id'"],
      ],
    ];
  test.each(CASES)("%s", (_, glued, exceptions) => {
    expect(reading(glued).filter((line) => line.includes(" | "))).toEqual(exceptions);
  });
});
