// Sixteen hours and a half without Slack, as on 26 Feb 2025: 500 mentions that it never tells of, in 40
// channels and their threads. On a simulated clock; the double counts every call and refuses too many.

import { afterEach, expect, test } from "vitest";
import { SLACK_PACES } from "../../src/slack/limiter.ts";
import { newFakeClock } from "../doubles/clock.ts";
import { type Bot, newTime, startBot } from "./harness.ts";

const REPORT = "@tracehound acme.errors.PoolError: pool limit of size 5 reached";
const START_MS = Date.parse("2026-02-26T06:00:00Z");
const MINUTE_MS = 60_000;
const CHANNELS = 40;
const MENTIONS = 500;
/** Of ten mentions: three below an old message, one that a person answers. */
const BELOW_OLD = [2, 5, 8];
const HELPED = 4;
const STEP_MS = 2 * MINUTE_MS; // 500 of them are 16.7 hours
const CALLS_PER_MINUTE_MAX = 40;
const FOUND_MS_MAX = 15 * MINUTE_MS;
const TEST_MS_MAX = 120_000;
const READS = ["users.conversations", "conversations.history", "conversations.replies"];

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

test(
  "every hidden mention is answered once, or listed where a person has answered",
  async () => {
    const clock = newFakeClock(START_MS);
    const { pass } = newTime(clock);
    const parts = { now: clock.now, sleep: clock.sleep, pollMs: 5_000, paces: SLACK_PACES };
    bot = await startBot("http", { clock, hasRates: true, parts });
    const { slack, db } = bot;
    const reads: number[] = [];
    const posts: number[] = [];
    slack.onCall(({ method, outcome }) => {
      if (READS.includes(method)) reads.push(clock.now());
      if (method === "chat.postMessage" && outcome === "ok") posts.push(clock.now());
    });
    const channels = Array.from(
      { length: CHANNELS },
      (_, at) => `C1${String(at).padStart(3, "0")}`,
    );
    for (const id of channels) slack.addChannel(id, "channel");
    slack.outage("events"); // nobody needs to hear of these
    const old = [];
    for (const channel of channels)
      old.push((await slack.say("we upgrade on monday", { channel })).ts);
    await pass(30 * MINUTE_MS, 5_000);

    slack.outage("all");
    const threads: string[] = [];
    const helped: string[] = [];
    for (let at = 0; at < MENTIONS; at++) {
      const place = (at * 7) % CHANNELS;
      const channel = channels[place]!;
      const user = `U${at}`;
      const threadTs = BELOW_OLD.includes(at % 10) ? old[place]! : undefined;
      const { ts } = await slack.say(REPORT, { channel, user, ...(threadTs && { threadTs }) });
      await slack.say("what a day", { channel, user: "U0OTHER" });
      if (at % 10 === HELPED) {
        await slack.say("raise the pool size", { channel, user: "U0OTHER", threadTs: ts });
        helped.push(ts);
      } else if (!threadTs) threads.push(ts);
      await pass(STEP_MS, STEP_MS);
    }
    slack.outage(null);
    const recoveredAt = clock.now();
    await pass(FOUND_MS_MAX);

    const answered = threads.map((ts) => slack.answers(ts).length);
    const below = await db
      .selectFrom("inbox")
      .select("ts")
      .where("thread_ts", "in", old)
      .where("state", "=", "done")
      .execute();
    const late = await db.selectFrom("late_messages").select(["ts", "why"]).orderBy("ts").execute();
    const busiest = Math.max(
      ...reads.map((from) => reads.filter((at) => at >= from && at < from + MINUTE_MS).length),
    );
    const limited = slack.journal.filter(({ outcome }) => outcome === "limit").length;
    const lastMs = posts.at(-1)! - recoveredAt;
    process.stdout.write(
      `outage: ${MENTIONS} hidden mentions in ${CHANNELS} channels over ${((MENTIONS * STEP_MS) / 3_600_000).toFixed(1)} h: ` +
        `${answered.filter((count) => count === 1).length} answered at the top, ${below.length} below old messages, ` +
        `${late.length} listed; last after ${(lastMs / MINUTE_MS).toFixed(1)} min; ` +
        `${reads.filter((at) => at >= recoveredAt).length} reads, at most ${busiest} a minute; ${limited} x 429\n`,
    );
    expect(late).toEqual(helped.map((ts) => ({ ts, why: "answered by a person" })));
    expect(answered.every((count) => count === 1)).toBe(true);
    expect(threads.length + below.length + late.length).toBe(MENTIONS);
    expect(busiest).toBeLessThanOrEqual(CALLS_PER_MINUTE_MAX);
    expect(limited).toBe(0);
    expect(lastMs).toBeLessThanOrEqual(FOUND_MS_MAX);
  },
  TEST_MS_MAX,
);
