// People edit and delete what they said, and the answers follow. Judged by what stands in Slack.

import { afterEach, describe, expect, test } from "vitest";
import { Manners } from "../../src/slack/manners.ts";
import type { Message } from "../doubles/slack/workspace.ts";
import { type Bot, type BotOptions, settled, startBot } from "./harness.ts";

const REPORT = "@tracehound acme.errors.PoolError: pool limit of size 5 reached";
const OTHER = "@tracehound acme.errors.QueueError: the queue is closed";

let bot: Bot | null = null;
const start = async (options: BotOptions = {}) => {
  bot = await startBot("http", options);
  return bot;
};
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

const calls = (method: string) =>
  bot!.slack.journal.filter((it) => it.method === method).map(({ outcome }) => outcome);
const shown = (it: Message | undefined) => JSON.stringify(it);

async function answered(typed = REPORT) {
  const { slack } = bot!;
  const { ts } = await slack.say(typed);
  const answer = await slack.waitFor(() => slack.answers(ts)[0]);
  await settled(bot!);
  return { ts, answer };
}

describe("an edit", () => {
  test("of the report: its answer is updated in place, and says so", async () => {
    const { slack } = await start();
    const { ts, answer } = await answered(OTHER);
    expect(shown(answer)).not.toContain("The pool is drained");
    await slack.edit(ts, REPORT);
    await settled(bot!);
    expect(slack.answers(ts)).toHaveLength(1);
    const [now] = slack.answers(ts);
    expect(now!.ts).toBe(answer.ts);
    expect(now!.metadata).toEqual(answer.metadata);
    expect(shown(now)).toContain("The pool is drained");
    expect(now!.text).toContain("updated after the report was edited");
    expect(now!.text).not.toContain("QueueError");
  });

  test("of the report keeps what was said since; a reply that quoted it follows", async () => {
    const { slack } = await start();
    const { ts } = await answered(OTHER);
    await slack.say("acme 3.0.1", { threadTs: ts });
    await settled(bot!);
    const before = slack.answers(ts);
    await slack.edit(ts, REPORT);
    await settled(bot!);
    expect(slack.answers(ts).map((it) => it.ts)).toEqual(before.map((it) => it.ts));
    expect(slack.answers(ts)[0]!.text).toContain("Acme 3.0.1 · updated after the report");
    expect(shown(before[1])).toContain("QueueError"); // in its issue draft
    expect(shown(slack.answers(ts)[1])).not.toContain("QueueError");
    expect(slack.answers(ts)[1]!.text).toContain("Acme 3.0.1");
  });

  test("of a reply: its delta is updated, and the thread forgets the earlier words", async () => {
    const { slack, db } = await start();
    const { ts } = await answered();
    const reply = await slack.say("acme 3.0.1", { threadTs: ts });
    await settled(bot!);
    await slack.edit(reply.ts, "acme 2.5.0");
    await settled(bot!);
    expect(slack.answers(ts)).toHaveLength(2);
    expect(slack.answers(ts)[0]!.text).toContain("Acme 2.5.0");
    expect(slack.answers(ts)[1]!.text).toContain("2.5.0");
    expect(slack.answers(ts)[1]!.text).toContain("updated after the message was edited");
    const thread = await db.selectFrom("threads").select("state").executeTakeFirstOrThrow();
    expect(thread.state).not.toContain("3.0.1");
    expect(thread.state).toContain("2.5.0");
  });

  test("that comes again, or is no edit at all, changes nothing", async () => {
    const { slack, db } = await start();
    const { ts } = await answered(OTHER);
    const events = await slack.edit(ts, REPORT);
    await settled(bot!);
    await slack.touch(ts);
    for (const event of events) await slack.redeliver(event);
    await settled(bot!);
    expect(calls("chat.update")).toEqual(["ok"]);
    expect(await db.selectFrom("inbox").select("id").execute()).toHaveLength(2);
  });

  test("that adds a mention is a new mention, once", async () => {
    const { slack } = await start();
    const { ts } = await slack.say("acme.errors.PoolError: pool limit of size 5 reached");
    expect(slack.answers(ts)).toHaveLength(0);
    await slack.edit(ts, REPORT);
    await slack.waitFor(() => slack.answers(ts).length > 0);
    await settled(bot!);
    expect(slack.answers(ts)).toHaveLength(1);
    expect(slack.answers(ts)[0]!.text).not.toContain("updated after");
  });

  test("of somebody else's message, or of side talk, is nothing to us", async () => {
    const { slack, db } = await start();
    const { ts } = await slack.say("has anybody seen the build?");
    await slack.edit(ts, "has anybody seen the PoolError?");
    expect(await db.selectFrom("inbox").select("id").execute()).toEqual([]);
    const mine = await answered();
    const talk = await slack.say("see you at lunch", { threadTs: mine.ts, user: "U0OTHER" });
    await settled(bot!);
    await slack.edit(talk.ts, "see you at dinner");
    await settled(bot!);
    expect(slack.answers(mine.ts)).toHaveLength(1);
    expect(await db.selectFrom("messages").select("id").execute()).toHaveLength(1);
  });

  test.each([
    ["lost after it was made", { kind: "drop", happens: true }],
    ["lost before it was made", { kind: "drop", happens: false }],
    ["turned away", { kind: "status", status: 503, happens: false }],
  ] as const)("whose update is %s is made all the same", async (_name, fault) => {
    const { slack } = await start();
    const { ts } = await answered(OTHER);
    slack.fail("chat.update", fault);
    await slack.edit(ts, REPORT);
    await slack.waitFor(() => calls("chat.update").length === 2);
    await settled(bot!);
    expect(slack.answers(ts)).toHaveLength(1);
    expect(shown(slack.answers(ts)[0])).toContain("The pool is drained");
  });
});

