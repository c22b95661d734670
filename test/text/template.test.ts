// Phrases with holes: what they find, and that no input makes them slow.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { find, findAll, fold, toTemplate } from "../../src/text/template.ts";

function check(phrase: string, text: string): readonly string[] | null {
  return find(toTemplate(phrase), fold(text))?.values ?? null;
}

test.each([
  ["RECV_PING", "(\n`RECV_PING`\n) on a closed", []],
  ["database is locked", "Database  is\nlocked!", []],
  ["prefect <version>", "we run Prefect 2.14.3.", ["2.14.3"]],
  [
    "limit of size <int> overflow <int>",
    "QueuePool limit of size 5 overflow 10 reached",
    ["5", "10"],
  ],
  ["state ConnectionState.<word> now", "in state ConnectionState.CLOSED now", ["closed"]],
  ["from <any> to", "moved from here or there to", ["here or there"]],
  ['say "so"', "say “so”", []],
])("%s is found in %j", (phrase, text, values) => {
  expect(check(phrase, text)).toEqual(values);
});

test.each([
  ["h2", "an h265 stream"],
  ["error 50", "error 502"],
  ["size <int> overflow", "size five overflow"],
  ["prefect <version>", "prefect server"],
  ["a <any> z", `a ${"x".repeat(200)} z`],
])("%s is not found in %j", (phrase, text) => {
  expect(check(phrase, text)).toBeNull();
});

test("finds a later place when the first one does not fit", () => {
  expect(check("prefect <version>", "prefect server of prefect 3.1")).toEqual(["3.1"]);
  const all = findAll(toTemplate("prefect <version>"), fold("prefect 2.6, then prefect 3.1"));
  expect(all.map((found) => found.values[0])).toEqual(["2.6", "3.1"]);
});

test("never throws, and what it finds lies inside the text", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (phrase, text) => {
      const folded = fold(text);
      const found = find(toTemplate(phrase), folded);
      return (
        found === null ||
        (found.start >= 0 && found.end <= folded.length && found.start <= found.end)
      );
    }),
  );
});

test("a text full of first words costs in proportion", () => {
  const template = toTemplate("a b <word> c <any> d");
  const run = (size: number) => {
    const text = fold("a b ".repeat(size));
    const times = Array.from({ length: 7 }, () => {
      const start = performance.now();
      for (let i = 0; i < 20; i++) find(template, text);
      return performance.now() - start;
    });
    return Math.min(...times);
  };
  run(2_000);
  expect(run(16_000) / run(8_000)).toBeLessThan(4);
});

describe("in a long text, whose words are listed first", () => {
  const filler = "nothing of note happened in this line of the log\n".repeat(200);
  test.each([
    ["prefect <version>", "prefect 3.1", ["3.1"]],
    ["pool<int> of <word>", "pool5 of eels", ["5", "eels"]],
    ["<word>Error", "now a ValueError came", null],
    ["connection_lost", "the connection_lost flag", []],
    ["lost", "the connection_lost flag", null],
  ])("%s in %j is what it is in a short one", (phrase, said, values) => {
    expect(check(phrase, said)).toEqual(values);
    expect(check(phrase, `${filler}${said}\n${filler}`)).toEqual(values);
  });

  test("every place is found, and another text is another list", () => {
    const template = toTemplate("prefect <version>");
    const all = findAll(template, fold(`prefect 2.6 ${filler} prefect 3.1`));
    expect(all.map((found) => found.values[0])).toEqual(["2.6", "3.1"]);
    expect(findAll(template, fold(filler))).toEqual([]);
  });
});
