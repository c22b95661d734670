// How much may be asked: five in ten minutes, one polite word, silence; and nobody else is touched.

import { afterEach, expect, test } from "vitest";
import { SLACK_PACES } from "../../src/slack/limiter.ts";
import { countAsked } from "../../src/storage/budget.ts";
import { accept } from "../../src/storage/inbox.ts";
import type { Budgets } from "../../src/work/budget.ts";
import { newFakeClock } from "../doubles/clock.ts";
import { type Bot, newTime, startBot } from "./harness.ts";

const WORDS = "acme.errors.PoolError: pool limit of size 5 reached";
const REPORT = `@tracehound ${WORDS}`;
const START_MS = Date.parse("2026-03-02T08:00:00Z");
const MINUTE_MS = 60_000;
const DEFAULTS: Budgets = {
  userPer10Minutes: 5,
  userPerDay: 30,
  channelPerMinute: 20,
  workspacePerHour: 300,
};

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

async function start(budgets: Partial<Budgets> = {}) {
  const clock = newFakeClock(START_MS);
  const { pass } = newTime(clock);
  const it = await startBot("http", {
    clock,
    hasRates: true,
    settings: { budgets: { ...DEFAULTS, ...budgets }, catchUpMs: null },
    parts: { now: clock.now, sleep: clock.sleep, pollMs: 1_000, paces: SLACK_PACES },
  });
  bot = it;
  /** How many of so many mentions get an answer. */
  const ask = async (count: number, how: { user?: string; channel?: string } = {}) => {
    const said: string[] = [];
    for (let at = 0; at < count; at++) {
      said.push((await it.slack.say(REPORT, how)).ts);
      await pass(1_000);
    }
    await pass(10_000);
    return said.filter((ts) => it.slack.answers(ts).length > 0).length;
  };
  return { it, slack: it.slack, pass, ask };
}

test("five in ten minutes; then one word to the author alone, and silence; others are answered", async () => {
  const { slack, pass, ask } = await start();
  expect(await ask(8)).toBe(5);
  expect(slack.notices.map(({ user }) => user)).toEqual(["U0ASKER"]);
  expect(slack.notices[0]!.text).toContain("I answer 5 reports of one person in ten minutes");
  expect(await ask(2, { user: "U0OTHER" })).toBe(2);
  await pass(11 * MINUTE_MS);
  expect(await ask(1)).toBe(1);
  expect(slack.notices).toHaveLength(1);
});

test("a restart does not forget", async () => {
  const { it, ask } = await start();
  expect(await ask(5)).toBe(5);
  await it.restart();
  expect(await ask(1)).toBe(0);
});

test("a day has its own measure, and a word is due every ten minutes at most", async () => {
  const { slack, pass, ask } = await start({ userPerDay: 6 });
  for (let at = 0; at < 3; at++) {
    expect(await ask(2)).toBe(2);
    await pass(11 * MINUTE_MS);
  }
  expect(await ask(2)).toBe(0);
  await pass(11 * MINUTE_MS);
  expect(await ask(2)).toBe(0);
  expect(slack.notices).toHaveLength(2);
});

test("a channel's minute and the workspace's hour", async () => {
  const { slack, ask } = await start({ channelPerMinute: 2, workspacePerHour: 3 });
  expect(await ask(3, { user: "U0OTHER" })).toBe(2);
  expect(slack.notices[0]!.text).toContain("in this channel");
  expect(await ask(2, { channel: "C0OTHER" })).toBe(1);
  expect(slack.notices[1]!.text).toContain("in an hour");
});

test("what is found late counts for its own hour, whatever was said and answered since", async () => {
  const { it } = await start();
  const row = (ts: number, id: string) => ({
    eventId: id,
    team: "T",
    channel: "C",
    ts: `${ts}.000000`,
    threadTs: `${ts}.000000`,
    clientMessageId: null,
    kind: "mention" as const,
    author: "U",
    text: "",
    notes: "{}",
    visibility: "channel" as const,
  });
  for (const ts of [5_000, 9_000, 9_001]) await accept(it.db, row(ts, `E${ts}`), "2026-01-01");
  await accept(it.db, row(5_001, "late"), "2026-01-01");
  const asked = { team: "T", since: "1401.000000", before: 99, kinds: ["mention"] } as const;
  expect(await countAsked(it.db, { ...asked, until: "5001.000000" })).toBe(2);
  expect(await countAsked(it.db, { ...asked, until: "9001.000000" })).toBe(4);
});

test("side talk costs nothing, and follow-ups do not use up what questions may", async () => {
  const { slack, pass, ask } = await start({ userPer10Minutes: 2 });
  const { ts } = await slack.say(REPORT);
  await pass(5_000);
  for (const version of ["2.1", "2.2", "2.3"]) {
    await slack.say(`acme ${version}`, { threadTs: ts });
    await slack.say("what a day");
    await pass(5_000);
  }
  expect(slack.answers(ts).length).toBeGreaterThan(1);
  expect(await ask(2)).toBe(1);
});

