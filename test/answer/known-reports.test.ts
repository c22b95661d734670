// What an answer makes of reports and pages that are on record, where no entry claims: stories told
// through the whole bot.

import fc from "fast-check";
import { expect, test } from "vitest";
import { searchedText } from "../../src/answer/searched-text.ts";
import { answerOf, knowledgeOf, type Mirror, newBot } from "../bot.ts";

const GATE = `Traceback (most recent call last):
  File "/srv/app/flow.py", line 9, in main
    open_gate(7)
  File "/srv/venv/lib/python3.12/site-packages/acme/gate.py", line 41, in open_gate
    raise GateError(message)
acme.errors.GateError: gate 7 is stuck after 30 s
`;
const SECRET_WORDS = "marmalade on the private balcony";

const issue = (number: number, title: string, body: string, more: object = {}) => ({
  repository: "acme/app",
  number,
  title,
  body: `${body}\n\n${SECRET_WORDS}, see https://evil.test/${number}`,
  state: "open",
  ...more,
});
const gate = GATE.replace("gate 7 is", "gate 12 is").replace("/srv/app/flow.py", "/home/x/run.py");
const STUCK = issue(21, "Gates get stuck", `On acme 2.6.8:\n\n\`\`\`\n${gate}\`\`\``, {
  state: "closed",
  closed_at: "2023-01-04T10:00:00Z",
});
const OTHERS = [
  issue(30, "Gate colours", "The gate is drawn in the wrong colour."),
  issue(31, "Docs: gates", "Describe how gates are opened."),
];
const FIXED: Mirror = {
  records: {
    "acme/app#21": { fixed_in: "2.7.1", fixed_by: "release", fixed_via: "acme/app#22" },
  },
};

async function answer(
  text: string,
  issues: readonly object[],
  mirror: Mirror = {},
  exclude: string[] = [],
) {
  const { reply, markdown } = await newBot(knowledgeOf({}), issues, exclude, mirror).say(text);
  return { answer: answerOf(reply), markdown };
}

const sectionsOf = (markdown: string, title: string) =>
  markdown.split("### ").find((it) => it.startsWith(title)) ?? "";

test("a known report says what it has in common, how it ended and in which release", async () => {
  const { answer: it, markdown } = await answer(GATE, [STUCK, ...OTHERS], FIXED);
  expect(it.level).toBe("similar");
  expect(it.reports[0]).toMatchObject({
    issue: "acme/app#21",
    state: "closed",
    since: "2023-01-04",
    fixed_in: "2.7.1",
  });
  expect(it.reports[0]?.why).toMatch(
    /^same exception and message, 1 of 2 calls, reported on Acme 2\.6\.8, fixed in 2\.7\.1 \(first release after the fix was merged\)$/,
  );
  expect(sectionsOf(markdown, "Known reports")).toContain(
    "(closed 2023-01-04, checked 2026-02-02)",
  );
});

test("older than the release: upgrade, from the stated version to that one", async () => {
  const { answer: it, markdown } = await answer(`acme 2.6.9\n${GATE}`, [STUCK], FIXED);
  expect(sectionsOf(markdown, "Upgrade")).toContain("Acme 2.6.9 to `2.7.1` or newer.");
  expect(sectionsOf(markdown, "Upgrade")).toContain("first release after its fix was merged");
  expect(it.fixedIn).toEqual([
    { product: "Acme", version: "2.7.1", what: "has the fix of acme/app#21" },
  ]);
  expect(it.questions).toEqual([]);
  expect(it.entry).toBeNull();
});

test("version unknown: a condition, and the question that settles it; the reply gets the rest", async () => {
  const bot = newBot(knowledgeOf({}), [STUCK], [], FIXED);
  const first = await bot.say(GATE);
  expect(sectionsOf(first.markdown, "Upgrade")).toContain(
    "If you run Acme older than `2.7.1`: upgrade.",
  );
  expect(answerOf(first.reply).questions).toMatchObject([
    { fact: "acme.version", how: "acme --version" },
  ]);
  expect(first.markdown.split("acme --version")).toHaveLength(2); // asked once
  const second = await bot.say("2.6.1");
  expect(second.reply.kind).toBe("delta");
  expect(second.markdown).toContain("Acme 2.6.1 to `2.7.1` or newer.");
});

test("newer than the release: no upgrade, but that the fix is in", async () => {
  const { answer: it, markdown } = await answer(`acme 3.0.0\n${GATE}`, [STUCK], FIXED);
  expect(sectionsOf(markdown, "Upgrade")).toBe("");
  expect(it.fixedIn).toEqual([]);
  expect(sectionsOf(markdown, "Known reports")).toContain(
    "is in Acme `2.7.1`, and this report states 3.0.0",
  );
});

