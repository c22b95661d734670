// An edit or a deletion that Slack never told of is found when the thread is read again, a day later at most.
// In simulated time, like catching up.

import { afterEach, describe, expect, test } from "vitest";
import { toldBy } from "../../src/slack/revisit.ts";
import { newFakeClock } from "../doubles/clock.ts";
import { type Bot, newTime, startBot } from "./harness.ts";

const REPORT = "@tracehound acme.errors.PoolError: pool limit of size 5 reached";
const START_MS = Date.parse("2026-03-02T08:00:00Z");
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STEP_MS = 10 * MINUTE_MS;

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

/** A bot whose next events, while `unheard` runs, are lost for good. */
async function start() {
  const clock = newFakeClock(START_MS);
  const { pass } = newTime(clock);
  bot = await startBot("http", {
    clock,
    parts: { now: clock.now, sleep: clock.sleep, pollMs: 5_000 },
  });
  await pass(MINUTE_MS);
  const { slack, db } = bot;
  const unheard = async (work: () => Promise<unknown>) => {
    slack.outage("events");
    await work();
    slack.outage(null);
  };
  const kept = async () =>
    (await db.selectFrom("messages").select("text").orderBy("id").execute()).map((it) => it.text);
  const answered = async (typed: string, how = {}) => {
    const { ts } = await slack.say(typed, how);
    await pass(MINUTE_MS, 5_000);
    return ts;
  };
  return { bot, slack, db, pass, unheard, kept, answered };
}

test("a report whose deletion was lost is erased with its answer within a day", async () => {
  const { slack, pass, unheard, kept, answered } = await start();
  const ts = await answered(REPORT);
  const other = await answered(REPORT, { channel: "C0OTHER" });
  expect(slack.answers(ts)).toHaveLength(1);
  await unheard(() => slack.remove(ts));

  await pass(2 * HOUR_MS, STEP_MS);
  expect(await kept()).toHaveLength(2); // not yet: nobody looked
  await pass(23 * HOUR_MS, STEP_MS);
  expect(await kept()).toHaveLength(1);
  expect(slack.answers(ts).map(({ text }) => text)).toEqual([
    "The report was deleted, so its answer is gone as well.",
  ]);
  expect(slack.answers(other)).toHaveLength(1);
});

test("a reply that was deleted unheard is taken back, and what stood on it", async () => {
  const { slack, pass, unheard, kept, answered } = await start();
  const ts = await answered(REPORT);
  const reply = await answered("acme 2.5", { threadTs: ts });
  expect((await kept())[1]).toContain("2.5");
  await unheard(() => slack.remove(reply));
  await pass(25 * HOUR_MS, STEP_MS);
  expect((await kept()).join("\n")).not.toContain("2.5");
  expect(
    slack
      .answers(ts)
      .map(({ text }) => text)
      .join("\n"),
  ).not.toContain("2.5");
});

test("a deletion that does not say in which thread it was is followed all the same", async () => {
  const { slack, pass, kept, answered } = await start();
  const ts = await answered(REPORT);
  const reply = await answered("acme 2.5", { threadTs: ts });
  const gone = {
    type: "message",
    subtype: "message_deleted",
    channel: "C0HELP",
    deleted_ts: reply,
  };
  await slack.redeliver({
    type: "event_callback",
    event_id: "EvGone",
    team_id: slack.team,
    event: { ...gone, channel_type: "channel", hidden: true, event_ts: "9.9", ts: "9.9" },
  });
  await pass(MINUTE_MS, 5_000);
  expect((await kept()).join("\n")).not.toContain("2.5");
});

