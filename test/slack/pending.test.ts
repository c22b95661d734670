// An answer that could not be posted yet, and what changes it meanwhile: it stays one answer, the first
// of its thread. On a simulated clock; the double turns the first post away for a while.

import { afterEach, expect, test } from "vitest";
import { newFakeClock } from "../doubles/clock.ts";
import { type Bot, newTime, startBot } from "./harness.ts";

const WORDS = "acme.errors.PoolError: pool limit of size 5 reached";
const REPORT = `@tracehound ${WORDS}`;
const START_MS = Date.parse("2026-03-02T08:00:00Z");
const MINUTE_MS = 60_000;

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

async function start() {
  const clock = newFakeClock(START_MS);
  const { pass } = newTime(clock);
  const parts = { now: clock.now, sleep: clock.sleep, pollMs: 1_000 };
  bot = await startBot("http", { clock, settings: { catchUpMs: null }, parts });
  const { slack, db } = bot;
  const texts = (ts: string) => slack.answers(ts).map(({ text }) => text);
  slack.fail("chat.postMessage", { kind: "limit", seconds: 20 });
  return { slack, db, pass, texts };
}

test("the answer comes before what was said below it, and an edit of the report finds it", async () => {
  const { slack, pass, texts } = await start();
  const { ts } = await slack.say(REPORT);
  await pass(2_000, 500);
  await slack.say("acme 2.5.0", { threadTs: ts });
  await pass(2_000, 500);
  expect(texts(ts)).toEqual([]);
  await pass(MINUTE_MS, 1_000);
  const before = slack.answers(ts);
  expect(before).toHaveLength(2);
  expect(before[0]!.text).toContain("Acme 2.5.0 · updated with what was said below");
  expect(before[1]!.text).not.toContain("updated with what was said below");
  await slack.edit(ts, `${REPORT} please`);
  await pass(MINUTE_MS, 1_000);
  expect(slack.answers(ts).map((it) => it.ts)).toEqual(before.map((it) => it.ts));
  expect(texts(ts)[0]).toContain("updated after the report was edited");
});

test("a deletion of what was said below takes its words out of the answer, and no answer away", async () => {
  const { slack, pass, texts } = await start();
  const { ts } = await slack.say(REPORT);
  await pass(2_000, 500);
  const reply = await slack.say("acme 2.5.0", { threadTs: ts });
  await pass(2_000, 500);
  await slack.remove(reply.ts);
  await pass(MINUTE_MS, 1_000);
  expect(texts(ts)).toHaveLength(1);
  expect(texts(ts)[0]).not.toContain("2.5.0");
});

test("an edit of a remark above the mention leaves the answer the mention's own", async () => {
  const { slack, db, pass, texts } = await start();
  const root = await slack.say(`our job dies: ${WORDS}`);
  const place = { threadTs: root.ts };
  const remark = await slack.say("we are on acme 3.0.1", { ...place, user: "U0OTHER" });
  const mention = await slack.say("@tracehound can you help?", place);
  await pass(2_000, 500);
  await slack.edit(remark.ts, "we are on acme 2.5.0");
  await pass(2_000, 500);
  expect(texts(root.ts)).toEqual([]);
  await pass(MINUTE_MS, 1_000);
  expect(texts(root.ts)).toHaveLength(1);
  expect(texts(root.ts)[0]).toContain("Acme 2.5.0");
  await slack.edit(mention.ts, "@tracehound can you please help?");
  await pass(MINUTE_MS, 1_000);
  expect(texts(root.ts)).toHaveLength(1);
  expect(
    await db.selectFrom("outbox").select("id").where("kind", "=", "message").execute(),
  ).toHaveLength(1);
});

test("a deletion of the report leaves nothing to be posted", async () => {
  const { slack, db, pass, texts } = await start();
  const { ts } = await slack.say(REPORT);
  await pass(2_000, 500);
  await slack.remove(ts);
  await pass(MINUTE_MS, 1_000);
  expect(texts(ts)).toEqual([]);
  expect(await db.selectFrom("outbox").select("id").execute()).toEqual([]);
});
