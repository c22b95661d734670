// The whole bot at its one boundary: a message goes in, a reply comes out. Real layers, small knowledge.

import { expect, test } from "vitest";
import { answerOf, knowledgeOf, newBot, PASTE, POOL_ENTRY } from "./bot.ts";

test("a known error without a version is likely, and asks for what would change the advice", async () => {
  const { reply, markdown } = await newBot().say(PASTE);
  const answer = answerOf(reply);
  expect(answer).toMatchObject({ level: "likely", entry: "pool-drained", lead: null });
  expect(answer.header).toMatchObject({ error: "acme.errors.PoolError", version: null });
  expect(answer.questions.map((it) => [it.fact, ...it.also])).toEqual([
    ["acme.version", "widget.version"],
    ["proxy"],
  ]);
  expect(markdown).toContain("acme.errors.PoolError: pool limit of size 5 reached");
  expect(markdown).toContain("Acme version unknown");
  expect(markdown).toContain("does not state the Acme version");
});

test("a stated version in range and no open cause make it exact, with the default of that release", async () => {
  const { reply, markdown } = await newBot().say(`${PASTE}acme 2.5.0, it is acme's pool`);
  expect(answerOf(reply)).toMatchObject({
    level: "exact",
    settings: [{ name: "ACME_POOL_MODE", default: "eager" }],
  });
  expect(markdown).toContain("Acme 2.5.0, so the default is `eager`");
  expect(markdown).toContain("Acme 2.5.0 to `3.0.2` or newer");
});

test("the default follows the release: nothing to upgrade where it changed already", async () => {
  const { reply } = await newBot().say(`${PASTE}acme 3.0.2, it is acme's pool`);
  expect(answerOf(reply)).toMatchObject({
    level: "exact",
    fixedIn: [],
    settings: [{ default: "lazy" }],
  });
});

test("a version outside the range excludes the entry, and the answer says so", async () => {
  const { reply, markdown } = await newBot().say(`${PASTE}acme 4.1`);
  expect(answerOf(reply).entry).toBeNull();
  expect(markdown).toContain("Ruled out by the version");
  expect(markdown).toContain("this report states 4.1");
});

test("two versions that disagree settle nothing", async () => {
  const { reply, markdown } = await newBot().say(`${PASTE}worked on acme 2.5.0, fails on acme 3.1`);
  expect(answerOf(reply).settings[0]?.default).toBeNull();
  expect(markdown).toContain("no single default");
});

test("prose that only names the essentials is understood", async () => {
  const { reply } = await newBot().say(
    "every night a PoolError, it says the pool is\n`drained`\nand we restart",
  );
  expect(answerOf(reply)).toMatchObject({ level: "likely", entry: "pool-drained" });
});

test("what an entry must not match is not claimed", async () => {
  const { reply } = await newBot().say(`${PASTE}(this is the aquarium pool)`);
  expect(answerOf(reply).entry).toBeNull();
});

test("it never asks for what the report says", async () => {
  const { reply } = await newBot().say(`${PASTE}acme 2.5, widget 1.9, no proxy`);
  expect(answerOf(reply).questions).toEqual([]);
});

test("two entries that fit equally well are leads, and nothing is claimed", async () => {
  const twin = POOL_ENTRY.replace("id: pool-drained", "id: pool-twin").replace(
    "aliases: [pool-empty]",
    "aliases: []",
  );
  const bot = newBot(
    knowledgeOf({ "pool/pool-drained.md": POOL_ENTRY, "pool/pool-twin.md": twin }),
  );
  const { reply, markdown } = await bot.say(PASTE);
  expect(answerOf(reply)).toMatchObject({ level: "similar", entry: null });
  expect(markdown).toContain("More than one known problem fits");
  expect(markdown).not.toContain("export ACME_POOL_MODE");
});

test("an outside entry is recognised but never above similar", async () => {
  const outside = POOL_ENTRY.replace("status: verified", "status: verified\nkind: outside");
  const { reply } = await newBot(knowledgeOf({ "pool/pool-drained.md": outside })).say(PASTE);
  expect(answerOf(reply)).toMatchObject({ level: "similar", lead: "pool-drained", entry: null });
});

