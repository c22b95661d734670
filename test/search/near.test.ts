// What speaks for an issue beside words that both write alike. Order only, never scores.

import { expect, test } from "vitest";
import { buildIndex } from "../../src/search/build.ts";
import { toDocument } from "../../src/search/document.ts";
import { toReleases } from "../../src/search/marks.ts";
import { toQuery } from "../../src/search/query.ts";
import { toHumps } from "../../src/text/terms.ts";
import { answerOf, knowledgeOf, newBot } from "../bot.ts";

type Row = { title: string; body?: string; repository?: string };
const FILLER = ["Docs of the queue", "Colours of the page", "Sort the menu", "Rename a file"];

/** Titles of the issues that are found for a report, best first, fillers left out. */
async function order(report: string, ...rows: Row[]): Promise<string[]> {
  const all = [
    ...rows,
    ...Array.from({ length: 5 }, () => FILLER)
      .flat()
      .map((title) => ({ title })),
  ];
  const issues = all.map((row: Row, at) => ({
    repository: row.repository ?? "acme/app",
    number: at + 1,
    title: row.title,
    body: row.body ?? "",
    state: "open",
  }));
  const { reply } = await newBot(knowledgeOf({}), issues).say(report);
  return answerOf(reply).candidates.flatMap(({ issue }) => {
    const row = rows[Number(issue.split("#")[1]) - 1];
    return row ? [row.title] : [];
  });
}

test("a name in mixed case is found by the words that it is made of", async () => {
  const named = { title: "Set `TimedOut` for a walrus" };
  expect((await order("the walrus timed out twice", { title: "A walrus sits" }, named))[0]).toBe(
    named.title,
  );
});

test("of two issues with the same words the one of the same release line comes first", async () => {
  const [old, near] = [
    { title: "Walrus turns round", body: "Versions: acme 1.4.2" },
    { title: "Walrus turns around", body: "First release with the fix: 3.7.9" },
  ];
  expect(await order("walrus turns, acme 3.7.8", old!, near!)).toEqual([near!.title, old!.title]);
});

test("another project's issue comes behind, unless the report names the project", async () => {
  const [own, strange] = [
    { title: "Walrus is gone now" },
    { title: "Walrus is gone here", repository: "other/zoo" },
  ];
  expect((await order("walrus is gone", strange!, own!))[0]).toBe(own!.title);
  expect((await order("walrus is gone, zoo 1.2", own!, strange!))[0]).toBe(strange!.title);
});

test("everyday words are not rare, however few reports have them", () => {
  const titles = ["walrus sometimes", ...Array.from({ length: 80 }, (_, at) => `filler ${at}`)];
  const index = buildIndex(titles.map((title, at) => toDocument(`issue:${at}`, title, "")));
  const { terms } = toQuery(index, { title: "sometimes walrus", body: "", at: null });
  expect(terms.map(({ form }) => form)).toEqual(["walrus", "sometimes"]);
});

test("a line of a stack is not what the report is about", async () => {
  const stack = "FetchError: walrus refused\n    at emit (zebra/events.js:315)\n";
  const found = await order(stack, { title: "Zebra emits events js" }, { title: "Walrus refused" });
  expect(found[0]).toBe("Walrus refused");
});

test("release lines are read, and numbers that are none are not", () => {
  expect(toReleases("acme 2.16.9, 3.0rc10 and v0.13.1; <2.9.1. Took 1.5s, at 7")).toEqual([
    "2.16",
    "3.0",
    "0.13",
    "2.9",
  ]);
  expect(toReleases("1.".repeat(50_000)).length).toBeLessThan(10);
});

test("names in mixed case are taken apart once each, without a long name being slow", () => {
  expect(toHumps("TimedOut, TimedOut and FlowRunner")).toEqual(["tim", "flow", "runner"]);
  const start = performance.now();
  toHumps("aB".repeat(100_000));
  expect(performance.now() - start).toBeLessThan(1_000);
});
