// The double itself: what it refuses is what the other tests rely on.

import { afterEach, expect, test } from "vitest";
import { newFakeClock } from "../doubles/clock.ts";
import {
  type DoubleOptions,
  SLACK_RETRY_MS,
  type SlackDouble,
  startSlackDouble,
} from "../doubles/slack/slack.ts";
import type { Json } from "../doubles/slack/workspace.ts";

const START_MS = Date.parse("2026-03-01T00:00:00Z");

let slack: SlackDouble | null = null;
afterEach(async () => {
  await slack?.stop();
  slack = null;
});

async function start(options: DoubleOptions = {}) {
  const clock = newFakeClock(START_MS);
  const double = await startSlackDouble({ clock, ...options });
  slack = double;
  const call = async (method: string, args: Record<string, string> = {}): Promise<Json> => {
    const authorization = `Bearer ${double.tokens.bot}`;
    const body = new URLSearchParams(args);
    const response = await fetch(double.apiUrl + method, {
      method: "POST",
      headers: { authorization },
      body,
    });
    const retryAfter = response.headers.get("retry-after");
    return { ...((await response.json()) as Json), status: response.status, retryAfter };
  };
  return { double, clock, call };
}

const posting = (channel: string) => ({
  channel,
  text: "hello",
  unfurl_links: "false",
  unfurl_media: "false",
});

test("a channel takes a burst of three posts and then one a second; others are not touched", async () => {
  const { clock, call } = await start({ hasRates: true });
  for (let at = 0; at < 3; at++)
    expect(await call("chat.postMessage", posting("C0HELP"))).toMatchObject({ ok: true });
  expect(await call("chat.postMessage", posting("C0HELP"))).toMatchObject({
    status: 429,
    retryAfter: "1",
  });
  expect(await call("chat.postMessage", posting("C0OTHER"))).toMatchObject({ ok: true });
  clock.advance(1_000);
  expect(await call("chat.postMessage", posting("C0HELP"))).toMatchObject({ ok: true });
});

test("a tier 3 method takes fifty calls in any minute, and says when to come back", async () => {
  const { clock, call } = await start({ hasRates: true });
  const read = () => call("conversations.history", { channel: "C0HELP" });
  for (let at = 0; at < 50; at++) expect((await read()).status).toBe(200);
  clock.advance(20_000);
  expect(await read()).toMatchObject({ status: 429, retryAfter: "40" });
  clock.advance(40_001);
  expect((await read()).status).toBe(200);
});

test("history is newest first, without replies, in pages; a thread is oldest first, with its root", async () => {
  const { double, clock, call } = await start();
  double.outage("events"); // nobody listens: do not wait for anybody
  const roots: string[] = [];
  for (let at = 0; at < 5; at++) {
    roots.push((await double.say(`message ${at}`)).ts);
    clock.advance(1_000);
  }
  const reply = await double.say("a reply", { threadTs: roots[1]!, user: "U0OTHER" });
  const first = await call("conversations.history", { channel: "C0HELP", limit: "3" });
  expect(tsOf(first)).toEqual([roots[4], roots[3], roots[2]]);
  expect(first.has_more).toBe(true);
  const cursor = String((first.response_metadata as Json).next_cursor);
  const rest = await call("conversations.history", { channel: "C0HELP", limit: "3", cursor });
  expect(tsOf(rest)).toEqual([roots[1], roots[0]]);
  expect((rest.messages as Json[])[0]).toMatchObject({
    thread_ts: roots[1],
    reply_count: 1,
    reply_users: ["U0OTHER"],
    latest_reply: reply.ts,
  });
  const since = await call("conversations.history", { channel: "C0HELP", oldest: roots[3]! });
  expect(tsOf(since)).toEqual([roots[4]]);
  const thread = { channel: "C0HELP", ts: roots[1]!, oldest: reply.ts };
  expect(tsOf(await call("conversations.replies", thread))).toEqual([roots[1]]);
  expect(tsOf(await call("conversations.replies", { ...thread, inclusive: "true" }))).toEqual([
    roots[1],
    reply.ts,
  ]);
});

test.each([
  ["conversations.history", { channel: "C0HELP", limit: "1000" }, "invalid_limit"],
  ["conversations.history", { channel: "C0HELP", cursor: "2" }, "invalid_cursor"],
  ["conversations.history", { channel: "C0NOWHERE" }, "channel_not_found"],
  ["conversations.history", { channel: "C0HELP", since: "1" }, "invalid_arguments"],
  ["conversations.replies", { channel: "C0HELP", ts: "1.1" }, "thread_not_found"],
  ["conversations.list", {}, "unknown_method"],
] as const)("%s with %j is refused: %s", async (method, args, error) => {
  const { call } = await start();
  expect(await call(method, args)).toMatchObject({ ok: false, error });
});

test("a type of channel needs its own scope, and only the channels with us in them are listed", async () => {
  const { double, call } = await start();
  double.channels.get("C0OTHER")!.members.delete(double.botUser);
  const listed = await call("users.conversations", { types: "public_channel,im" });
  expect((listed.channels as Json[]).map(({ id }) => id)).toEqual(["C0HELP", "D0ASKER"]);
  double.scopes.delete("groups:read");
  const refused = await call("users.conversations", { types: "private_channel" });
  expect(refused).toMatchObject({ ok: false, error: "missing_scope" });
  expect(await call("conversations.history", { channel: "C0OTHER" })).toMatchObject({
    error: "not_in_channel",
  });
});

test("what is fresh cannot be read while reading lags", async () => {
  const { double, clock, call } = await start();
  double.outage("events");
  double.lag(30_000);
  const { ts } = await double.say("just now");
  expect(tsOf(await call("conversations.history", { channel: "C0HELP" }))).toEqual([]);
  clock.advance(30_001);
  expect(tsOf(await call("conversations.history", { channel: "C0HELP" }))).toEqual([ts]);
});

test("an event that nobody acknowledges comes four times: at once, after one minute, after five", async () => {
  const { double, clock } = await start({ retryMs: SLACK_RETRY_MS });
  let isDone = false;
  const said = double.say("anybody there?").then(() => {
    isDone = true;
  });
  const attempts = () => double.deliveries.length;
  await double.waitFor(() => attempts() === 1);
  clock.advance(0);
  await double.waitFor(() => attempts() === 2);
  clock.advance(59_000);
  expect(attempts()).toBe(2);
  clock.advance(1_000);
  await double.waitFor(() => attempts() === 3);
  clock.advance(300_000);
  await said;
  expect([attempts(), isDone]).toEqual([4, true]);
});

test("in an outage of events nothing is told, not even later; in one of everything no call is answered", async () => {
  const { double, call } = await start();
  double.outage("events");
  const { ts, isAcknowledged } = await double.say("hidden");
  expect([isAcknowledged, double.deliveries.length]).toEqual([false, 0]);
  double.outage("all");
  await expect(call("auth.test")).rejects.toThrow();
  double.outage(null);
  expect(tsOf(await call("conversations.history", { channel: "C0HELP" }))).toEqual([ts]);
});

function tsOf({ messages }: Json): unknown[] {
  return (messages as Json[]).map(({ ts }) => ts);
}
