// What a maintainer is told: every problem of a file at once, each naming the file.

import { expect, test } from "vitest";
import { readKnowledge } from "../../src/knowledge/knowledge.ts";
import { lintKnowledge } from "../../src/knowledge/lint.ts";
import { answerOf, FACTS, knowledgeOf, newBot, POOL_ENTRY, REFERENCES } from "../bot.ts";

const FIXTURES = `
match: [{ name: one, report: pool limit of size 5 reached }, { name: two, report: pool limit of size 6 reached }]
not: [{ name: three, report: hello }, { name: four, report: aquarium }]
`;

function lint(
  entry: string,
  more: Record<string, string> = { "pool/pool-drained.reports.yaml": FIXTURES },
): string[] {
  const files = {
    "facts.yaml": FACTS,
    "references.yaml": REFERENCES,
    "pool/pool-drained.md": entry,
    ...more,
  };
  return lintKnowledge(
    readKnowledge(Object.entries(files).map(([path, text]) => ({ path, text }))),
  );
}

function aliasBomb(): string {
  const levels = Array.from(
    { length: 9 },
    (_, n) => `x${n + 1}: &x${n + 1} [${`*x${n},`.repeat(9)}]`,
  );
  return ["x0: &x0 [a]", ...levels].join("\n");
}

test("a good entry has no problems", () => expect(lint(POOL_ENTRY)).toEqual([]));

test.each([
  ["no front matter", "# Pool\n", "must begin with front matter"],
  ["broken YAML", POOL_ENTRY.replace("status: verified", "status: [verified"), "front matter:"],
  [
    "an alias bomb",
    POOL_ENTRY.replace("owner: dana", `owner: dana\n${aliasBomb()}`),
    "aliases (*name) expand without end",
  ],
  [
    "an unknown key",
    POOL_ENTRY.replace("owner: dana", "owner: dana\ncolour: red"),
    'Unrecognized key: "colour"',
  ],
  [
    "a rule that matches everything",
    POOL_ENTRY.replace("- message: pool limit of size <int> reached", "- unless: x y"),
    "needs error, message, says or frame",
  ],
  ["an unknown section", POOL_ENTRY.replace("## Check", "## Checks"), 'unknown section "Checks"'],
  [
    "an unreadable condition",
    POOL_ENTRY.replace("when: owner is own", "when: owner == own"),
    "version range",
  ],
  [
    "an unknown fact",
    POOL_ENTRY.replaceAll("proxy is nginx", "router is nginx"),
    "the fact router is not in facts.yaml",
  ],
  [
    "a value that never is",
    POOL_ENTRY.replace("proxy is nginx", "proxy is apache"),
    'proxy is never "apache"',
  ],
  [
    "an unlisted page",
    POOL_ENTRY.replace("references: [pools]", "references: [ponds]"),
    "reference ponds is not in references.yaml",
  ],
  [
    "a bare address",
    POOL_ENTRY.replace("Count its connections.", "[See](https://evil.test)"),
    "use ref:<id>",
  ],
  [
    "HTML",
    POOL_ENTRY.replace("Count its connections.", "<script>x</script>"),
    "html is not used in entries",
  ],
  [
    "an image",
    POOL_ENTRY.replace("Count its connections.", "![x](ref:pools)"),
    "image is not used in entries",
  ],
  [
    "an unreadable range",
    POOL_ENTRY.replace('range: ">=3.0.2"', 'range: "after 3"'),
    'version range "after 3"',
  ],
  [
    "an idle question",
    POOL_ENTRY.replace("- when: widget.version <2\n", ""),
    "widget.version changes nothing",
  ],
  [
    "an issue without a repository",
    POOL_ENTRY.replace("issue: acme/app#7", 'issue: "#7"'),
    "owner/repo#number",
  ],
  [
    "a wrong file name",
    POOL_ENTRY.replace("id: pool-drained", "id: pool-dry"),
    "the file must be called pool-dry.md",
  ],
])("%s is named", (_, entry, problem) => {
  expect(lint(entry).join("\n")).toContain(problem);
});

test("slugs belong to one entry, and reports to an entry that exists", () => {
  const twin = POOL_ENTRY.replace("id: pool-drained", "id: other");
  const problems = lint(POOL_ENTRY, {
    "pool/other.md": twin,
    "pool/ghost.reports.yaml": FIXTURES,
  }).join("\n");
  expect(problems).toContain("the slug pool-empty belongs to");
  expect(problems).toContain("there is no entry ghost");
  expect(problems).toContain("other.reports.yaml needs at least");
});

test("a retired entry answers nothing", async () => {
  const retired = POOL_ENTRY.replace("status: verified", "status: retired");
  const { reply } = await newBot(knowledgeOf({ "pool/pool-drained.md": retired })).say(
    "pool limit of size 5 reached",
  );
  expect(answerOf(reply).entry).toBeNull();
});
