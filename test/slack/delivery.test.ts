// Slack in trouble: whatever it does, its journal holds each answer once.

import { afterEach, describe, expect, test } from "vitest";
import { EVENT_TYPE } from "../../src/slack/attempt.ts";
import { type Bot, type BotOptions, settled, startBot, type Transport } from "./harness.ts";

const REPORT = "@tracehound acme.errors.PoolError: pool limit of size 5 reached";

let bot: Bot | null = null;
const start = async (options: BotOptions = {}, transport: Transport = "http") => {
  bot = await startBot(transport, options);
  return bot;
};
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

const posts = (it: Bot) =>
  it.slack.journal
    .filter(({ method }) => method === "chat.postMessage")
    .map(({ outcome }) => outcome);

describe.each<Transport>(["socket", "http"])("over %s", (transport) => {
  test.each([
    ["accepted, then the connection cut", { kind: "drop", happens: true }, 1],
    ["cut before it was accepted", { kind: "drop", happens: false }, 2],
    ["accepted, then 503", { kind: "status", status: 503, happens: true }, 1],
    ["503 and not accepted", { kind: "status", status: 503, happens: false }, 2],
    ["accepted, and never answered", { kind: "stall", happens: true }, 1],
    ["fatal_error", { kind: "error", error: "fatal_error" }, 2],
  ] as const)("a post that is %s: one message", async (_name, fault, calls) => {
    const { slack } = await start({ parts: { postMs: 300 } }, transport);
    slack.fail("chat.postMessage", fault);
    const { ts } = await slack.say(REPORT);
    await slack.waitFor(() => slack.journal.some((it) => it.method === "conversations.replies"));
    await settled(bot!);
    expect(slack.answers(ts)).toHaveLength(1);
    expect(posts(bot!)).toHaveLength(calls);
  });
});

test("429 holds up its own channel for as long as it says, and no other", async () => {
  const { slack } = await start();
  slack.fail("chat.postMessage", { kind: "limit", seconds: 1 });
  const first = await slack.say(REPORT);
  await slack.waitFor(() => posts(bot!).length === 1);
  const limitedAt = Date.now();
  const second = await slack.say(REPORT);
  const other = await slack.say(REPORT, { channel: "C0OTHER" });
  await slack.waitFor(() => slack.answers(other.ts).length === 1);
  expect(slack.answers(first.ts).length + slack.answers(second.ts).length).toBe(0);
  await slack.waitFor(() => slack.answers(first.ts).length + slack.answers(second.ts).length === 2);
  expect(Date.now() - limitedAt).toBeGreaterThanOrEqual(950);
  expect(posts(bot!)).toEqual(["limit", "ok", "ok", "ok"]);
});

test("an answer that somebody else's app claims to have posted is posted all the same", async () => {
  const { slack, db } = await start();
  slack.fail("chat.postMessage", { kind: "drop", happens: false });
  const { ts } = await slack.say(REPORT);
  const row = await slack.waitFor(() => posts(bot!).length === 1 && { at: 1 });
  expect(row).toBeTruthy();
  const { key } = await db.selectFrom("outbox").select("key").executeTakeFirstOrThrow();
  const forged = { event_type: EVENT_TYPE, event_payload: { key } };
  slack.messages.push({
    channel: "C0HELP",
    ts: slack.nextTs(),
    threadTs: ts,
    user: "U0OTHER",
    isBot: false,
    text: "",
    blocks: [],
    metadata: forged,
  });
  await settled(bot!);
  expect(slack.answers(ts)).toHaveLength(1);
});

test("no right to read back: parked, never posted twice", async () => {
  const { slack, db } = await start();
  slack.scopes.delete("channels:history");
  slack.fail("chat.postMessage", { kind: "drop", happens: true });
  const { ts } = await slack.say(REPORT);
  await slack.waitFor(() => slack.journal.some((it) => it.outcome === "missing_scope"));
  await settled(bot!);
  expect(slack.answers(ts)).toHaveLength(1);
  const [row] = await db.selectFrom("outbox").select(["state", "reason"]).execute();
  expect(row).toEqual({ state: "parked", reason: "missing_scope" });
  expect(bot!.logged.join("\n")).toContain("a person must look");
});

test("blocks that Slack refuses do not cost the answer its words", async () => {
  const { slack } = await start();
  slack.fail("chat.postMessage", { kind: "error", error: "invalid_blocks" });
  const { ts } = await slack.say(REPORT);
  await slack.waitFor(() => slack.answers(ts).length === 1);
  const [answer] = slack.answers(ts);
  expect(answer!.blocks).toEqual([]);
  expect(answer!.text).toContain("PoolError");
});

test("a status that cannot be set holds nothing up", async () => {
  const { slack } = await start();
  const fault = { kind: "error", error: "channel_type_not_supported" } as const;
  slack.fail("assistant.threads.setStatus", fault);
  const { ts } = await slack.say(REPORT);
  await slack.waitFor(() => slack.answers(ts).length === 1);
});

test("a stop loses nothing: what was accepted is answered by the next start", async () => {
  const { slack } = await start();
  const said = await Promise.all(Array.from({ length: 6 }, () => slack.say(REPORT)));
  await bot!.restart();
  await settled(bot!);
  for (const { ts } of said) expect(slack.answers(ts)).toHaveLength(1);
});
