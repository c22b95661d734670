// Who asks where the same problem was solved before hears of it, as people in Slack see it: with a link
// that Slack's own answer proves, in that channel only, and not when it was taken back or deleted.

import { afterEach, expect, test } from "vitest";
import { solvedBefore } from "../../src/engine-solved.ts";
import { toRecognition } from "../../src/incident/read.ts";
import type { Services } from "../../src/respond.ts";
import { permalinkOf, workspaceUrl } from "../../src/slack/permalink.ts";
import { knowledgeOf, newBot } from "../bot.ts";
import { type Bot, settled, startBot } from "./harness.ts";

const REPORT = "@tracehound acme 3.0.1: acme.errors.PoolError: pool limit of size 5 reached";
const SOLVED = /Solved here before on \d{4}-\d\d-\d\d, as its asker said/;

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

/** The services of a test, with the conversations of the bot's own database. */
async function start(): Promise<Bot> {
  const knowledge = knowledgeOf();
  const recognition = toRecognition(knowledge.rules, []);
  const { services } = newBot(knowledge);
  const search: Services["search"] = async (incident, exclude, scope) => {
    const hits = await services.search(incident, exclude, scope);
    if (!bot) return hits;
    const solved = await solvedBefore(bot.db, recognition, incident, hits, scope?.asker);
    return { ...hits, solved };
  };
  bot = await startBot("http", { services: { ...services, search } });
  return bot;
}

async function say(
  typed: string,
  how: { threadTs?: string; user?: string; channel?: string } = {},
) {
  const { ts } = await bot!.slack.say(typed, how);
  await settled(bot!);
  const messages = bot!.slack.answers(how.threadTs ?? ts);
  return { ts, shown: JSON.stringify(messages) };
}

test("the second asker is told what solved it for the first, with the way there", async () => {
  await start();
  const first = await say(REPORT);
  expect(first.shown).not.toMatch(SOLVED);
  await say("that worked", { threadTs: first.ts });
  const second = await say(REPORT, { user: "U0SECOND" });
  expect(second.shown).toMatch(SOLVED);
  expect(second.shown).toContain('by \\"Make the pool lazy\\"');
  expect(second.shown).toContain(
    `https://acme.slack.com/archives/C0HELP/p${first.ts.replace(".", "")}`,
  );
  // Not to itself, whatever is asked next.
  const own = await say("it is nginx", { threadTs: first.ts });
  expect(own.shown).not.toMatch(SOLVED);
});

test("not in another channel, and not in a direct message", async () => {
  await start();
  const first = await say(REPORT);
  await say("that worked", { threadTs: first.ts });
  for (const channel of ["C0OTHER", "C0SECRET", "D0ASKER"]) {
    const { shown } = await say(REPORT, { channel });
    expect(shown).toContain("The pool is drained");
    expect(shown).not.toMatch(SOLVED);
  }
});

test("what is said in a direct message is never learnt", async () => {
  await start();
  const first = await say(REPORT, { channel: "D0ASKER" });
  await say("that worked", { threadTs: first.ts, channel: "D0ASKER" });
  expect((await say(REPORT, { channel: "D0ASKER" })).shown).not.toMatch(SOLVED);
  expect((await say(REPORT)).shown).not.toMatch(SOLVED);
});

test("gone with the report that it was about", async () => {
  await start();
  const first = await say(REPORT);
  await say("that worked", { threadTs: first.ts });
  await bot!.slack.remove(first.ts);
  await settled(bot!);
  expect((await say(REPORT, { user: "U0SECOND" })).shown).not.toMatch(SOLVED);
});

test("gone with the message that said so", async () => {
  await start();
  const first = await say(REPORT);
  const worked = await say("that worked", { threadTs: first.ts });
  await bot!.slack.remove(worked.ts);
  await settled(bot!);
  expect((await say(REPORT, { user: "U0SECOND" })).shown).not.toMatch(SOLVED);
});

test("a fix that the asker has tried is not told once more", async () => {
  await start();
  const first = await say(REPORT);
  await say("that worked", { threadTs: first.ts });
  const second = await say(REPORT, { user: "U0SECOND" });
  const before = JSON.parse(second.shown).length;
  const next = await say("I already set that", { threadTs: second.ts, user: "U0SECOND" });
  const [delta] = JSON.parse(next.shown).slice(before);
  expect(JSON.stringify(delta)).toContain("Raise the limit");
  expect(JSON.stringify(delta)).not.toMatch(SOLVED);
});

const SELF = { team: "T1", botUser: "U1", botId: null, url: "https://acme.slack.com/" };

test.each([
  ["slack:T1:C1:1700000000.000100", "https://acme.slack.com/archives/C1/p1700000000000100"],
  ["slack:T2:C1:1700000000.000100", null],
  ["slack:T1:D1:1700000000.000100", null],
  ["slack:T1:C1/../x:1700000000.000100", null],
  ["slack:T1:C1:17", null],
  ["web:T1:C1:1700000000.000100", null],
  ["", null],
])("the address of %j is %j", (thread, address) => {
  expect(permalinkOf(SELF, thread)).toBe(address);
  expect(permalinkOf({ ...SELF, url: null }, thread)).toBeNull();
});

test.each([
  ["https://acme.slack.com/", true],
  ["https://acme.enterprise.slack.com/", true],
  ["http://acme.slack.com/", false],
  ["https://evil.test/acme.slack.com/", false],
  ["https://acme.slack.com.evil.test/", false],
  [undefined, false],
])("a workspace's address: %j is one: %j", (url, isOne) => {
  expect(workspaceUrl(url) !== null).toBe(isOne);
});
