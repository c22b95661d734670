import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mask } from "../../src/text/mask.ts";
import { EXCEPTIONS_MAX, LINES_MAX } from "../../src/trace/limits.ts";
import { readTraces } from "../../src/trace/read.ts";
import { HOSTILE } from "./hostile.ts";

const read = (text: string) => readTraces(text, () => false);
const FRAME = '  File "/srv/app/a.py", line 3, in run\n    go()\n';

const PIECES = [
  "Traceback (most recent call last):",
  '  File "a.py", line 1, in f',
  "    f()",
  "    ^^^",
  "ValueError: x",
  "ExceptionGroup: two (2 sub-exceptions)",
  "  + Exception Group Traceback (most recent call last):",
  "+-+--------- 1 -----------",
  "+-------- 2 --------",
  "+------------------------------------",
  "  | KeyError: 'k'",
  "```",
  "`x`",
  "> q",
  "",
  '{"a":"b\\n',
  "E   KeyError: 1",
  "t.py:3: KeyError",
  "During handling of the above exception, another exception occurred:",
  '"""',
  "│ a.py:1 in f │",
  "[truncated]",
  'Exception in thread "main" java.lang.IllegalStateException: closed',
  "\tat com.acme.Main.main(Main.java:3)",
  "Caused by: java.io.IOException: gone",
  "    at run (/srv/app/a.js:1:2)",
  "  [cause]: Error: x",
  "/srv/app/a.rb:1:in `f': x (KeyError)",
  "\tfrom /srv/app/a.rb:2:in `g'",
  "thread 'main' panicked at src/a.rs:1:2:",
  "stack backtrace:",
  "panic: x",
  "goroutine 1 [running]:",
  "2026-05-19 10:42:26,713 ERROR [worker-3] app.jobs: ValueError: x",
  "api-1  | x",
  "##[error]x",
];

const ANY_LINE = fc.oneof(
  fc.constantFrom(...PIECES),
  fc.string(),
  fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(...PIECES)).map((it) => it.join(" ")),
  fc.constantFrom(...PIECES).map((it) => it.padEnd(80, "x")),
);

test("never throws, and its output is bounded", () => {
  fc.assert(
    fc.property(fc.array(ANY_LINE, { maxLength: 40 }), (lines) => {
      const text = lines.join("\n");
      const { traces } = read(text);
      for (const { exceptions, span } of traces) {
        expect(exceptions.length).toBeLessThanOrEqual(EXCEPTIONS_MAX);
        expect(span[0]).toBeLessThan(span[1]);
        expect(span[1]).toBeLessThanOrEqual(text.split("\n").length);
        for (const { parent, message, frames } of exceptions) {
          expect(parent ?? 0).toBeLessThan(exceptions.length);
          expect(message.length).toBeLessThanOrEqual(text.length);
          expect(frames.length).toBeLessThanOrEqual(text.length);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("says what it left out", () => {
  const { problems } = read(`Traceback\n${FRAME.repeat(LINES_MAX)}ValueError: x`);
  expect(problems.map((it) => it.code)).toContain("lines-left-out");
  const many = `Traceback (most recent call last):\n${FRAME}ValueError: x\n\n`.repeat(
    EXCEPTIONS_MAX + 5,
  );
  expect(read(many).problems.map((it) => it.code)).toEqual(["exceptions-left-out"]);
});

const SIZE = 100_000;
const RUNS = 5;
const FLOOR_MS = 6; // below it a clock says nothing
const GROWTH_MAX = 2.3;

/** Time of the processor, not of the clock: other work on the machine does not count. */
function fastest(act: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const start = process.cpuUsage();
    act();
    best = Math.min(best, process.cpuUsage(start).user / 1000);
  }
  return best;
}

describe("twice the text takes about twice the time", () => {
  // A collection of garbage can fall into every run of one size, so another try is fair.
  test.each(HOSTILE)("%s", { retry: 3 }, (_, make) => {
    for (const act of [read, mask]) {
      const [small, large] = [make(SIZE), make(2 * SIZE)];
      const before = Math.max(
        FLOOR_MS,
        fastest(() => act(small)),
      );
      expect(fastest(() => act(large)) / before).toBeLessThan(GROWTH_MAX);
    }
  });
});

test("four megabytes without a newline, and a hundred thousand causes, are read at once", () => {
  for (const text of ["x at y ".repeat(600_000), "Caused by: a.B: c\n".repeat(100_000)])
    expect(fastest(() => read(text))).toBeLessThan(1_000); // 30 ms when nothing else runs
});

describe("of too much, both ends are read", () => {
  const trace = (n: number) =>
    `Traceback (most recent call last):\n${FRAME}ValueError: number ${n}\n`;
  const types = (text: string) =>
    read(text).traces.map((it) => it.exceptions.map(({ message }) => message).join());

  test("the first error and the last of many, whatever is between", () => {
    const text = Array.from({ length: EXCEPTIONS_MAX * 3 }, (_, n) => trace(n)).join("\n");
    const found = types(text);
    expect(found.at(0)).toBe("number 0");
    expect(found.at(-1)).toBe(`number ${EXCEPTIONS_MAX * 3 - 1}`);
    expect(read(text).problems.map((it) => it.code)).toContain("exceptions-left-out");
  });

  test("JSON lines that unfold into more than is read", () => {
    const line = (n: number) => JSON.stringify({ level: "error", stack: trace(n) });
    const text = Array.from({ length: LINES_MAX }, (_, n) => line(n)).join("\n");
    const found = types(text);
    expect(found.at(0)).toBe("number 0");
    expect(found.at(-1)).toBe(`number ${LINES_MAX - 1}`);
    expect(read(text).problems.map((it) => it.code)).toContain("lines-left-out");
  });
});
