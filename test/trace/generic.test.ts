import { describe, expect, test } from "vitest";
import { readTraces } from "../../src/trace/read.ts";
import { check, reading } from "./reading.ts";

describe("one error line is enough", () => {
  test.each([
    ["KeyError: 'port'", "python trace", "KeyError | 'port'"],
    ["`httpx.PoolTimeout`", "python trace", "httpx.PoolTimeout | "],
    ["I get `ValueError: bad value` since Monday", "python trace", "ValueError | bad value"],
    [
      "hi all\nhttpcore.LocalProtocolError: Invalid input\nGrazie mille",
      "python trace",
      "httpcore.LocalProtocolError | Invalid input",
    ],
    [
      "TypeError: Cannot read properties of undefined",
      "unknown trace",
      "TypeError | Cannot read properties of undefined",
    ],
    ["TypeError [ERR_INVALID_ARG_TYPE]: no path", "javascript trace", "TypeError | no path"],
    ["Caused by: java.io.IOException: disk full", "java trace", "java.io.IOException | disk full"],
    [
      'Exception in thread "main" java.lang.AssertionError: x',
      "java trace",
      "java.lang.AssertionError | x",
    ],
    [
      "panic: runtime error: integer divide by zero",
      "go trace",
      "panic | runtime error: integer divide by zero",
    ],
    [
      "error[E0277]: the trait bound is not satisfied",
      "rust trace",
      "E0277 | the trait bound is not satisfied",
    ],
    ["src/a.ts:5:12 - error TS2322: Type 'a'", "typescript trace", "TS2322 | Type 'a'"],
    ["** (ArgumentError) bad argument", "elixir trace", "ArgumentError | bad argument"],
    ["npm error code ERESOLVE", "npm trace", "ERESOLVE | "],
    ["my task raises `ValueError: x`", "python trace", "ValueError | x"],
    ["New `KeyError: 'x'` since the upgrade", "python trace", "KeyError | 'x'"],
    ["We retry on `KeyError: 'x'` but it stays", "python trace", "KeyError | 'x'"],
    ["Errors:\nValueError: x", "python trace", "ValueError | x"],
    ["Timeout: no answer in 5 s", "unknown trace", "Timeout | no answer in 5 s"],
    ["fatal: not a git repository", "shell trace", "fatal | not a git repository"],
  ])("%s", (paste, runtime, exception) => check(paste, [runtime, exception]));
});

// Inventing a trace is worse than missing one: it starts an answer about something nobody said.
const ORDINARY = [
  "a PING (\n`RECV_PING`\n) on a connection that was\n`CLOSED`\n.",
  "it is\n`Version: 3.1`\nand\n`Database: postgresql`",
  "hello",
  "Thanks!",
  "How do I set a timeout for one flow only?",
  "Note: this happens only on Fridays",
  "Update: it works now, thanks",
  "Question: is there a way to retry?",
  "Steps: 1. open the project 2. press run",
  "Error handling is hard, what do you recommend?",
  "I see an error when I start it",
  "There was an error. Any idea?",
  "We got errors: none of them helpful",
  "Is RuntimeError the right thing to raise here?",
  "Should I catch Exception or BaseException?",
  "My worker says Timeout sometimes",
  "See https://docs.example.com/errors/TypeError: it explains nothing",
  "def main():\n    raise ValueError('x')",
  "class JobError(Exception):\n    pass",
  "try:\n    run()\nexcept KeyError:\n    pass",
  "```python\nfrom app import run\nrun(timeout=3)\n```",
  "```\ntry:\n    run()\nexcept Exception as error:\n    log.error(error)\n```",
  "retries: 3\nretry_delay: 10\ntimeout: 60",
  "```yaml\nerror_handling:\n  on_error: retry\n  timeout: 60s\n```",
  "[tool.app]\nerror = true",
  "SELECT error, count(*) FROM logs GROUP BY error;",
  "INSERT INTO errors (type) VALUES ('ValueError')",
  '{"level":"info","msg":"started","port":8080}',
  '{"errors": [], "status": "ok"}',
  "2026-01-02 10:00:00,123 INFO app: started",
  "2026-01-02 10:00:00 WARNING pool is nearly full",
  "10:00:00.123 | INFO | Flow run 'vivid-fox' - Finished in state Completed()",
  "INFO:     Uvicorn running on http://127.0.0.1:8000",
  "$ pip install app\nCollecting app\nSuccessfully installed app-1.2.3",
  "$ docker ps\nCONTAINER ID   IMAGE   STATUS\n12ab34cd56ef   app     Up 2 hours",
  "name  | status\n------+-------\nweb   | ok",
  "| Error | Count |\n|---|---|\n| none | 0 |",
  "- first\n- second\n- third",
  "1. start\n2. stop\n3. look at the log",
  "FROM python:3.12\nRUN pip install app\nCMD app serve",
  "export APP_ERROR_LIMIT=5\nexport APP_URL=http://x",
  "> does it retry?\nyes, three times",
  "Привет! Как настроить повтор?",
  "こんにちは。設定方法を教えてください。",
  "Ça marche bien, merci !",
  "Python 3.12.1\napp 2.4.0\nLinux-6.1",
  "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-raise Error\n+return None",
  ":wave: new here",
];

test.each(ORDINARY)("nothing in: %s", (paste) => expect(reading(paste)).toEqual([]));

test("says nothing about an empty report", () =>
  expect(readTraces("", () => false)).toEqual({ traces: [], problems: [] }));
