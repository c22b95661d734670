// Slack promises no order of events: a deletion may be heard of before the message.

import { afterEach, expect, test } from "vitest";
import { receive } from "../../src/slack/receive.ts";
import { rememberDeleted } from "../../src/storage/deleted.ts";
import { toReport } from "../../src/text/report.ts";
import { type Bot, newDatabase, newLog, settled, startBot } from "./harness.ts";

const REPORT = "@tracehound acme.errors.PoolError: pool limit of size 5 reached";

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

/** Said, and its events kept back. */
async function held(typed: string, how = {}) {
  const { slack } = bot!;
  slack.outage("events");
  const said = await slack.say(typed, how);
  slack.outage(null);
  return said;
}
const rows = () => bot!.db.selectFrom("inbox").select("ts").execute();

test.each([
  ["a mention", {}],
  ["a direct message", { channel: "D0ASKER" }],
])("%s that was deleted before it came is not answered", async (_, how) => {
  bot = await startBot("http");
  const { ts, events } = await held(REPORT, how);
  await bot.slack.remove(ts);
  for (const event of events) expect(await bot.slack.redeliver(event)).toBe(true);
  await settled(bot);
  expect(await rows()).toEqual([]);
  expect(bot.slack.messages.filter((it) => it.isBot)).toEqual([]);
});

test("nor is an edit of it that comes last", async () => {
  bot = await startBot("http");
  const { ts } = await held("no mention yet: PoolError");
  bot.slack.outage("events");
  const edits = await bot.slack.edit(ts, REPORT);
  bot.slack.outage(null);
  await bot.slack.remove(ts);
  for (const event of edits) await bot.slack.redeliver(event);
  await settled(bot);
  expect(await rows()).toEqual([]);
});

test("a reply of our thread that was deleted first changes nothing there", async () => {
  bot = await startBot("http");
  const { ts } = await bot.slack.say(REPORT);
  await bot.slack.waitFor(() => bot!.slack.answers(ts)[0]);
  const reply = await held("acme 3.0.1", { threadTs: ts });
  await bot.slack.remove(reply.ts);
  for (const event of reply.events) await bot.slack.redeliver(event);
  await settled(bot);
  expect(bot.slack.answers(ts)).toHaveLength(1);
});

test("a deletion while the message is being read comes first as well", async () => {
  const { db, remove } = await newDatabase();
  const self = { team: "T", botUser: "U0BOT", botId: null, url: null };
  const now = () => Date.parse("2026-01-01T00:00:00Z");
  const place = { type: "message", channel: "D1" };
  const parts = { db, self, now, log: newLog([]), onAccepted: () => {} };
  const gone = { ...place, subtype: "message_deleted", deleted_ts: "1.000100" };
  const slowly = async (text: string) => {
    const event = { type: "event_callback", event_id: "E2", event: gone };
    await receive({ ...parts, toReport }, event);
    return toReport(text);
  };
  const said = { ...place, user: "U1", ts: "1.000100", text: "PoolError" };
  const event = { type: "event_callback", event_id: "E1", event: said };
  await receive({ ...parts, toReport: slowly }, event);
  expect(await db.selectFrom("inbox").select("ts").execute()).toEqual([]);
  await remove();
});

test("what was deleted is forgotten after a day, and holds no words", async () => {
  const { db, remove } = await newDatabase();
  const at = (ts: string) => ({ team: "T", channel: "C", ts });
  await rememberDeleted(db, at("1.1"), "2026-01-01T00:00:00.000Z");
  await rememberDeleted(db, at("1.1"), "2026-01-01T12:00:00.000Z");
  await rememberDeleted(db, at("1.2"), "2026-01-02T00:00:00.001Z");
  const kept = await db.selectFrom("deleted_messages").selectAll().execute();
  expect(kept).toEqual([{ ...at("1.2"), deleted_at: "2026-01-02T00:00:00.001Z" }]);
  await remove();
});

test("a report that comes after a reply which was answered with it is not answered again", async () => {
  bot = await startBot("http");
  const { slack } = bot;
  const report = await held(REPORT, { channel: "D0ASKER" });
  const reply = await held("acme 3.0.1", { channel: "D0ASKER", threadTs: report.ts });
  for (const event of [...reply.events, ...report.events]) await slack.redeliver(event);
  await settled(bot);
  const answers = slack.answers(report.ts);
  expect(answers.map(({ blocks }) => blocks[0]?.type)).toEqual(["header"]);
  expect(answers[0]!.text).toContain("3.0.1");
});
