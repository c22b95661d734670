// Slack cannot be read, or lags, while what people edited and deleted above a mention is made up for.

import { afterEach, describe, expect, test } from "vitest";
import { newFakeClock } from "../doubles/clock.ts";
import { type Bot, newTime, startBot } from "./harness.ts";

const START = Date.parse("2026-03-02T08:00:00Z");
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const ROOT = "our job dies: acme.errors.PoolError: pool limit of size 5 reached";
const UNAVAILABLE = { kind: "status", status: 503, happens: false } as const;

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

async function start() {
  const clock = newFakeClock(START);
  const { pass } = newTime(clock);
  const parts = { now: clock.now, sleep: clock.sleep, pollMs: SECOND };
  bot = await startBot("http", { clock, parts, settings: { catchUpMs: null } });
  await pass(MINUTE);
  return {
    slack: bot.slack,
    db: bot.db,
    pass: (ms: number) => pass(ms, ms > 10 * MINUTE ? 5 * SECOND : SECOND),
  };
}

/** A report, a remark, and a mention that is answered from both. */
async function answered(mention = "@tracehound can you help?") {
  const { slack, db, pass } = await start();
  const root = await slack.say(ROOT, { user: "U0OTHER" });
  const remark = await slack.say("nginx at zyxcanary says no", {
    threadTs: root.ts,
    user: "U0OTHER",
  });
  const asked = await slack.say(mention, { threadTs: root.ts });
  await pass(MINUTE);
  expect(slack.answers(root.ts)[0]!.text).toContain("The pool is drained");
  return { slack, db, pass, root, remark, asked };
}

const fail = (count: number) =>
  bot!.slack.fail("conversations.replies", ...Array.from({ length: count }, () => UNAVAILABLE));
const reads = () => bot!.slack.journal.filter(({ method }) => method === "conversations.replies");
const kept = async () =>
  (await bot!.db.selectFrom("messages").select(["text", "sources"]).execute())[0]!;
const held = async () =>
  JSON.stringify([
    await bot!.db.selectFrom("messages").selectAll().execute(),
    await bot!.db.selectFrom("threads").selectAll().execute(),
    await bot!.db.selectFrom("outbox").selectAll().execute(),
  ]);

describe("a remark that is deleted takes its words along, and no more,", () => {
  test("while Slack cannot be read", async () => {
    const { slack, pass, root, remark } = await answered();
    fail(8);
    await slack.remove(remark.ts);
    await pass(10 * MINUTE);
    expect(slack.answers(root.ts)).toHaveLength(1);
    expect(slack.answers(root.ts)[0]!.text).toContain("The pool is drained");
    expect((await kept()).text).toBe(`${ROOT}\n\ncan you help?`);
    expect(await held()).not.toContain("zyxcanary");
  });

  test("while Slack still shows it, however often it is read", async () => {
    const { slack, pass, root, remark } = await answered();
    const { messages } = slack;
    const at = messages.findIndex(({ ts }) => ts === remark.ts);
    const shown = messages[at]!;
    const removed = slack.remove(remark.ts);
    messages.splice(at, 0, shown);
    await removed;
    await pass(MINUTE);
    expect(slack.answers(root.ts)[0]!.text).toContain("The pool is drained");
    expect((await kept()).text).toBe(`${ROOT}\n\ncan you help?`);
    await slack.edit(root.ts, `${ROOT} on acme 3.0.1`); // read again: it is shown yet
    await pass(MINUTE);
    expect(slack.answers(root.ts)[0]!.text).toContain("Acme 3.0.1");
    expect(await held()).not.toContain("zyxcanary");
  });

  test("where Slack can never be read again: then with the message that holds them", async () => {
    const { slack, db, pass, root, remark } = await answered();
    await slack.say("acme 3.0.1", { threadTs: root.ts });
    await pass(MINUTE);
    const before = reads().length;
    fail(500);
    await slack.remove(remark.ts);
    await pass(50 * MINUTE);
    expect(await held()).toContain("zyxcanary");
    await pass(15 * MINUTE);
    expect(reads().length - before).toBeLessThan(80);
    expect(await held()).not.toContain("zyxcanary");
    expect(slack.answers(root.ts)[0]!.text).toContain("A message above was deleted");
    const left = await db.selectFrom("messages").select("text").orderBy("id").execute();
    expect(left.map(({ text }) => text)).toEqual(["", "acme 3.0.1"]);
    const open = db.selectFrom("inbox").select("id").where("state", "in", ["pending", "leased"]);
    expect(await open.execute()).toEqual([]);
  });
});