test("a maintainer's word counts as such, a stranger's gives no advice", async () => {
  const by = (fixed_by: "maintainer" | "stranger"): Mirror => ({
    records: { "acme/app#21": { fixed_in: "2.7.1", fixed_by } },
  });
  const said = await answer(`acme 2.6.9\n${GATE}`, [STUCK], by("maintainer"));
  expect(said.markdown).toContain("a maintainer says that 2.7.1 has its fix");
  const claimed = await answer(`acme 2.6.9\n${GATE}`, [STUCK], by("stranger"));
  expect(sectionsOf(claimed.markdown, "Upgrade")).toBe("");
  expect(claimed.markdown).toContain("fixed in 2.7.1, as its text says");
});

test("another message of the same exception is no reason to upgrade", async () => {
  const other = { ...STUCK, body: "acme.errors.GateError: the lock was removed by hand" };
  const { answer: it } = await answer(`acme 2.6.9\n${GATE}`, [other], FIXED);
  expect(it.fixedIn).toEqual([]);
});

test("closed by a change that no release carries: said, and no version made up", async () => {
  const closer = { other: "acme/app#22", kind: "closed_by", said_by: "github" } as const;
  const links = [
    { ...closer, ref: "acme/app#21", merged_at: "2026-01-01T00:00:00Z", seen_at: "2026-02-02" },
  ];
  const { answer: it, markdown } = await answer(`acme 3.9.9\n${GATE}`, [STUCK], { links });
  expect(sectionsOf(markdown, "Upgrade")).toContain("there is nothing to upgrade to");
  expect(it.fixedIn).toEqual([]);
});

test("a merge into another branch or repository says nothing about releases", async () => {
  const closer = { other: "acme/lib#22", kind: "closed_by", said_by: "github" } as const;
  const links = [{ ...closer, ref: "acme/app#21", merged_at: null, seen_at: "2026-02-02" }];
  const { markdown } = await answer(`acme 3.9.9\n${GATE}`, [STUCK], { links });
  expect(markdown).not.toMatch(/nothing to upgrade to|no release with it/);
});

