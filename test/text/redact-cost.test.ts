// Twice the input may cost about twice the time, whatever the input is.

import { expect, test } from "vitest";
import { decode } from "../../src/text/decode.ts";
import { redact } from "../../src/text/redact.ts";

const CHARS = 40_000;
const RATIO_MAX = 2.3;
// Quadratic code shows a ratio of 4 each time; a busy machine does not, so often in a row.
const ATTEMPTS_MAX = 24;
const RUNS = 4;

const UNITS = [
  "a",
  ":",
  "@",
  " ",
  '"',
  "\\",
  "\n",
  "eyJ",
  "_eyJ.",
  "-----BEGIN",
  "-----BEGIN A-----",
  "password",
  "password=",
  'password="',
  "token: ",
  "://a:",
  "x://a:b@",
  "a@b.c.",
  "/home/",
  "C:\\Users\\",
  "`a",
  "cookie: a=",
  "authorization:",
  "mysql://",
  "aA1",
  "a.b-",
  "<a://",
  "<@U",
  "&amp;",
  "\u001b]",
  "\u001b[",
  "[0m[31",
  "\r",
  "\u200b",
  "Secret(",
  `${"A".repeat(64)}\n`,
];

test.each(UNITS)("costs no more than its length: %j", async (unit) => {
  let ratio = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ATTEMPTS_MAX && ratio > RATIO_MAX; i += 1) {
    const single = await fastest(unit.repeat(CHARS / unit.length));
    ratio = Math.min(ratio, (await fastest(unit.repeat((2 * CHARS) / unit.length))) / single);
  }
  expect(ratio).toBeLessThanOrEqual(RATIO_MAX);
});

async function fastest(raw: string): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < RUNS; i += 1) {
    const start = performance.now();
    await redact(decode(raw).text);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
