// What an evaluation prints for people: figures, peers over the same texts, reliability.

import { expect, test } from "vitest";
import { fts5, miniSearch } from "../../src/cli/peers.ts";
import { community, tracehound } from "./harness.ts";

const lines = (...all: object[]) => all.map((it) => `${JSON.stringify(it)}\n`).join("");
const TEXT = "pool limit of size 5 reached in take";
const issue = (number: number, title: string) => ({
  repository: "acme/app",
  number,
  title,
  body: "",
  state: "open",
});
const ISSUES = [issue(1, "Zebra stripes"), issue(2, "Pool limit of size 7 reached in take")];
const CASES = [
  { id: "a", text: TEXT, expect: { answerable: true, issues: ["acme/app#2"] } },
  {
    id: "b",
    text: TEXT,
    exclude: ["Acme/App#2"],
    expect: { answerable: true, issues: ["acme/app#2"] },
  },
];

test("eval puts both peers beside the bot, and hides from them what it hides from itself", async () => {
  const folder = community({ "issues.jsonl": lines(...ISSUES), "cases.jsonl": lines(...CASES) });
  await tracehound(["issues", "import", "issues.jsonl"], { folder });
  const args = ["eval", "--cases", "cases.jsonl", "--no-knowledge"];
  const table = (await tracehound(args, { folder })).stdout;
  for (const row of ["Tracehound", "FTS5, all words", "MiniSearch"])
    expect(table).toMatch(new RegExp(`^${row} +0\\.500 \\(0\\.09 to 0\\.91\\)`, "m"));
  expect(table).toMatch(/^similar +1 of \d/m);
  expect(table).toMatch(/^exact +0 of 0 +- +right when/m);

  const json = JSON.parse((await tracehound([...args, "--json"], { folder })).stdout);
  expect(json).toMatchObject({
    recall: { "1": 0.5 },
    reported: 2,
    peers: { figures: [{ name: "FTS5, all words", recall: { "1": 0.5 } }, { name: "MiniSearch" }] },
    reliability: expect.arrayContaining([expect.objectContaining({ level: "exact", count: 0 })]),
  });
});

test("without a mirror there is nothing to compare, and eval says so", async () => {
  const folder = community({ "cases.jsonl": lines(...CASES) });
  const { stdout } = await tracehound(["eval", "--cases", "cases.jsonl"], { folder });
  expect(stdout).toContain("No peer beside it: no issue is mirrored.");
});

test("a peer takes any text as words", async () => {
  const texts = [
    { title: "NEAR miss", body: "" },
    { title: "other", body: "" },
  ];
  for (const peer of [fts5(texts), await miniSearch(texts)]) {
    expect(peer?.('NEAR("a" -title:x*', 5, () => true)).toEqual([0]);
    expect(peer?.("...", 5, () => true)).toEqual([]);
    expect(peer?.("near other", 5, (at) => at !== 0)).toEqual([1]);
  }
});