test("a greeting is told what to paste, in two lines", async () => {
  const { reply, markdown } = await newBot().say("hello there");
  expect(answerOf(reply).level).toBe("new");
  expect(markdown).toContain("Paste the whole error");
});

test("an unknown error is new: what would help, and a draft", async () => {
  const { reply, markdown } = await newBot().say("ZebraError: the stripes are inverted");
  expect(answerOf(reply)).toMatchObject({ level: "new", reports: [] });
  expect(markdown).toContain("Issue draft");
  expect(markdown).toContain("`acme --version`");
});

const ISSUES = [
  {
    repository: "acme/app",
    number: 7,
    title: "Pool drained",
    state: "closed",
    body: "PoolError: pool limit of size 9 reached",
  },
  {
    repository: "acme/app",
    number: 8,
    title: "Drained again",
    state: "closed",
    labels: ["duplicate"],
    body: "see acme/app#7 PoolError pool limit",
  },
  {
    repository: "acme/app",
    number: 20,
    title: "ZebraError: stripes are inverted",
    state: "open",
    body: "```\nZebraError: the stripes are inverted\n```",
  },
];

test("a mirrored issue is a lead where no entry fits, with its state and date", async () => {
  const { reply, markdown } = await newBot(knowledgeOf(), ISSUES).say(
    "ZebraError: the stripes are inverted",
  );
  expect(answerOf(reply)).toMatchObject({ level: "similar", entry: null });
  expect(answerOf(reply).reports[0]).toMatchObject({
    issue: "acme/app#20",
    state: "open",
    checked: "2026-02-02",
  });
  expect(markdown).toContain("https://github.com/acme/app/issues/20");
  expect(markdown).not.toContain("### Fix first");
});

test("the mirror's state is younger than the entry's, and duplicates are folded", async () => {
  const { reply } = await newBot(knowledgeOf(), ISSUES).say(PASTE);
  const reports = answerOf(reply).reports.filter(
    (it) => it.issue.endsWith("#7") || it.issue.endsWith("#8"),
  );
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatchObject({
    issue: "acme/app#7",
    state: "closed",
    duplicates: ["acme/app#8"],
  });
});

test("an excluded issue does not exist: not as report, duplicate, proof, link or candidate", async () => {
  const bot = newBot(knowledgeOf(), ISSUES, ["ACME/app#7", "acme/app#8", "acme/app#11"]);
  const { reply, markdown } = await bot.say(PASTE);
  expect(JSON.stringify(reply)).not.toMatch(/"acme\/app#(7|8)"/i);
  expect(markdown).not.toMatch(/app#(?:7|8|11)\b|issues\/(?:7|8|11)\b/);
});

test("every link of an answer is one of its sources", async () => {
  const { reply, markdown } = await newBot(knowledgeOf(), ISSUES).say(PASTE);
  const urls = new Set(answerOf(reply).sources.map((source) => source.url));
  const linked = [...markdown.matchAll(/\]\((\S+?)\)/g)].map((match) => match[1]);
  expect(linked.length).toBeGreaterThan(2);
  for (const url of linked) expect(urls).toContain(url);
});

test("what a stranger pasted becomes neither a link, nor HTML, nor a ping", async () => {
  const paste = `ZebraError: <img src=x onerror=alert(1)> [click](https://evil.test) @everyone <!channel> javascript:alert(1)`;
  const { markdown } = await newBot().say(paste);
  const outsideCode = markdown.replace(/```[\s\S]*?```|`[^`\n]*`/g, "");
  expect(outsideCode).not.toMatch(/<img|<!channel|\]\(https:\/\/evil|@everyone|javascript:/);
});

test("in a JSON log line, a phrase behind an escaped break is found", async () => {
  const stack = "job failed\nat work\npool limit of size 5 reached\nin acme 2.5.0\n";
  const line = JSON.stringify({ level: "error", detail: stack });
  expect(answerOf((await newBot().say(line)).reply)).toMatchObject({ entry: "pool-drained" });
  const path = 'C:\\new\\tables and "pools"';
  expect(answerOf((await newBot().say(path)).reply)).toMatchObject({ entry: null });
});
