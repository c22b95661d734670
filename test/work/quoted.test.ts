// A reply that quotes what was taken out of its thread.

import { expect, test } from "vitest";
import { lostWords, quotes } from "../../src/work/quoted.ts";

const BEFORE = "acme.errors.PoolError at customer\nzyxcanary on acme 3.0.1";
const NOW = ["acme.errors.PoolError at a customer", "on acme"];

test.each([
  ["a word that is gone", "Title: PoolError of zyxcanary", true],
  ["a word at the start of a line", "Title:\nzyxcanary", true],
  ["a version that is gone", "Acme 3.0.1", true],
  ["what is said elsewhere still", "acme.errors.PoolError at customer", false],
  ["other words", "Acme 3.0.10: drained", false],
])("%s", (_name, said, isQuoted) => {
  expect(quotes(JSON.stringify({ text: said }), lostWords(BEFORE, NOW))).toBe(isQuoted);
});

test("where nothing is gone, nothing is quoted", () => {
  expect(quotes(JSON.stringify({ text: BEFORE }), lostWords(BEFORE, [BEFORE]))).toBe(false);
});
