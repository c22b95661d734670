// Levels are set by rule: what ties claims nothing, and what is near has to share something rare.

import fc from "fast-check";
import { expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis/diagnosis.ts";
import type { Circumstances } from "../../src/knowledge/condition.ts";
import type { Match } from "../../src/knowledge/match.ts";
import { isGeneric } from "../../src/search/generic.ts";
import type { Hits } from "../../src/search/retrieve.ts";
import { answerOf, knowledgeOf, newBot, PASTE, POOL_ENTRY } from "../bot.ts";

const [ENTRY] = knowledgeOf().entries;
const given: Circumstances = {
  ...({} as Circumstances),
  values: () => ["3.1"],
  scheme: () => "pep440",
};
const match = (specificity: number): Match => ({
  entry: { ...ENTRY!, sections: {}, settings: [], fixed_in: [] },
  fired: [],
  specificity,
  outside: [],
});

function levelOf(specificities: readonly number[]): string {
  const matches = specificities.toSorted((a, b) => b - a).map(match);
  const searched = { entries: 1, issues: 0, pages: 0, releases: 0, indexed: 1 };
  const hits: Hits = { matches, leads: [], issues: [], pages: [], searched, solved: null };
  return diagnose(hits, given).level;
}

test("ties and near ties are never exact, and never likely", () => {
  const near = fc
    .tuple(
      fc.double({ min: 1, max: 40, noNaN: true }),
      fc.double({ min: 0, max: 1.99, noNaN: true }),
    )
    .map(([best, gap]) => [best, best - gap]);
  fc.assert(
    fc.property(near, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (tied, rest) => {
      expect(levelOf([...tied, ...rest.map((it) => it * (tied[1] ?? 0))])).toBe("similar");
    }),
  );
});

test("what is clearly ahead is claimed", () => {
  expect(levelOf([9])).toBe("exact");
  expect(levelOf([9, 7])).toBe("exact");
  expect(levelOf([9, 7.5])).toBe("similar");
});

test("two entries with one signature claim nothing for a whole report", async () => {
  const twin = POOL_ENTRY.replace("id: pool-drained", "id: pool-twin").replace(
    "[pool-empty]",
    "[]",
  );
  const both = knowledgeOf({ "pool/pool-drained.md": POOL_ENTRY, "pool/pool-twin.md": twin });
  const alone = answerOf((await newBot().say(PASTE)).reply);
  expect(["exact", "likely"]).toContain(alone.level);
  const tied = answerOf((await newBot(both).say(PASTE)).reply);
  expect(tied).toMatchObject({ level: "similar", entry: null });
});

const others = ["Docs of the queue", "Colours of the page", "Sort the menu", "Rename a file"];
const issues = (...titles: string[]) =>
  [...titles, ...Array.from({ length: 10 }, () => others).flat()].map((title, at) => ({
    repository: "acme/app",
    number: at + 1,
    title,
    body: `${title}: part ${at}`,
    state: "open",
  }));

async function shown(report: string, ...titles: string[]): Promise<string[]> {
  const { reply } = await newBot(knowledgeOf({}), issues(...titles)).say(report);
  const { level, reports } = answerOf(reply);
  return [level, ...reports.map(({ issue }) => issue)];
}

test("a kind of exception that both name is no evidence", async () => {
  const report = "TypeError: cannot subtract zebra from walrus";
  expect(await shown(report, "TypeError when the menu opens")).toEqual(["new"]);
  expect(await shown(report, "TypeError: cannot subtract zebra from a giraffe")).toEqual([
    "similar",
    "acme/app#1",
  ]);
});

test("an exception that says what went wrong is evidence", async () => {
  expect(await shown("acme.WidthDriftError: 7", "WidthDriftError in the menu")).toEqual([
    "similar",
    "acme/app#1",
  ]);
});

test("a word or two about reporting are no evidence", async () =>
  expect(await shown("bug report", "Report a bug from the menu")).toEqual(["new"]));

test("generic exceptions are known by their last name, in any runtime", () => {
  for (const type of ["TypeError", "builtins.ValueError", "java.lang.RuntimeException", "Error"])
    expect(isGeneric(type)).toBe(true);
  for (const type of ["ConnectionResetError", "httpx.ReadTimeout", "FileNotFoundError"])
    expect(isGeneric(type)).toBe(false);
});

test("a version that cannot be compared makes nothing certain", async () => {
  const bot = newBot();
  await bot.say(`${PASTE}it is acme's pool`);
  expect(answerOf((await bot.say("acme 2.5.0-eu.w")).reply).level).toBe("likely");
  expect(answerOf((await bot.say("acme 2.5.0")).reply).level).toBe("exact");
});
