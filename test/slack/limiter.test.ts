// Our own limits: what may be claimed when. Time is an argument.

import { expect, test } from "vitest";
import { newLimiter, SLACK_PACES } from "../../src/slack/limiter.ts";

const message = (channel: string) => ({ kind: "message", channel }) as const;

function start() {
  const clock = { ms: 0 };
  return { clock, limiter: newLimiter(() => clock.ms) };
}

test("a channel is closed after its burst, for a second a message; another is open", () => {
  const { clock, limiter } = start();
  limiter.take(message("C1"));
  expect(limiter.closed().channels).toEqual([]);
  limiter.take(message("C1"));
  limiter.take(message("C2"));
  expect(limiter.closed()).toEqual({ channels: ["C1"], kinds: [] });
  clock.ms = 999;
  expect(limiter.closed().channels).toEqual(["C1"]);
  clock.ms = 1_000;
  expect(limiter.closed().channels).toEqual([]);
});

test("a 429 closes its channel for as long as it says, and no other", () => {
  const { clock, limiter } = start();
  limiter.take(message("C1"));
  limiter.turnedAway(message("C1"), 30_000);
  clock.ms = 29_999;
  expect(limiter.closed()).toEqual({ channels: ["C1"], kinds: [] });
  clock.ms = 30_000;
  expect(limiter.closed().channels).toEqual([]);
});

test("the workspace's limit closes messages, and leaves notices and changes alone", () => {
  const { clock, limiter } = start();
  for (let at = 0; at < SLACK_PACES.message.burst; at++) limiter.take(message(`C${at}`));
  expect(limiter.closed().kinds).toEqual(["message"]);
  clock.ms = SLACK_PACES.message.everyMs;
  expect(limiter.closed().kinds).toEqual([]);
});

test("no minute has more of anything than Slack allows", () => {
  const allowed = { message: 360, notice: 100, update: 50, delete: 50, status: 50, thread: 20 };
  for (const [name, max] of Object.entries(allowed)) {
    const { everyMs, burst } = SLACK_PACES[name as keyof typeof allowed];
    expect(burst + 60_000 / everyMs, name).toBeLessThanOrEqual(max);
  }
  const reading = [SLACK_PACES.thread, SLACK_PACES.readBack];
  const sum = reading.reduce((all, { everyMs, burst }) => all + burst + 60_000 / everyMs, 0);
  expect(sum).toBeLessThanOrEqual(50 - 30); // tier 3, less what catching up takes
});

test("status is left out when there was too much of it; reading back says how long to wait", () => {
  const { limiter } = start();
  const shown = Array.from({ length: 20 }, () => limiter.mayShow());
  expect(shown.filter(Boolean)).toHaveLength(SLACK_PACES.status.burst);
  const { thread, readBack } = SLACK_PACES;
  const atOnce = Array.from({ length: readBack.burst + thread.burst }, () => limiter.readBackIn());
  expect(atOnce.every((ms) => ms === 0)).toBe(true);
  expect(limiter.readBackIn()).toBe(thread.everyMs);
});

test("however many wait to read the thread above them, reading back has turns of its own", () => {
  const { clock, limiter } = start();
  const { burst, everyMs } = SLACK_PACES.readBack;
  for (let job = 0; job < 60; job++) limiter.readAboveIn(job);
  for (let at = 0; at < burst; at++) expect(limiter.readBackIn()).toBe(0);
  expect(limiter.readBackIn()).toBe(everyMs);
  clock.ms = everyMs;
  expect(limiter.readBackIn()).toBe(0);
});

test("who must wait to read the thread above keeps the turn; others queue behind, whoever asks again first", () => {
  const { clock, limiter } = start();
  const { everyMs, burst } = SLACK_PACES.thread;
  for (let at = 0; at < burst; at++) expect(limiter.readAboveIn(100 + at)).toBe(0);
  expect([limiter.readAboveIn(1), limiter.readAboveIn(2)]).toEqual([everyMs, 2 * everyMs]);
  clock.ms = everyMs;
  expect([limiter.readAboveIn(2), limiter.readAboveIn(1)]).toEqual([everyMs, 0]);
  clock.ms = 2 * everyMs;
  expect(limiter.readAboveIn(2)).toBe(0);
});

test("a 429 of a thread holds up what reads threads, and nothing else", () => {
  const { clock, limiter } = start();
  limiter.threadTurnedAway(30_000);
  expect(limiter.readBackIn()).toBe(30_000);
  expect(limiter.closed()).toEqual({ channels: [], kinds: [] });
  clock.ms = 30_000;
  expect(limiter.readBackIn()).toBe(0);
});

test("another page of a thread is paid for by whoever is next", () => {
  const { limiter } = start();
  const { burst, everyMs } = SLACK_PACES.thread;
  expect(limiter.readAboveIn(1)).toBe(0);
  for (let page = 0; page < burst; page++) limiter.threadRead();
  expect(limiter.readAboveIn(2)).toBe(2 * everyMs);
});
