// Replies in a thread refine the answer: facts are kept, deltas say what changed, side talk is left alone.

import { expect, test } from "vitest";
import { answerOf, FACTS, knowledgeOf, newBot, PASTE, POOL_ENTRY } from "../bot.ts";

test("a version gives a delta that says what is certain now, and only what changed", async () => {
  const bot = newBot();
  await bot.say(`${PASTE}it is acme's pool`);
  const { reply, markdown } = await bot.say("acme 2.5.0");
  expect(reply.kind).toBe("delta");
  expect(answerOf(reply)).toMatchObject({ level: "exact" });
  expect(markdown.split("\n")[0]).toContain("Acme version `2.5.0`");
  expect(markdown).toContain("The diagnosis is now certain.");
  expect(markdown).toContain("so the default is `eager`");
  expect(markdown).not.toContain("The pool had no slot left.");
});

test("a bare version answers the open question", async () => {
  const bot = newBot();
  await bot.say(PASTE);
  const { reply, thread } = await bot.say("2.5.0");
  expect(reply.kind).toBe("delta");
  expect(thread.facts).toContainEqual({ name: "acme.version", value: "2.5.0", source: "reply 1" });
});

test("a proxy opens the checks for that product only", async () => {
  const bot = newBot();
  const first = await bot.say(PASTE);
  expect(first.markdown).not.toContain("proxy_read_timeout");
  const { markdown } = await bot.say("there is nginx in front");
  expect(markdown).toContain("proxy_read_timeout");
  const other = newBot();
  await other.say(PASTE);
  expect((await other.say("we use squid")).markdown).not.toContain("proxy_read_timeout");
});

test("'I already set that' is noted as tried: the next fix is offered, the tried one never again", async () => {
  const bot = newBot();
  await bot.say(PASTE);
  const { reply, markdown, thread } = await bot.say("I already set that, same error");
  expect(reply.kind).toBe("delta");
  expect(thread.tried.map(({ id }) => id)).toEqual(["make-the-pool-lazy"]);
  expect(markdown).toContain("noted as tried");
  expect(markdown).toContain("Raise the limit");
  expect(markdown).not.toContain("ACME_POOL_MODE=lazy");
  const later = await bot.say("acme 2.5.0");
  expect(later.markdown).not.toContain("Make the pool lazy");
});

test("an own pool switches the branch: the product's fix goes", async () => {
  const bot = newBot();
  await bot.say(PASTE);
  const { markdown } = await bot.say("it is my own pool");
  expect(markdown).toContain("Your own pool is too small");
  expect(markdown).not.toContain("export ACME_POOL_MODE");
});

test("facts are kept over the thread; a later one replaces an earlier one", async () => {
  const bot = newBot();
  await bot.say(`${PASTE}acme 2.5.0, it is acme's pool`);
  await bot.say("no proxy");
  const { reply } = await bot.say("sorry, it is acme 3.1");
  expect(answerOf(reply)).toMatchObject({
    settings: [{ default: "lazy" }],
    questions: [{ fact: "widget.version" }],
  });
});

test("another error in the thread gets an answer of its own", async () => {
  const bot = newBot();
  await bot.say(PASTE);
  const { reply } = await bot.say("now it is ZebraError: the stripes are inverted");
  expect(reply).toMatchObject({
    kind: "answer",
    answer: { entry: null, header: { error: "ZebraError" } },
  });
});

test.each([
  ["thanks!", "thanks"],
  ["ok, will try tomorrow", "thanks"],
  ["@dana can you have a look at the other thing?", "somebody else"],
  ["quiet please", "asked to stay out"],
])("%s is met with silence", async (said, why) => {
  const bot = newBot();
  await bot.say(PASTE);
  const { reply, markdown } = await bot.say(said);
  expect(reply).toMatchObject({ kind: "silent", why: expect.stringContaining(why) });
  expect(markdown).toBe("");
});

test("'that worked' is acknowledged in one line", async () => {
  const bot = newBot();
  await bot.say(PASTE);
  const { reply, markdown } = await bot.say("that worked, thank you");
  expect(reply.kind).toBe("acknowledge");
  expect(markdown.split("\n")).toHaveLength(1);
});

test.each(["spoke too soon, still failing", "it came back after an hour", PASTE])(
  "what was solved is not any more: %s",
  async (said) => {
    const bot = newBot();
    await bot.say(PASTE);
    expect((await bot.say("that worked")).thread.resolution).not.toBeNull();
    expect((await bot.say("thanks again!")).thread.resolution).not.toBeNull();
    expect((await bot.say("I already set that")).thread.resolution).not.toBeNull();
    expect((await bot.say(said)).thread.resolution).toBeNull();
  },
);

test("a fact that nobody asked for and that changes nothing is noted without a word", async () => {
  const rule = "  - { name: place, title: place, kind: choice, values: { box: [container] } }";
  const bot = newBot(knowledgeOf({ "pool/pool-drained.md": POOL_ENTRY }, `${FACTS}${rule}\n`));
  await bot.say(PASTE);
  const { reply, thread } = await bot.say("we looked at the container together");
  expect(reply).toMatchObject({ kind: "silent", isNoted: true });
  expect(thread.facts).toContainEqual({ name: "place", value: "box", source: "reply 1" });
  expect(thread.stalled).toBe(0);
  expect((await bot.say("it is not the container, nginx then")).reply.kind).toBe("delta");
});

test("said of the advice, such a fact gets an answer all the same", async () => {
  const rule = "  - { name: place, title: place, kind: choice, values: { box: [container] } }";
  const bot = newBot(knowledgeOf({ "pool/pool-drained.md": POOL_ENTRY }, `${FACTS}${rule}\n`));
  await bot.say(PASTE);
  const { reply, markdown } = await bot.say("that's wrong, we run it in a container");
  expect(reply.kind).toBe("delta");
  expect(markdown).toContain("place `box`");
});
