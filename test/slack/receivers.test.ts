// What reaches the ways in: forged, stale, odd and repeated, and sockets that come and go.

import { afterEach, expect, test } from "vitest";
import { EVENTS_PATH } from "../../src/slack/receivers.ts";
import { startSlack } from "../../src/slack/start.ts";
import { toReport } from "../../src/text/report.ts";
import { newBot } from "../bot.ts";
import { sign } from "../doubles/slack/delivery.ts";
import { startSlackDouble } from "../doubles/slack/slack.ts";
import { type Bot, newDatabase, newLog, settled, startBot } from "./harness.ts";

const REPORT = "@tracehound acme.errors.PoolError: pool limit of size 5 reached";
const STALE_MS = 6 * 60_000;

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

test("an unsigned, forged or stale request is refused and stores nothing", async () => {
  const slack = await startSlackDouble();
  const { db, remove } = await newDatabase();
  const { tokens, apiUrl } = slack;
  const settings = { botToken: tokens.bot, appToken: null, signingSecret: tokens.signingSecret };
  const running = await startSlack(
    { ...settings, apiUrl, port: 0, host: "127.0.0.1" },
    { services: newBot().services, toReport, db, now: () => Date.now(), log: newLog([]) },
  );
  const event = {
    type: "app_mention",
    user: "U0ASKER",
    channel: "C0HELP",
    ts: "1.1",
    text: REPORT,
  };
  const body = JSON.stringify({ type: "event_callback", event_id: "Ev", team_id: "T", event });
  const send = async (headers: Record<string, string>, path = EVENTS_PATH, sent = body) => {
    const url = `http://127.0.0.1:${running.port}${path}`;
    const init = { method: "POST", headers: { "content-type": "application/json", ...headers } };
    return (await fetch(url, { ...init, body: sent })).status;
  };
  const now = Date.now();
  const limited = JSON.stringify({
    type: "app_rate_limited",
    team_id: "T",
    minute_rate_limited: 1,
  });
  expect(await send({})).toBe(401);
  expect(await send(sign("another-secret", body, now))).toBe(401);
  expect(await send(sign(tokens.signingSecret, body, now - STALE_MS))).toBe(401);
  expect(await send(sign(tokens.signingSecret, `${body} `, now))).toBe(401);
  expect(await send(sign(tokens.signingSecret, "{", now), EVENTS_PATH, "{")).toBe(400);
  expect(await send(sign(tokens.signingSecret, body, now), "/elsewhere")).toBe(404);
  expect(await send(sign(tokens.signingSecret, limited, now), EVENTS_PATH, limited)).toBe(200);
  expect(await db.selectFrom("inbox").select("id").execute()).toEqual([]);
  expect((await fetch(`http://127.0.0.1:${running.port}/livez`)).status).toBe(200);
  await running.stop();
  await slack.stop();
  await remove();
});

test("an envelope without an event ends neither the socket nor the process", async () => {
  bot = await startBot("socket");
  const { slack } = bot;
  const limited = { type: "app_rate_limited", team_id: slack.team, minute_rate_limited: 1 };
  for (const socket of slack.sockets) {
    socket.send(JSON.stringify({ envelope_id: "odd", type: "events_api", payload: limited }));
    socket.send("no JSON at all");
  }
  const { ts } = await slack.say(REPORT);
  await slack.waitFor(() => slack.answers(ts).length === 1);
});

test("sockets that Slack refreshes at once are opened again; what was said meanwhile is answered", async () => {
  bot = await startBot("socket", { retryMs: [3_000, 3_000, 3_000] });
  const { slack } = bot;
  await slack.waitFor(() => slack.sockets.size === 2);
  slack.refreshSockets();
  await slack.waitFor(() => slack.sockets.size === 0);
  const { ts } = await slack.say(REPORT);
  await slack.waitFor(() => slack.answers(ts).length === 1, 10_000);
  await settled(bot);
  expect(slack.answers(ts)).toHaveLength(1);
});

test("two connections: while Slack refreshes one, what is said comes over the other at once", async () => {
  bot = await startBot("socket", { retryMs: [] });
  const { slack } = bot;
  await slack.waitFor(() => slack.sockets.size === 2);
  slack.refreshSocket();
  await slack.waitFor(() => slack.sockets.size === 1);
  const { ts, isAcknowledged } = await slack.say(REPORT);
  expect(isAcknowledged).toBe(true);
  await slack.waitFor(() => slack.answers(ts).length === 1);
  await slack.waitFor(() => slack.sockets.size === 2, 10_000);
});

test("the same event over both connections is one message", async () => {
  bot = await startBot("socket");
  const { slack } = bot;
  await slack.waitFor(() => slack.sockets.size === 2);
  const { ts, events } = await slack.say(REPORT);
  for (const event of [...events, ...events]) expect(await slack.redeliver(event)).toBe(true);
  await slack.waitFor(() => slack.answers(ts).length === 1);
  await settled(bot);
  expect(slack.answers(ts)).toHaveLength(1);
});

test("a connection that cannot be had again for a while does not end the process", async () => {
  bot = await startBot("socket");
  const { slack } = bot;
  await slack.waitFor(() => slack.sockets.size === 2);
  const refused = { kind: "status", status: 503, happens: false } as const;
  slack.fail("apps.connections.open", refused, refused);
  slack.refreshSockets();
  await slack.waitFor(() => slack.sockets.size === 0);
  await slack.waitFor(() => slack.sockets.size === 2, 20_000);
  const { ts } = await slack.say(REPORT);
  await slack.waitFor(() => slack.answers(ts).length === 1);
});
