// What Slack never told is found in its history, and goes the way of every event. In simulated time:
// the double's clock, the bot's and the schedule's are one, and the test moves it.

import { afterEach, expect, test } from "vitest";
import { newFakeClock } from "../doubles/clock.ts";
import { type Bot, type BotOptions, newTime, startBot } from "./harness.ts";

const REPORT = "@tracehound acme.errors.PoolError: pool limit of size 5 reached";
const START_MS = Date.parse("2026-03-02T08:00:00Z");
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

async function start(options: BotOptions = {}) {
  const clock = newFakeClock(START_MS);
  const time = newTime(clock);
  const { parts, ...others } = options;
  bot = await startBot("http", {
    clock,
    ...others,
    parts: { now: clock.now, sleep: clock.sleep, pollMs: 5_000, ...parts },
  });
  await time.pass(MINUTE_MS); // the first round: from here on it knows where it was
  return { ...bot, bot, clock, pass: time.pass };
}

const late = (it: Bot) =>
  it.db.selectFrom("late_messages").select(["ts", "why"]).orderBy("ts").execute();

test("a hidden mention is answered within ten minutes, once, though its event comes as well", async () => {
  const { slack, pass } = await start();
  slack.outage("events");
  const { ts, events } = await slack.say(REPORT);
  slack.outage(null);
  await pass(11 * MINUTE_MS);
  expect(slack.answers(ts)).toHaveLength(1);
  for (const event of events) expect(await slack.redeliver(event)).toBe(true);
  await pass(11 * MINUTE_MS);
  expect(slack.answers(ts)).toHaveLength(1);
});

test("below an old thread, in a private channel and in a direct message", async () => {
  const { slack, pass } = await start();
  const old = await slack.say("we upgrade on monday", { channel: "C0OTHER" });
  await pass(48 * HOUR_MS, 10 * MINUTE_MS);
  slack.outage("events");
  const below = await slack.say(REPORT, { channel: "C0OTHER", threadTs: old.ts });
  const secret = await slack.say(REPORT, { channel: "C0SECRET" });
  const direct = await slack.say(REPORT.replace("@tracehound ", ""), { channel: "D0ASKER" });
  slack.outage(null);
  await pass(12 * MINUTE_MS);
  const threads = [old.ts, secret.ts, direct.ts];
  expect(threads.map((ts) => slack.answers(ts).length)).toEqual([1, 1, 1]);
  expect(below.ts > old.ts).toBe(true);
});

test("follow-ups in our own thread, in their order; side talk and bots stay what they are", async () => {
  const { slack, pass } = await start();
  const { ts } = await slack.say(REPORT);
  await pass(5_000);
  expect(slack.answers(ts)).toHaveLength(1);
  slack.outage("events");
  await slack.say("acme 2.5", { threadTs: ts });
  await slack.say("thanks!", { threadTs: ts });
  await slack.say(REPORT, { event: { bot_id: "B0OTHER" }, user: "U0OTHER" });
  await slack.say("what a day");
  slack.outage(null);
  await pass(12 * MINUTE_MS);
  expect(slack.answers(ts)).toHaveLength(2);
  expect(slack.answers(ts)[1]!.text).toContain("2.5");
  expect(slack.messages.filter(({ isBot }) => isBot)).toHaveLength(2);
});

test("no answer where a person has answered meanwhile, nor after a day; both are listed", async () => {
  const { slack, pass, bot: it } = await start();
  slack.outage("all");
  const old = await slack.say(REPORT);
  await pass(25 * HOUR_MS, 10 * MINUTE_MS);
  const helped = await slack.say(REPORT);
  await slack.say("raise the pool size", { threadTs: helped.ts, user: "U0OTHER" });
  const alone = await slack.say(REPORT);
  await slack.say("anybody?", { threadTs: alone.ts });
  slack.outage(null);
  await pass(15 * MINUTE_MS);
  expect([old, helped, alone].map(({ ts }) => slack.answers(ts).length)).toEqual([0, 0, 1]);
  expect(await late(it)).toEqual([
    { ts: old.ts, why: "old" },
    { ts: helped.ts, why: "answered by a person" },
  ]);
  expect(it.logged.join("\n")).not.toContain("PoolError");
});