test("whoever was refused has no thread with us", async () => {
  const { slack, pass, ask } = await start({ userPer10Minutes: 1 });
  expect(await ask(1)).toBe(1);
  const { ts } = await slack.say(REPORT);
  await pass(5_000);
  await slack.say("acme 2.5", { threadTs: ts });
  await pass(5_000);
  expect(slack.answers(ts)).toEqual([]);
});

test("a burst is queued, and whoever waits for more than a minute is told for how long", async () => {
  const { it, slack, pass } = await start({ channelPerMinute: 500, workspacePerHour: 500 });
  slack.outage("events"); // all at once below, not one after the other
  const said: Record<string, unknown>[] = [];
  for (let at = 0; at < 80; at++)
    said.push(...(await slack.say(REPORT, { user: at === 79 ? "U0OTHER" : `U${at}` })).events);
  slack.outage(null);
  for (const event of said) expect(await slack.redeliver(event)).toBe(true);
  await pass(20_000);
  expect(slack.notices.map(({ user }) => user)).toEqual(["U0OTHER"]);
  expect(slack.notices[0]!.text).toMatch(/its turn comes in about 2 minutes/);
  await pass(2 * MINUTE_MS);
  const rows = await it.db
    .selectFrom("outbox")
    .select("state")
    .where("kind", "=", "message")
    .execute();
  expect(rows.filter(({ state }) => state === "sent")).toHaveLength(80);
  expect(slack.journal.some(({ outcome }) => outcome === "limit")).toBe(false);
});

test("whoever waits for more than a minute to have the thread above read is told for how long", async () => {
  const { it, slack, pass } = await start({ userPer10Minutes: 500, userPerDay: 500 });
  slack.outage("events"); // all at once below
  const roots: string[] = [];
  const events: Record<string, unknown>[] = [];
  for (let at = 0; at < 18; at++) {
    const root = await slack.say(WORDS, { user: "U0OTHER" });
    roots.push(root.ts);
    events.push(...(await slack.say("@tracehound help", { threadTs: root.ts })).events);
  }
  slack.outage(null);
  for (const event of events) expect(await slack.redeliver(event)).toBe(true);
  await pass(10_000);
  // Five are read at once, ten within the minute, and these later.
  const told = it.db.selectFrom("inbox").select("thread_ts").where("told_at", "is not", null);
  const late = roots.slice(15).map((thread_ts) => ({ thread_ts }));
  expect(await told.orderBy("id").execute()).toEqual(late);
  expect(slack.notices).toHaveLength(3);
  for (const { text } of slack.notices) expect(text).toMatch(/its turn comes in about 2 minutes/);
  await pass(2 * MINUTE_MS);
  expect(roots.every((ts) => slack.answers(ts).length === 1)).toBe(true);
  expect(slack.notices).toHaveLength(3);
  expect(slack.journal.some(({ outcome }) => outcome === "limit")).toBe(false);
});

test("a flooded channel delays no other, and 429 never comes", async () => {
  const { slack, pass } = await start({ channelPerMinute: 500, workspacePerHour: 500 });
  slack.outage("events");
  const events: Record<string, unknown>[] = [];
  for (let at = 0; at < 60; at++) {
    events.push(...(await slack.say(REPORT, { user: `U${at}` })).events);
  }
  slack.outage(null);
  for (const event of events) expect(await slack.redeliver(event)).toBe(true);
  await pass(2_000);
  const { ts } = await slack.say(REPORT, { channel: "C0OTHER", user: "U0OTHER" });
  await pass(2_000);
  expect(slack.answers(ts)).toHaveLength(1);
  expect(slack.messages.filter((it) => it.isBot && it.channel === "C0HELP").length).toBeLessThan(
    10,
  );
  expect(slack.journal.some(({ outcome }) => outcome === "limit")).toBe(false);
});

test("an edit of a refused report is no way round; what a later mention keeps of it follows", async () => {
  const { it, slack, pass } = await start({ userPer10Minutes: 1 });
  const { ts: first } = await slack.say(REPORT);
  const refused = await slack.say(`${REPORT} at zyxcanary`);
  await pass(MINUTE_MS);
  await slack.edit(refused.ts, `${REPORT} at zyxcanary, really`);
  await pass(11 * MINUTE_MS);
  expect(slack.answers(first)).toHaveLength(1);
  expect(slack.answers(refused.ts)).toEqual([]);
  await slack.say("@tracehound and now?", { threadTs: refused.ts });
  await pass(MINUTE_MS);
  expect(slack.answers(refused.ts)).toHaveLength(1);
  await slack.edit(refused.ts, `${REPORT} on acme 3.0.1`);
  await pass(MINUTE_MS);
  expect(slack.answers(refused.ts)).toHaveLength(1);
  expect(slack.answers(refused.ts)[0]!.text).toContain("Acme 3.0.1");
  const kept = await it.db.selectFrom("messages").select("text").execute();
  expect(JSON.stringify(kept)).not.toContain("zyxcanary");
});