test("an edit of a report whose answer never appeared ends without a word to anybody", async () => {
  const { slack, db, logged } = await start({ parts: { readBackMs: [500] } });
  slack.fail("chat.postMessage", { kind: "drop", happens: false });
  slack.scopes.delete("channels:history");
  const { ts } = await slack.say(OTHER);
  await slack.waitFor(() => calls("chat.postMessage").length === 1);
  await slack.edit(ts, REPORT); // the answer may be there: its change waits behind it
  await settled(bot!);
  const look = db.selectFrom("outbox").select(["kind", "state", "payload"]).orderBy("id");
  const [answer, change] = await look.execute();
  expect(answer).toMatchObject({ kind: "message", state: "parked" });
  expect(change).toEqual({ kind: "update", state: "sent", payload: "" });
  expect(calls("chat.update")).toEqual([]);
  expect(logged.filter((it) => it.includes("a person must look"))).toHaveLength(1);
  expect(logged.join("\n")).toContain("a change came to nothing");
});

describe("the answer above", () => {
  test("is headed with what was said below, and with no more once that is taken back", async () => {
    const { slack } = await start();
    const { ts, answer } = await answered();
    expect(answer.text).toContain("likely · Acme version unknown");
    const reply = await slack.say("acme 3.0.1", { threadTs: ts });
    await settled(bot!);
    const [above, below] = slack.answers(ts);
    expect(above!.ts).toBe(answer.ts);
    expect(above!.text).toContain("Acme 3.0.1 · updated with what was said below");
    expect(above!.text).toContain("The pool is drained");
    expect(below!.text).toContain("3.0.1");
    await slack.remove(reply.ts);
    await settled(bot!);
    expect(slack.answers(ts)).toHaveLength(1);
    expect(slack.answers(ts)[0]!.text).toContain("Acme version unknown");
    expect(shown(slack.answers(ts)[0])).not.toContain("3.0.1");
  });

  test("says so when what was said below leaves nothing of it", async () => {
    const { slack } = await start();
    const { ts } = await answered();
    await slack.say("sorry, that is acme 1.4.0", { threadTs: ts });
    await settled(bot!);
    expect(slack.answers(ts)[0]!.text).toContain("no longer holds: see below");
  });
});

describe("a deletion", () => {
  test("of the report: one line stands where the answer stood, and the thread is nobody's", async () => {
    const { slack, db } = await start();
    const { ts, answer } = await answered();
    await slack.say("acme 3.0.1", { threadTs: ts });
    await settled(bot!);
    expect(slack.answers(ts)).toHaveLength(2);
    await slack.remove(ts);
    await settled(bot!);
    const left = slack.answers(ts);
    expect(left.map((it) => it.ts)).toEqual([answer.ts]);
    expect(left[0]!.text).toBe("The report was deleted, so its answer is gone as well.");
    expect(await db.selectFrom("threads").select("id").execute()).toEqual([]);
    await slack.say("still PoolError: pool limit of size 5 reached", { threadTs: ts });
    await settled(bot!);
    expect(slack.answers(ts)).toHaveLength(1);
  });

  test("of a reply takes its delta away, and what it taught", async () => {
    const { slack, db } = await start();
    const { ts } = await answered();
    const reply = await slack.say("acme 3.0.1", { threadTs: ts });
    await settled(bot!);
    await slack.remove(reply.ts);
    await settled(bot!);
    expect(slack.answers(ts)).toHaveLength(1);
    const thread = await db.selectFrom("threads").select("state").executeTakeFirstOrThrow();
    expect(thread.state).not.toContain("3.0.1");
  });

  test("of what nobody stored is nothing to us", async () => {
    const { slack, db } = await start();
    const { ts } = await slack.say("good morning");
    await slack.remove(ts);
    expect(await db.selectFrom("inbox").select("id").execute()).toEqual([]);
  });
});

test("an edit of the report takes its earlier words out of a hand-over as well", async () => {
  const { slack, db } = await start({
    settings: { manners: Manners.parse({ maintainers: ["U0OTHER"] }) },
  });
  const { ts, answer } = await answered(`${REPORT} by customer zyxcanary`);
  await slack.say("acme 3.0.1", { threadTs: ts });
  await settled(bot!);
  await slack.press(answer, "human", "human");
  await settled(bot!);
  const before = slack.answers(ts);
  expect(shown(before.at(-1))).toContain("zyxcanary");
  await slack.edit(ts, `${REPORT} by a customer`);
  await settled(bot!);
  const now = slack.answers(ts);
  expect(now.map((it) => it.ts)).toEqual(before.map((it) => it.ts));
  expect(shown(now.at(-1))).toContain("reached by a customer");
  expect(shown(now.at(-1))).toContain("Please have a look");
  expect(JSON.stringify(now)).not.toContain("zyxcanary");
  expect(now[1]).toEqual(before[1]); // nothing of it was there
  const rows = await db.selectFrom("messages").selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain("zyxcanary");
});
