// With a model: the plain answer stands at once, and its wording takes its place later.

import { afterEach, expect, test } from "vitest";
import type { Complete } from "../../src/answer/word.ts";
import { newBot } from "../bot.ts";
import { PROMPTS, says } from "../llm/harness.ts";
import { type Bot, settled, startBot } from "./harness.ts";

const REPORT = "@tracehound acme.errors.PoolError: pool limit of size 5 reached";
const PLAIN = "The pool had no slot left.";
const WORDED = "What happened here: the pool had no slot left.";
const GOOD = says({
  paragraphs: [{ id: "what_happened.1", pieces: [{ kind: "text", value: WORDED }] }],
});

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

/** A model that answers when told to. */
async function startWith(complete: Complete) {
  const gate = Promise.withResolvers<void>();
  const slow: Complete = async (request) => {
    await gate.promise;
    return complete(request);
  };
  const services = { ...newBot().services, complete: slow, prompts: PROMPTS };
  let aheadMs = 0;
  bot = await startBot("http", { services, parts: { now: () => Date.now() + aheadMs } });
  const pass = (ms: number) => {
    aheadMs += ms;
  };
  return { slack: bot.slack, speak: () => gate.resolve(), pass };
}
const updates = () => bot!.slack.journal.filter(({ method }) => method === "chat.update");

test("the plain answer does not wait, and is replaced in place, at the earliest after three seconds", async () => {
  const { slack, speak, pass } = await startWith(GOOD);
  const { ts } = await slack.say(REPORT);
  const answer = await slack.waitFor(() => slack.answers(ts)[0]);
  expect(answer.text).toContain(PLAIN);
  speak();
  await bot!.restart(); // lets every wording end
  const waiting = bot!.db.selectFrom("outbox").select("kind").where("state", "=", "pending");
  expect(await waiting.execute()).toEqual([{ kind: "update" }]);
  pass(3_000);
  await slack.waitFor(() => updates().length > 0);
  await settled(bot!);
  expect(slack.answers(ts)).toHaveLength(1);
  expect(slack.answers(ts)[0]).toMatchObject({ ts: answer.ts, metadata: answer.metadata });
  expect(slack.answers(ts)[0]!.text).toContain(WORDED);
});

test.each<[string, Complete]>([
  ["says nothing else", says({ paragraphs: [] })],
  ["fails", async () => ({ failed: "timeout" })],
  [
    "lies",
    says({ paragraphs: [{ id: "what_happened.1", pieces: [{ kind: "text", value: "Reboot." }] }] }),
  ],
])("a model that %s changes nothing", async (_name, complete) => {
  const { slack, speak } = await startWith(complete);
  const { ts } = await slack.say(REPORT);
  await slack.waitFor(() => slack.answers(ts)[0]);
  speak();
  await bot!.restart(); // lets every wording end
  await settled(bot!);
  expect(updates()).toEqual([]);
  expect(slack.answers(ts)[0]!.text).toContain(PLAIN);
});

test("a wording that comes after the report was edited or deleted is dropped", async () => {
  const { slack, speak } = await startWith(GOOD);
  const { ts } = await slack.say(REPORT);
  await slack.waitFor(() => slack.answers(ts)[0]);
  await settled(bot!);
  await slack.remove(ts);
  await settled(bot!);
  speak();
  await bot!.restart();
  await settled(bot!);
  expect(updates()).toHaveLength(1);
  expect(slack.answers(ts)[0]!.text).toContain("The report was deleted");
});
