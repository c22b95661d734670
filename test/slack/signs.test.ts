// What people say without a word: a thumb down asks which way, a check mark means that it worked.

import { afterEach, expect, test } from "vitest";
import { readThread } from "../../src/conversation/thread.ts";
import { NO_MANNERS } from "../../src/slack/manners.ts";
import type { Message } from "../doubles/slack/workspace.ts";
import { type Bot, type BotOptions, settled, startBot } from "./harness.ts";

const REPORT = "@tracehound our job dies: acme.errors.PoolError: pool limit of size 5 reached";
const WHICH_WAY = "Which way is it wrong?";

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

async function answered(options: BotOptions = {}): Promise<Message> {
  bot = await startBot("http", options);
  const { ts } = await bot.slack.say(REPORT);
  const answer = await bot.slack.waitFor(() => bot!.slack.answers(ts)[0]);
  await settled(bot);
  return answer;
}
const answersIn = ({ threadTs }: Message) => bot!.slack.answers(threadTs!);
async function stateOf({ threadTs }: Message) {
  const threads = await bot!.db.selectFrom("threads").select(["id", "state"]).execute();
  return readThread(threads.find(({ id }) => id.endsWith(threadTs!))!.state);
}

test("a thumb down by the asker asks which way, once; what is pressed then is flagged", async () => {
  const answer = await answered();
  await bot!.slack.press(answer, "vote", "down");
  await bot!.slack.press(answer, "vote", "up");
  await bot!.slack.press(answer, "vote", "down");
  await settled(bot!);
  expect(answersIn(answer)).toHaveLength(2);
  const asked = answersIn(answer)[1]!;
  expect(asked.text).toContain(WHICH_WAY);
  await bot!.slack.press(asked, "way:problem", "problem");
  await settled(bot!);
  expect(answersIn(answer)).toHaveLength(3);
  expect((await stateOf(answer)).flags).toMatchObject([{ entry: "pool-drained", way: "problem" }]);
});

test("a thumb of somebody else only counts, and shows no status", async () => {
  const answer = await answered();
  const before = bot!.slack.journal.length;
  await bot!.slack.press(answer, "vote", "down", "U0OTHER");
  await bot!.slack.press(answer, "vote", "up");
  await settled(bot!);
  expect(bot!.slack.journal.slice(before)).toEqual([]);
  const votes = await bot!.db.selectFrom("votes").select(["voter", "value"]).execute();
  expect(votes).toHaveLength(2);
});

test("where a maintainer has taken over, a thumb down is not answered", async () => {
  const manners = { ...NO_MANNERS, maintainers: ["U0OTHER"] };
  const answer = await answered({ settings: { manners } });
  await bot!.slack.say("no, the cause is the new driver", {
    threadTs: answer.threadTs!,
    user: "U0OTHER",
  });
  await settled(bot!);
  const before = answersIn(answer).length;
  await bot!.slack.press(answer, "vote", "down");
  await settled(bot!);
  expect(answersIn(answer)).toHaveLength(before);
});

test.each(["white_check_mark", "heavy_check_mark", "tada"])(
  ":%s: under the answer records what solved it, in silence",
  async (name) => {
    const answer = await answered();
    const event = await bot!.slack.react(answer.ts, name);
    await bot!.slack.redeliver(event!);
    await bot!.slack.react(answer.ts, "tada");
    await settled(bot!);
    expect(answersIn(answer)).toHaveLength(1);
    expect((await stateOf(answer)).resolution).toMatchObject({
      entry: "pool-drained",
      fix: "Make the pool lazy",
      by: "asker",
    });
  },
);

test("a check mark that is taken back is no resolution; one that is put there again is", async () => {
  const answer = await answered();
  const { slack } = bot!;
  await slack.react(answer.ts, "white_check_mark");
  await settled(bot!);
  await slack.unreact(answer.ts, "white_check_mark", "U0OTHER");
  await settled(bot!);
  expect((await stateOf(answer)).resolution).toMatchObject({ by: "asker" });
  const event = await slack.unreact(answer.ts, "white_check_mark");
  await slack.redeliver(event!);
  await settled(bot!);
  expect((await stateOf(answer)).resolution).toBeNull();
  await slack.react(answer.ts, "tada");
  await settled(bot!);
  expect((await stateOf(answer)).resolution).toMatchObject({ by: "asker" });
  expect(answersIn(answer)).toHaveLength(1);
});

test("the report may carry it, also where somebody else mentioned the bot below it", async () => {
  bot = await startBot("http");
  const { slack } = bot;
  const { ts } = await slack.say("we get acme.errors.PoolError: pool limit of size 5 reached");
  await slack.say("@tracehound can you help?", { threadTs: ts, user: "U0OTHER" });
  const answer = await slack.waitFor(() => slack.answers(ts)[0]);
  await settled(bot);
  await slack.react(ts, "white_check_mark", "U0THIRD");
  await settled(bot);
  expect((await stateOf(answer)).resolution).toBeNull();
  await slack.react(ts, "white_check_mark");
  await settled(bot);
  expect((await stateOf(answer)).resolution).toMatchObject({ by: "asker" });
});

test("what it recorded holds when the report is edited", async () => {
  const answer = await answered();
  await bot!.slack.react(answer.ts, "white_check_mark");
  await settled(bot!);
  await bot!.slack.edit(answer.threadTs!, `${REPORT} on acme 3.0.1`);
  await settled(bot!);
  expect((await stateOf(answer)).resolution).toMatchObject({ by: "asker" });
  expect(answersIn(answer)).toHaveLength(1);
});

test("other emojis, other messages and our own reactions are nothing", async () => {
  const answer = await answered();
  const { slack, db } = bot!;
  const talk = await slack.say("lunch?", { user: "U0OTHER" });
  const before = await db.selectFrom("inbox").select("id").execute();
  await slack.react(answer.ts, "eyes");
  await slack.react(answer.ts, "tada", slack.botUser);
  await slack.react(talk.ts, "tada");
  expect(await db.selectFrom("inbox").select("id").execute()).toEqual(before);
});

test("without the scope the bot starts and answers; nobody hears of reactions", async () => {
  bot = await startBot("http");
  bot.slack.scopes.delete("reactions:read");
  await bot.restart();
  const { ts } = await bot.slack.say(REPORT);
  const answer = await bot.slack.waitFor(() => bot!.slack.answers(ts)[0]);
  expect(await bot.slack.react(answer.ts, "tada")).toBeNull();
});