test("a mention that is edited keeps its answer while Slack cannot be read, and follows then", async () => {
  const { slack, pass, root, remark, asked } = await answered();
  const { sources } = await kept();
  fail(3);
  await slack.edit(asked.ts, "@tracehound can you help? on acme 3.0.1");
  await pass(3 * SECOND);
  expect(slack.answers(root.ts)[0]!.text).not.toContain("could not read");
  await pass(5 * MINUTE);
  expect(slack.answers(root.ts)).toHaveLength(1);
  expect(slack.answers(root.ts)[0]!.text).toContain("Acme 3.0.1");
  expect(slack.answers(root.ts)[0]!.text).toContain("The pool is drained");
  expect((await kept()).sources).toBe(sources);
  expect(JSON.parse(sources)).toEqual([asked.ts, root.ts, remark.ts]);
});

describe("a thread of more than one page", () => {
  async function long(count: number) {
    const { slack, pass } = await start();
    slack.outage("events");
    const root = await slack.say(ROOT, { user: "U0OTHER" });
    const said: string[] = [];
    for (let at = 0; at < count; at++) {
      const it = await slack.say(`chatter ${at}.`, { threadTs: root.ts, user: "U0OTHER" });
      said.push(it.ts);
    }
    slack.outage(null);
    const asked = await slack.say("@tracehound own words", { threadTs: root.ts });
    await pass(MINUTE);
    return { slack, pass, root, said, asked };
  }

  test("is read down to the mention, also when a remark near it is edited", async () => {
    const { slack, pass, root, said, asked } = await long(250);
    const { text, sources } = await kept();
    expect(text.startsWith(ROOT)).toBe(true);
    expect(text.endsWith("chatter 249.\n\nown words")).toBe(true);
    expect(JSON.parse(sources)).toEqual([asked.ts, root.ts, ...said.slice(-20)]);
    await slack.edit(said.at(-1)!, "an edited remark");
    await pass(MINUTE);
    expect((await kept()).text).toBe(text.replace("chatter 249.", "an edited remark"));
  });

  test("and of more than are read is not taken for what was said long before", async () => {
    const { slack, pass, root, said, asked } = await long(1_001);
    expect(JSON.parse((await kept()).sources)).toEqual([asked.ts, root.ts]);
    expect((await kept()).text).toBe(`${ROOT}\n\nown words`);
    expect(slack.answers(root.ts)[0]!.text).toContain("too long for me to read");
    expect(reads()).toHaveLength(5);
    await slack.edit(root.ts, `${ROOT} on acme 3.0.1`); // cannot be read down to the mention
    await pass(MINUTE);
    expect((await kept()).text).toBe(`${ROOT}\n\nown words`);
    expect(said).toHaveLength(1_001);
  });
});

test("an edit that could not be followed is followed when it is told again", async () => {
  const { slack, pass, root, remark } = await answered();
  fail(500);
  const events = await slack.edit(remark.ts, "we are on acme 3.0.1");
  await pass(65 * MINUTE);
  expect((await kept()).text).toContain("zyxcanary");
  slack.calm();
  for (let told = 0; told < 2; told++) {
    for (const event of events) await slack.redeliver(event);
    await pass(MINUTE);
  }
  expect((await kept()).text).toBe(`${ROOT}\n\nwe are on acme 3.0.1\n\ncan you help?`);
  expect(slack.answers(root.ts)[0]!.text).toContain("Acme 3.0.1");
  const versions = bot!.db.selectFrom("inbox").select("state").where("of_ts", "=", remark.ts);
  expect(await versions.execute()).toEqual([{ state: "done" }]);
});