test("an excluded pull request takes the fix that it proves with it", async () => {
  const record = { fixed_in: "2.7.1", fixed_by: "release", fixed_via: "acme/app#22" } as const;
  const closer = { other: "acme/app#22", kind: "closed_by", said_by: "github" } as const;
  const link = { ...closer, ref: "acme/app#21", merged_at: "2026-01-01", seen_at: "2026-02-02" };
  const mirror: Mirror = { records: { "acme/app#21": record }, links: [link] };
  const { answer: it, markdown } = await answer(`acme 2.6.9\n${GATE}`, [STUCK], mirror, [
    "acme/app#22",
  ]);
  expect(it.fixedIn).toEqual([]);
  expect(JSON.stringify(it) + markdown).not.toMatch(/2\.7\.1|#22/);
});

test("releases of a repository that no fact is the version of stand as they are", async () => {
  const upstream = { ...STUCK, repository: "widget/widget" };
  const mirror: Mirror = {
    records: { "widget/widget#21": { fixed_in: "0.9.1", fixed_by: "release" } },
  };
  const { answer: it, markdown } = await answer(`acme 2.6.9\n${GATE}`, [upstream], mirror);
  expect(it.fixedIn).toMatchObject([{ product: "widget/widget", version: "0.9.1" }]);
  expect(sectionsOf(markdown, "Upgrade")).toContain("If you run widget/widget older than `0.9.1`");
  expect(it.questions).toEqual([]);
});

const DUPLICATE = issue(40, "Stuck again", `\`\`\`\n${gate}\`\`\`\nDuplicate of #21`, {
  state: "closed",
  state_reason: "duplicate",
});

test("a closed duplicate shows its original, with itself folded in", async () => {
  const { answer: it } = await answer(GATE, [STUCK, DUPLICATE, ...OTHERS]);
  expect(it.reports.map(({ issue: ref, duplicates }) => [ref, ...duplicates])).toContainEqual([
    "acme/app#21",
    "acme/app#40",
  ]);
  expect(it.reports.map(({ issue: ref }) => ref)).not.toContain("acme/app#40");
});

test("an original that shares no words is found through its duplicate", async () => {
  const original = issue(21, "Timer runs out too early", "See the clock.");
  const { answer: it } = await answer(GATE, [original, DUPLICATE, ...OTHERS]);
  expect(it.reports[0]).toMatchObject({ issue: "acme/app#21", duplicates: ["acme/app#40"] });
  expect(it.reports[0]?.why).toMatch(/^its duplicate acme\/app#40: same exception and message/);
});

test("a curated report says the release that the mirror knows", async () => {
  const records = { "acme/app#7": { fixed_in: "3.0.5", fixed_by: "release" as const } };
  const seven = issue(7, "Pool drained", "pool limit of size 5 reached", { state: "closed" });
  const bot = newBot(knowledgeOf(), [seven], [], { records });
  const { markdown } = await bot.say("PoolError: pool limit of size 5 reached");
  expect(sectionsOf(markdown, "Known reports")).toContain(
    "the same; fixed in 3.0.5 (first release after the fix was merged)",
  );
});

test("an excluded original leaves its duplicate as it is", async () => {
  const { answer: it, markdown } = await answer(GATE, [STUCK, DUPLICATE], {}, ["acme/app#21"]);
  expect(it.reports.map(({ issue: ref }) => ref)).toEqual(["acme/app#40"]);
  expect(JSON.stringify(it) + markdown).not.toContain("#21");
});

test("anybody can write 'duplicate of': without a maintainer's mark it folds nothing", async () => {
  const claimed = { ...DUPLICATE, state: "open", state_reason: null };
  const { answer: it } = await answer(GATE, [STUCK, claimed]);
  expect(it.reports.flatMap(({ duplicates }) => duplicates)).toEqual([]);
  expect(it.reports.map(({ why }) => why).join()).not.toContain("duplicate");
});

const DOC = {
  repository: "acme/app",
  path: "docs/gates.md",
  title: "Gates",
  text: "# Gates\n\nHow gates work.\n\n## GateError: gate is stuck\n\nA gate is stuck after 30 s when its GateError timer ran out in open_gate.\n",
  url: "https://docs.acme.test/gates",
  blob: "b",
  commit_sha: "c",
  checked_at: "2026-02-02T00:00:00Z",
  visibility: "public",
} as const;
const PLAIN_DOC = {
  ...DOC,
  path: "docs/x.md",
  title: "Boats",
  text: "# Boats\n\nBoats float.",
  url: "https://docs.acme.test/boats",
};

test("documentation alone is a reference to its section, and no cause", async () => {
  const { answer: it, markdown } = await answer(GATE, [], { docs: [DOC, PLAIN_DOC] });
  expect(it).toMatchObject({ level: "similar", entry: null, reports: [] });
  expect(sectionsOf(markdown, "References")).toContain(
    "[Gates: GateError: gate is stuck](https://docs.acme.test/gates#",
  );
  expect(markdown).not.toContain("boats");
});

test("an entry's answer takes only a page about its setting beside its own references", async () => {
  const setting = {
    ...DOC,
    path: "docs/settings.md",
    title: "Settings",
    url: "https://docs.acme.test/settings",
    text: "# Settings\n\n## ACME_POOL_MODE\n\nThe pool limit of size mode.\n",
  };
  const bot = newBot(knowledgeOf(), [], [], { docs: [setting, DOC] });
  const { markdown } = await bot.say(
    "PoolError: pool limit of size 5 reached, ACME_POOL_MODE is eager",
  );
  expect(sectionsOf(markdown, "References")).toContain("Acme: pools");
  expect(sectionsOf(markdown, "References")).toContain("Settings: ACME_POOL_MODE");
  expect(sectionsOf(markdown, "References")).not.toContain("Gates");
});

test("nothing found says how much was searched, and drafts the issue with the error", async () => {
  const { answer: it, markdown } = await answer(
    "acme 3.1\nZebraError: stripes are inverted on the back",
    OTHERS,
    { docs: [PLAIN_DOC] },
  );
  expect(it.level).toBe("new");
  expect(markdown).toContain("Searched 2 issues and 1 page: none with this error.");
  expect(markdown).toContain("Title: ZebraError: stripes are inverted on the back");
});

test("an empty mirror is not said to have been searched", async () => {
  const { markdown } = await answer("ZebraError: stripes are inverted", []);
  expect(markdown).toContain("Searched an empty mirror");
});

test.each([
  [
    { issues: 412 },
    "183 entries and 412 issues (about 21 % of what is mirrored is indexed so far)",
  ],
  [{ entries: 0 }, "nothing yet (about 21 % of what is mirrored is indexed so far)"],
  [{ issues: 412, indexed: 1 }, "183 entries and 412 issues"],
])("what was searched says how far the first index is: %j", (part, says) => {
  const searched = { entries: 183, issues: 0, pages: 0, releases: 0, indexed: 0.2199, ...part };
  expect(searchedText(searched)).toBe(says);
});

test("no words of an issue's body and no address of it ever appear", async () => {
  const issues = [STUCK, DUPLICATE, ...OTHERS];
  const words = GATE.split(/\s+/);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(words, { minLength: 1 }), async (some) => {
      const text = some.join(" ");
      const { answer: it, markdown } = await answer(text, issues, { ...FIXED, docs: [DOC] });
      const all = JSON.stringify(it) + markdown;
      expect(all).not.toMatch(/marmalade|balcony|evil\.test|run\.py/);
      const urls = new Set(it.sources.map(({ url }) => url));
      for (const [, url] of markdown.matchAll(/\]\((\S+?)\)/g)) expect(urls).toContain(url);
    }),
    { numRuns: 60 },
  );
});