test("an edit that was lost changes the answer; one that was heard is not made again", async () => {
  const { slack, pass, unheard, kept, answered } = await start();
  const ts = await answered(REPORT);
  const [before] = slack.answers(ts);
  await slack.edit(ts, `${REPORT}, acme 3.0.1`);
  await pass(MINUTE_MS, 5_000);
  expect(await kept()).toEqual([expect.stringContaining("acme 3.0.1")]);
  const updates = () => slack.journal.filter(({ method }) => method === "chat.update").length;
  const heard = updates();
  await pass(25 * HOUR_MS, STEP_MS);
  expect(updates()).toBe(heard);

  await unheard(() => slack.edit(ts, `${REPORT}, acme 2.5.0`));
  await pass(25 * HOUR_MS, STEP_MS);
  expect(await kept()).toEqual([expect.stringContaining("acme 2.5.0")]);
  expect(slack.answers(ts)).toHaveLength(1);
  expect(slack.answers(ts)[0]!.text).not.toBe(before!.text);
});

test("a channel without us, or a Slack that is down, proves no deletion", async () => {
  const { slack, pass, kept, answered } = await start();
  const ts = await answered(REPORT, { channel: "C0OTHER" });
  await answered(REPORT);
  slack.channels.get("C0OTHER")!.members.delete(slack.botUser);
  await pass(22 * HOUR_MS, STEP_MS);
  slack.outage("all");
  await pass(4 * HOUR_MS, STEP_MS);
  slack.outage(null);
  await pass(2 * HOUR_MS, STEP_MS);
  expect(await kept()).toHaveLength(2);
  expect(slack.answers(ts)).toHaveLength(1);
});

test("a thread is read once a day, within the pace of catching up", async () => {
  const { slack, pass, answered } = await start();
  const ts = await answered(REPORT);
  const reads = () =>
    slack.journal.filter((it) => it.method === "conversations.replies" && it.args.ts === ts).length;
  const before = reads();
  await pass(73 * HOUR_MS, STEP_MS);
  expect(reads() - before).toBeGreaterThanOrEqual(3);
  expect(reads() - before).toBeLessThanOrEqual(5); // catching up read it once or twice, as a fresh one
});

test("what was kept a moment ago may not be readable yet, and is not taken for deleted", async () => {
  const { slack, db, pass, kept, answered, bot: it } = await start();
  const ts = await answered(REPORT);
  await pass(30 * HOUR_MS, STEP_MS);
  await slack.say("acme 3.0.1", { threadTs: ts });
  await pass(2_000, 500);
  expect(await kept()).toHaveLength(2);
  await db.updateTable("threads").set({ revisited_at: "2026-03-02T09:00:00.000Z" }).execute();
  slack.lag(20_000);
  await it.restart(); // begins with a round
  await pass(20_000, 1_000);
  slack.lag(0);
  await pass(3 * MINUTE_MS);
  expect(await kept()).toHaveLength(2);
  expect(slack.answers(ts)).toHaveLength(2);
});

describe("what a reading proves", () => {
  const place = { id: "C1", type: "channel", isShared: false } as const;
  const since = "2026-03-02T08:00:00.000Z";
  const thread = { id: "t", channel: "C1", threadTs: "1.1", messages: [{ ts: "1.2", since }] };
  const read = (value: { ts: string }[], isWhole: boolean) =>
    ({ kind: "read", value: value.map((it) => ({ text: "", ...it })), isWhole }) as const;
  const later = Date.parse(since) + 1;
  const gone = expect.objectContaining({ event_id: "revisit:C1:1.2:deleted" });

  test.each([
    ["whole, and it is not there", read([{ ts: "1.1" }], true), later, [gone]],
    ["a thread that is gone", { kind: "refused", code: "thread_not_found" }, later, [gone]],
    ["whole, and it is there", read([{ ts: "1.2" }], true), later, []],
    ["not to its end", read([{ ts: "1.1" }], false), later, []],
    ["a channel without us", { kind: "refused", code: "not_in_channel" }, later, []],
    ["no reading at all", { kind: "down", code: "HTTP 503" }, later, []],
    ["kept only just", read([{ ts: "1.1" }], true), Date.parse(since), []],
  ] as const)("%s", (_, reading, settledMs, told) => {
    expect(toldBy(reading as Parameters<typeof toldBy>[0], thread, place, settledMs)).toEqual(told);
  });
});
