import { describe, test } from "vitest";
import { check } from "./reading.ts";

describe("plain tracebacks", () => {
  test("keeps the oldest call first, and knows which calls are ours", () =>
    check(
      `Traceback (most recent call last):
  File "/srv/app/jobs.py", line 8, in run
    load(order)
    ~~~~^^^^^^^
  File "/usr/lib/python3.13/json/decoder.py", line 345, in decode
json.decoder.JSONDecodeError: Expecting value: line 1`,
      [
        "python trace",
        "json.decoder.JSONDecodeError | Expecting value: line 1",
        "  app run /srv/app/jobs.py:8",
        "  lib decode /usr/lib/python3.13/json/decoder.py:345",
      ],
    ));

  test("reads a bare type that the source raises", () =>
    check(
      `Traceback (most recent call last):
  File "/srv/app/q.py", line 3, in take
    raise Empty
Empty
thanks in advance`,
      ["python trace", "Empty | ", "  app take /srv/app/q.py:3"],
    ));

  test("keeps a message of several lines, and leaves the person's line", () =>
    check(
      `Traceback (most recent call last):
  File "/srv/app/db.py", line 5, in save
    cur.execute(sql)
sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database is locked
[SQL: UPDATE jobs SET state = ?]
[parameters: ('x',)]
Does anyone know what this could be?`,
      [
        "python trace",
        "sqlalchemy.exc.OperationalError | (sqlite3.OperationalError) database is locked\n[SQL: UPDATE jobs SET state = ?]\n[parameters: ('x',)]",
        "  app save /srv/app/db.py:5",
      ],
    ));

  test("does not take a note for the message", () =>
    check(
      `Traceback (most recent call last):
  File "/srv/app/row.py", line 5, in parse
    int(cell)
ValueError: invalid literal for int() with base 10: 'x4'
row 1: ['3', 'x4']`,
      [
        "python trace",
        "ValueError | invalid literal for int() with base 10: 'x4'",
        "  app parse /srv/app/row.py:5",
      ],
    ));

  test("a SyntaxError's place is no call", () =>
    check(
      `Traceback (most recent call last):
  File "/srv/app/main.py", line 1, in <module>
    import plugin
  File "/srv/app/plugin.py", line 4
    if value = "":
       ^^^^^^^^^^
SyntaxError: invalid syntax`,
      ["python trace", "SyntaxError | invalid syntax", "  app <module> /srv/app/main.py:1"],
    ));

  test("frames of recursion are those that are printed", () =>
    check(
      `Traceback (most recent call last):
  File "/srv/app/r.py", line 2, in f
    f()
  [Previous line repeated 996 more times]
RecursionError: maximum recursion depth exceeded`,
      [
        "python trace",
        "RecursionError | maximum recursion depth exceeded",
        "  app f /srv/app/r.py:2",
      ],
    ));
});

describe("chains and groups", () => {
  test("root cause first; each says how it hangs on the next", () =>
    check(
      `Traceback (most recent call last):
  File "/srv/app/a.py", line 1, in load
    {}["k"]
KeyError: 'k'

The above exception was the direct cause of the following exception:

app.errors.Missing: no 'k'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/app/a.py", line 9, in <module>
    load()
SystemError: gave up`,
      [
        "python trace",
        "cause of 1: KeyError | 'k'",
        "  app load /srv/app/a.py:1",
        "context of 2: app.errors.Missing | no 'k'",
        "SystemError | gave up",
        "  app <module> /srv/app/a.py:9",
      ],
    ));

  test("members hang on their group, and have chains of their own", () =>
    check(
      `  + Exception Group Traceback (most recent call last):
  |   File "/srv/app/g.py", line 9, in <module>
  |     raise ExceptionGroup("two", found)
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Exception Group Traceback (most recent call last):
    |   File "/srv/app/g.py", line 4, in inner
    |     raise ExceptionGroup("one", [e])
    | ExceptionGroup: one (1 sub-exception)
    +-+---------------- 1 ----------------
      | KeyError: 'k'
      +------------------------------------
    | 
    | During handling of the above exception, another exception occurred:
    | 
    | Traceback (most recent call last):
    |   File "/srv/app/g.py", line 6, in outer
    |     raise RuntimeError("while cleaning")
    | RuntimeError: while cleaning
    +---------------- 2 ----------------
    | ValueError: empty
    +------------------------------------`,
      [
        "python trace",
        "ExceptionGroup | two (2 sub-exceptions)",
        "  app <module> /srv/app/g.py:9",
        "context of 3: ExceptionGroup | one (1 sub-exception)",
        "  app inner /srv/app/g.py:4",
        "member of 1: KeyError | 'k'",
        "member of 0: RuntimeError | while cleaning",
        "  app outer /srv/app/g.py:6",
        "member of 0: ValueError | empty",
      ],
    ));

  test("reads the worker's traceback inside a RemoteTraceback", () =>
    check(
      `multiprocessing.pool.RemoteTraceback: 
"""
Traceback (most recent call last):
  File "/srv/app/w.py", line 2, in work
    1 / x
ZeroDivisionError: division by zero
"""

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/app/w.py", line 9, in <module>
    pool.map(work, [0])
ZeroDivisionError: division by zero`,
      [
        "python trace",
        `cause of 2: multiprocessing.pool.RemoteTraceback | """\nTraceback (most recent call last):\n  File "/srv/app/w.py", line 2, in work\n    1 / x\nZeroDivisionError: division by zero\n"""`,
        "member of 0: ZeroDivisionError | division by zero",
        "  app work /srv/app/w.py:2",
        "ZeroDivisionError | division by zero",
        "  app <module> /srv/app/w.py:9",
      ],
    ));
});

