import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mask } from "../../src/text/mask.ts";
import { EXCEPTIONS_MAX, LINES_MAX } from "../../src/trace/limits.ts";
import { readTraces } from "../../src/trace/read.ts";

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
];

test("never throws, and its output is bounded", () => {
  const line = fc.oneof(fc.constantFrom(...PIECES), fc.string());
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const { traces } = read(lines.join("\n"));
      for (const { exceptions, span } of traces) {
        expect(exceptions.length).toBeLessThanOrEqual(EXCEPTIONS_MAX);
        expect(span[0]).toBeLessThan(span[1]);
        expect(span[1]).toBeLessThanOrEqual(lines.join("\n").split("\n").length);
        for (const { parent } of exceptions) expect(parent ?? 0).toBeLessThan(exceptions.length);
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

const trace = `Traceback (most recent call last):\n${FRAME}ValueError: x\n`;
// Each family grows with `n`. The first is an ordinary uploaded log, not an attack.
const HOSTILE: readonly [name: string, make: (n: number) => string][] = [
  ["one JSON line with escaped frames", (n) => JSON.stringify({ stack: trace.repeat(n / 80) })],
  [
    "half a JSON line with escaped frames",
    (n) => JSON.stringify({ stack: trace.repeat(n / 90) }).slice(0, -3),
  ],
  ["spaces", (n) => " ".repeat(n)],
  ["colons", (n) => ":".repeat(n)],
  ["URLs", (n) => "http://".repeat(n / 7)],
  ["a path without a line", (n) => `File "${"/a".repeat(n / 2)}`],
  ["brackets after at", (n) => `at ${"(".repeat(n)}`],
  ["causes", (n) => "Caused by: ".repeat(n / 11)],
  ["cause lines", (n) => "Caused by: a.B: c\n".repeat(n / 18)],
  ["dots in a name", (n) => `${"a.".repeat(n / 2)}Error: x`],
  ["rails", (n) => `  + Exception Group Traceback (most recent call last):\n${"| ".repeat(n / 2)}`],
  [
    "members",
    (n) =>
      `  | Exception Group Traceback (most recent call last):\n${"  +-+---------------- 1 ----------------\n".repeat(n / 41)}`,
  ],
  [
    "glued frames",
    (n) =>
      `Traceback (most recent call last): ${'File "a.py", line 1, in f f() '.repeat(n / 30)}ValueError: x`,
  ],
  ["glued words", (n) => `File "a.py", line 1, in f ${"Error ".repeat(n / 6)}`],
  [
    "headlines and links",
    (n) =>
      "ValueError: x\n\nDuring handling of the above exception, another exception occurred:\n\n".repeat(
        n / 90,
      ),
  ],
  ["backticks", (n) => "`a\n".repeat(n / 3)],
  ["quotes", (n) => "> > > >\n".repeat(n / 8)],
  ["open JSON lines", (n) => '{"a\nb}\n'.repeat(n / 7)],
  ["E lines", (n) => "E   KeyError: 1\n\nt.py:3: \n".repeat(n / 27)],
  ["digits", (n) => "1".repeat(n)],
  ["quoted", (n) => "'".repeat(n)],
];
const SIZE = 100_000;
const RUNS = 7;
const FLOOR_MS = 8; // below it a clock says nothing

function fastest(act: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    act();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe("time grows with the input, not with its square", () => {
  // Other work on the machine can only make a run slower, so a second try is fair.
  test.each(HOSTILE)("%s", { retry: 2 }, (_, make) => {
    for (const act of [read, mask]) {
      const [small, large] = [make(SIZE), make(4 * SIZE)];
      const ratio =
        fastest(() => act(large)) /
        Math.max(
          FLOOR_MS,
          fastest(() => act(small)),
        );
      expect(ratio).toBeLessThan(10); // four times the input; a square would be sixteen
    }
  });
});
