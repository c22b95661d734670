// How evaluations count.

import { expect, test } from "vitest";
import type { Answer } from "../../src/answer/answer.ts";
import { type Graded, recallOf } from "../../src/proving/grade.ts";
import { wilson } from "../../src/proving/interval.ts";
import { reliability } from "../../src/proving/reliability.ts";

type Given = { level: Answer["level"]; entry?: string; lead?: string; shown?: string[] };

function graded(given: Given, expected: Partial<Graded["case"]["expect"]> = {}): Graded {
  const { level, entry = null, lead = null, shown = [] } = given;
  const reports = shown.map((issue) => ({ issue, duplicates: [] }));
  const answer = { level, entry, lead, reports, candidates: [] } as unknown as Answer;
  const expect = { families: [], issues: [], answerable: true, settings: [], ...expected };
  return { case: { id: "c", text: "", exclude: [], expect }, answer, markdown: "" };
}

/** "right of count" of each level that was given. */
function check(all: readonly Graded[], counts: Record<string, string>, hasEntries = true) {
  const covers = (id: string | null | undefined, it: Graded["case"]) =>
    it.expect.families.includes(id ?? "");
  const rows = reliability(all, covers, hasEntries).filter(({ count }) => count > 0);
  const seen = rows.map(({ level, right, count }) => [level, `${right} of ${count}`]);
  expect(Object.fromEntries(seen)).toEqual(counts);
}

test("a claim is right with an expected entry on a line that can be answered", () =>
  check(
    [
      graded({ level: "exact", entry: "pool" }, { families: ["pool"] }),
      graded({ level: "exact", entry: "pool" }, { families: ["pool"], answerable: false }),
      graded({ level: "likely", entry: "pool" }, { families: ["other"] }),
    ],
    { exact: "1 of 2", likely: "0 of 1" },
  ));

test("a lead is right when it, or an issue beside it, is expected", () =>
  check(
    [
      graded({ level: "similar", lead: "pool" }, { families: ["pool"] }),
      graded({ level: "similar", shown: ["a/b#1"] }, { issues: ["A/B#1"] }),
      graded({ level: "similar", lead: "pool" }, { families: ["other"] }),
    ],
    { similar: "2 of 3" },
  ));

test("new is right when nothing that is expected could be found", () => {
  const known = graded({ level: "new" }, { families: ["pool"] });
  const all = [known, graded({ level: "new" }, { answerable: false })];
  check(all, { new: "1 of 2" });
  check(all, { new: "2 of 2" }, false);
  check([graded({ level: "new" }, { issues: ["a/b#1"] })], { new: "0 of 1" }, false);
});

test("an interval holds its share, and narrows with more cases", () => {
  const [low, high] = wilson(7, 10);
  expect(low).toBeLessThan(0.7);
  expect(high).toBeGreaterThan(0.7);
  const [lower, higher] = wilson(700, 1000);
  expect(higher - lower).toBeLessThan(high - low);
  expect(wilson(0, 0)).toEqual([0, 1]);
  expect(wilson(0, 5)[0]).toBe(0);
  expect(wilson(5, 5)[1]).toBeCloseTo(1);
});

test("recall counts the first expected issue, and a miss as none", () => {
  const { recall } = recallOf([1, 3, 11, 0]);
  expect(recall).toEqual({ "1": 0.25, "3": 0.5, "5": 0.5, "10": 0.5 });
  expect(recallOf([]).recall["1"]).toBeNull();
});
