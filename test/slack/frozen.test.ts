// A process that sleeps after its last look at its claim, with a request in its hands: nothing may
// leave it when it wakes.

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, expect, test } from "vitest";
import { type Bot, settled, startBot } from "./harness.ts";

const REPORT = "@tracehound acme.errors.PoolError: pool limit of size 5 reached";
/** Published by the HTTP client when it has a request, and has not yet looked for a connection. */
const MADE = "undici:request:create";
/** Too long for a post, too short for anybody to have taken it over. */
const ASLEEP_MS = 30_000;
/** Longer than what was not sent waits. */
const AGAIN_MS = 10_000;

let bot: Bot | null = null;
let unsubscribeAll = () => {};
afterEach(async () => {
  unsubscribeAll();
  await bot?.stop();
  bot = null;
});

/** A clock that jumps when the first call of `method` has been made. */
function sleepsAt(method: string) {
  const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs };
  const listen = (message: unknown) => {
    const { request } = message as { request: { path: string } };
    if (clock.aheadMs === 0 && request.path.endsWith(`/${method}`)) clock.aheadMs = ASLEEP_MS;
  };
  subscribe(MADE, listen);
  unsubscribeAll = () => unsubscribe(MADE, listen);
  return clock;
}

test.each([
  ["chat.postMessage", "message"],
  ["chat.postEphemeral", "notice"],
  ["chat.update", "update"],
] as const)("%s does not leave a process that slept, and is made again", async (method, kind) => {
  const clock = sleepsAt(method);
  bot = await startBot("http", { parts: { now: clock.now } });
  const { slack, db } = bot;
  const { ts } = await slack.say(`${REPORT} postgresql://app:hunter2hunter2@db.acme.test/app`);
  const calls = () =>
    slack.journal.filter((it) => it.method === method).map(({ outcome }) => outcome);
  const rows = () => db.selectFrom("outbox").selectAll().where("kind", "=", kind).execute();
  const isPutBack = async () => (await rows()).some(({ tries }) => tries === 1);
  if (kind === "update") {
    await settled(bot);
    await slack.edit(ts, `${REPORT} in acme 3.0.1`);
  }
  while (!(await isPutBack()) && calls().length === 0) await turn();
  expect(calls()).toEqual([]);
  clock.aheadMs += AGAIN_MS;
  await settled(bot);
  expect(calls()).toEqual(["ok"]);
});

const turn = () => new Promise((resolve) => setImmediate(resolve));