test("what was said before the first start is nobody's business", async () => {
  const { slack, db, pass, bot: it } = await start();
  slack.outage("events");
  const before = await slack.say(REPORT);
  slack.outage(null);
  await db.deleteFrom("catch_up").execute();
  await it.restart();
  await pass(12 * MINUTE_MS);
  expect(slack.answers(before.ts)).toEqual([]);
});

test("a scope that is missing, a channel without us: said in the log, and the others go on", async () => {
  const { slack, pass, bot: it } = await start();
  await slack.say(REPORT, { channel: "C0OTHER" });
  await pass(5_000);
  slack.scopes.delete("groups:read");
  slack.channels.get("C0OTHER")!.members.delete(slack.botUser);
  slack.outage("events");
  const { ts } = await slack.say(REPORT);
  slack.outage(null);
  await pass(12 * MINUTE_MS);
  expect(slack.answers(ts)).toHaveLength(1);
  const said = it.logged.join("\n");
  expect(said).toContain(
    'channels cannot be listed: see slack-manifest.yaml {"types":"private_channel","why":"missing_scope"}',
  );
  expect(said).toContain(
    'a channel cannot be looked through {"channel":"C0OTHER","why":"not_in_channel"}',
  );
});

test("a 429 is waited out, and the round goes on where it was", async () => {
  const { slack, pass } = await start();
  slack.outage("events");
  const said = [await slack.say(REPORT), await slack.say(REPORT, { channel: "C0OTHER" })];
  slack.outage(null);
  slack.fail(
    "conversations.history",
    { kind: "limit", seconds: 30 },
    { kind: "limit", seconds: 30 },
  );
  await pass(13 * MINUTE_MS);
  expect(said.map(({ ts }) => slack.answers(ts).length)).toEqual([1, 1]);
});

test("a restart goes on where the last run was", async () => {
  const { slack, pass, bot: it } = await start();
  slack.outage("events");
  const { ts } = await slack.say(REPORT);
  slack.outage(null);
  await it.restart();
  await pass(30_000);
  expect(slack.answers(ts)).toHaveLength(1);
});

test("a channel that is shared with another workspace stays off while it is set to", async () => {
  const { slack, pass } = await start();
  slack.channels.get("C0OTHER")!.isShared = true;
  slack.outage("events");
  const shared = await slack.say(REPORT, { channel: "C0OTHER" });
  const own = await slack.say(REPORT);
  slack.outage(null);
  await pass(12 * MINUTE_MS);
  expect([shared, own].map(({ ts }) => slack.answers(ts).length)).toEqual([0, 1]);
});

test("below an old message in a thread of ours that people still speak in", async () => {
  const { slack, pass } = await start();
  const { ts } = await slack.say(REPORT);
  await pass(8 * 24 * HOUR_MS, 10 * MINUTE_MS);
  await slack.say("acme 2.5.0", { threadTs: ts });
  await pass(MINUTE_MS, 5_000);
  expect(slack.answers(ts)).toHaveLength(2);
  slack.outage("events");
  await slack.say("@tracehound acme 3.0.1", { threadTs: ts });
  slack.outage(null);
  await pass(12 * MINUTE_MS);
  expect(slack.answers(ts)).toHaveLength(3);
});

test("a channel that cannot be read holds up no other", async () => {
  const { slack, pass } = await start();
  await slack.say(REPORT);
  await pass(5_000);
  slack.outage("events");
  const said = [];
  for (const channel of ["C0HELP", "C0OTHER", "C0SECRET"]) {
    said.push(await slack.say(REPORT, { channel }));
  }
  slack.outage(null);
  slack.fail("conversations.history", { kind: "status", status: 500, happens: false });
  await pass(13 * MINUTE_MS);
  const answers = said.map(({ ts }) => slack.answers(ts).length);
  expect(answers.toSorted()).toEqual([0, 1, 1]);
  await pass(11 * MINUTE_MS);
  expect(said.map(({ ts }) => slack.answers(ts).length)).toEqual([1, 1, 1]);
});
