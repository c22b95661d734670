// Entries against what is on record about the product: settings with their defaults, states of issues.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonSchemas } from "../../src/knowledge/json-schema.ts";
import { readKnowledge } from "../../src/knowledge/knowledge.ts";
import { lintKnowledge } from "../../src/knowledge/lint.ts";
import { notesOn } from "../../src/knowledge/notes.ts";
import { loadKnowledge } from "../../src/load.ts";
import { FACTS, POOL_ENTRY, REFERENCES } from "../bot.ts";

const ROOT = join(import.meta.dirname, "../..");
const SETTINGS = `source: https://github.com/acme/app
checked: 2026-01-01
fact: acme.version
newest: 3.4.0
settings:
  ACME_POOL_MODE: { key: pool.mode, defaults: { "2.0.0": eager, "3.0.0": eager, "3.0.2": lazy } }
  ACME_POOL_SIZE: { defaults: { "2.0.0": "5", "3.0.0": gone } }
`;
const ISSUES = `checked: 2026-01-01
issues:
  acme/app#7: open
  acme/app#8: closed
  acme/app#10: merged
  acme/app#11: merged
`;
const FIXTURES = `
match: [{ name: one, report: pool limit of size 5 reached }, { name: two, report: pool limit of size 6 reached }]
not: [{ name: three, report: hello }, { name: four, report: aquarium }]
`;

function read(entry: string, settings = SETTINGS, issues = ISSUES) {
  const files = {
    "facts.yaml": FACTS,
    "references.yaml": REFERENCES,
    "settings.yaml": settings,
    "issues.yaml": issues,
    "pool/pool-drained.md": entry,
    "pool/pool-drained.reports.yaml": FIXTURES,
  };
  return readKnowledge(Object.entries(files).map(([path, text]) => ({ path, text })));
}

const lint = (...files: Parameters<typeof read>) => lintKnowledge(read(...files)).join("\n");

test("an entry that agrees with the record has no problems", () =>
  expect(lint(POOL_ENTRY)).toBe(""));

test.each([
  [
    "a setting that never was",
    POOL_ENTRY.replace("ACME_POOL_SIZE", "ACME_POOL_SIZ"),
    "ACME_POOL_SIZ is a setting of no release",
  ],
  [
    "a default that never was",
    POOL_ENTRY.replace("value: lazy", "value: eager"),
    "the default in 3.0.2 is lazy, not eager",
  ],
  [
    "a default that came earlier",
    POOL_ENTRY.replaceAll("3.0.2", "3.1.0"),
    "the default in 3.0.2 is lazy, not eager",
  ],
  [
    "another key",
    POOL_ENTRY.replace("key: pool.mode", "key: mode"),
    "its key is pool.mode, not mode",
  ],
  [
    "an issue in another state",
    POOL_ENTRY.replace("state: open", "state: closed"),
    "acme/app#7 is open in issues.yaml, here closed",
  ],
  [
    "an issue that nobody looked up",
    POOL_ENTRY.replace("Pin widget.", "See acme/app#99."),
    "acme/app#99 is not in issues.yaml",
  ],
  [
    "two defaults in one release",
    POOL_ENTRY.replace('">=2.0,<3.0.2"', '">=2.0,<3.1"'),
    "ACME_POOL_MODE has 2 defaults in 3.0.2",
  ],
  ["a draft that was never written", POOL_ENTRY.replace("owner: dana", "owner: TODO"), "says TODO"],
])("%s is named", (_, entry, problem) => expect(lint(entry)).toContain(problem));

test("people write defaults with units and quotes", () => {
  const seconds = SETTINGS.replaceAll("eager", '"30"').replaceAll("lazy", "none");
  const entry = POOL_ENTRY.replace("value: eager", "value: 30 seconds").replace(
    "value: lazy",
    "value: no value",
  );
  expect(lint(entry, seconds)).toBe("");
});

test("two entries may not claim the same message and nothing else", () => {
  const twin = POOL_ENTRY.replace("id: pool-drained", "id: pool-dry").replace("[pool-empty]", "[]");
  const knowledge = read(POOL_ENTRY);
  const other = read(twin).entries.map((entry) => ({ ...entry, file: "pool/pool-dry.md" }));
  const problems = lintKnowledge({ ...knowledge, entries: [...knowledge.entries, ...other] });
  expect(problems.join("\n")).toContain(
    '"pool limit of size <int> reached" alone is pool/pool-drained.md\'s',
  );
});

test("a review that is overdue and a page that nobody links to are noted, not refused", () => {
  const knowledge = read(
    POOL_ENTRY.replace("references: [pools]", "references: []").replace(
      "source: ref:pools",
      "source: acme",
    ),
  );
  expect(notesOn(knowledge, "2026-12-31")).toEqual(["references.yaml: no entry links to pools"]);
  expect(notesOn(knowledge, "2027-01-02")).toContain(
    "pool/pool-drained.md: last reviewed 366 days ago; ask dana",
  );
});

test("the schemas for editors are those of the code: `tracehound knowledge schema` writes them", () => {
  for (const [name, text] of jsonSchemas()) {
    expect(readFileSync(join(ROOT, "knowledge/schema", name), "utf8"), name).toBe(text);
  }
});

test("this repository's knowledge is checked against a record of settings and issues", () => {
  const { record, problems } = loadKnowledge(ROOT);
  expect(problems).toEqual([]);
  expect(record.settings?.settings.PREFECT_API_ENABLE_HTTP2?.defaults).toMatchObject({
    "2.7.1": "true",
    "2.20.7": "false",
    "3.0.2": "false",
  });
  expect(record.issues?.issues["PrefectHQ/prefect#7442"]).toBe("closed");
});