describe("what is printed around tracebacks", () => {
  const boom = `Traceback (most recent call last):
  File "/srv/app/x.py", line 3, in go
    boom()
RuntimeError: no luck`;
  const read = ["python trace", "RuntimeError | no luck", "  app go /srv/app/x.py:3"];

  test.each([
    ["a thread", `Exception in thread worker-1:\n${boom}`],
    [
      "a task",
      `Task exception was never retrieved\nfuture: <Task finished exception=RuntimeError('no luck')>\n${boom}`,
    ],
    ["a finaliser", `Exception ignored in: <function X.__del__ at 0x7f>\n${boom}`],
    [
      "a logger",
      `2026-01-02 10:00:00,123 ERROR app: job failed\n${boom}\n2026-01-02 10:00:01,000 INFO app: retry`,
    ],
    [
      "a web server",
      `ERROR:    Exception in ASGI application\n${boom}\nINFO:     127.0.0.1:5 - "GET / HTTP/1.1" 500`,
    ],
    [
      "logging itself",
      `--- Logging error ---\n${boom}\nCall stack:\n  File "/srv/app/l.py", line 3, in f\n    log()\nMessage: 'x %d'`,
    ],
    [
      "asyncio's debug mode",
      `source_traceback: Object created at (most recent call last):\n  File "/srv/app/m.py", line 8, in <module>\n    main()\n${boom}`,
    ],
    [
      "unittest",
      `ERROR: test_x (t.T)\n-----------------------------\n${boom}\n\n-----------------------------\nRan 1 test in 0.1s\n\nFAILED (errors=1)`,
    ],
    [
      "pip",
      `${boom.replace(/^/gm, "      ")}\n      [end of output]\n  note: This error originates from a subprocess`,
    ],
    ["a shell", `>>> go()\n${boom}\n>>> `],
  ])("%s", (_, paste) => check(paste, read));
});

describe("other tools' spellings", () => {
  test("IPython, whose arrow has the line", () =>
    check(
      `ZeroDivisionError                         Traceback (most recent call last)
<ipython-input-3-9e16> in <module>
----> 1 run(0)

/srv/app/calc.py in div(a, b)
     10 def div(a, b):
---> 11     return a / b

ZeroDivisionError: division by zero`,
      [
        "python trace",
        "ZeroDivisionError | division by zero",
        "  lib <module> <ipython-input-3-9e16>:1",
        "  app div /srv/app/calc.py:11",
      ],
    ));

  test("rich, in a box", () =>
    check(
      `╭──────── Traceback (most recent call last) ─────────╮
│ /srv/app/a.py:3 in load                            │
│                                                    │
│ ❱ 3     return {}["k"]                             │
│ ╭─ locals ─╮                                       │
│ │ x = 1    │                                       │
│ ╰──────────╯                                       │
╰────────────────────────────────────────────────────╯
KeyError: 'k'`,
      ["python trace", "KeyError | 'k'", "  app load /srv/app/a.py:3"],
    ));

  test("loguru, with values under the source", () =>
    check(
      `Traceback (most recent call last):

  File "/srv/app/main.py", line 30, in <module>
    main()
    └ <function main at 0x7f0a>

> File "/srv/app/main.py", line 22, in main
    run(job)
    │   └ {'id': 7}
    └ <function run at 0x7f0b>

__main__.JobError: no queue`,
      [
        "python trace",
        "__main__.JobError | no queue",
        "  app <module> /srv/app/main.py:30",
        "  app main /srv/app/main.py:22",
      ],
    ));

  test("pytest, long", () =>
    check(
      `_________________________________ test_codes __________________________________

    def test_codes():
>       price(5, "winter")

tests/test_cart.py:13: 
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ 

    def price(net, code):
>       return RULES[code]
E       KeyError: 'winter'

shop/pricing.py:5: KeyError
=========================== short test summary info ============================
FAILED tests/test_cart.py::test_codes - KeyError: 'winter'`,
      [
        "python trace",
        "KeyError | 'winter'",
        "  lib test_codes tests/test_cart.py:13",
        "  lib price shop/pricing.py:5",
      ],
    ));

  test("faulthandler, with the most recent call first", () =>
    check(
      `Fatal Python error: Segmentation fault

Current thread 0x00007f9059a80b80 (most recent call first):
  File "/srv/app/f.py", line 3 in boom
  File "/srv/app/f.py", line 4 in <module>`,
      [
        "python trace",
        "Fatal Python error | Segmentation fault",
        "  app <module> /srv/app/f.py:4",
        "  app boom /srv/app/f.py:3",
      ],
    ));

  test("half a trace: the type was cut off", () =>
    check(`[truncated]\n  File "/srv/app/x.py", line 3, in go\n    boom()\n[truncated]`, [
      "python trace",
      "null | ",
      "  app go /srv/app/x.py:3",
    ]));
});
