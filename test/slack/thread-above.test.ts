// Mentioned below a report that others wrote: the thread is the report.

import { afterEach, describe, expect, test } from "vitest";
import { joinParts } from "../../src/slack/join-parts.ts";
import { Manners } from "../../src/slack/manners.ts";
import { type Bot, NO_PACES, settled, startBot } from "./harness.ts";

const ROOT = "our job dies: acme.errors.PoolError: pool limit of size 5 reached";

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

async function thread(...said: readonly (readonly [user: string, text: string, event?: object])[]) {
  bot ??= await startBot("http");
  const { slack } = bot;
  const [root, ...rest] = said;
  const first = await slack.say(root![1], { user: root![0], event: { ...root![2] } });
  const all = [first.ts];
  for (const [user, text, event] of rest) {
    const it = await slack.say(text, { user, threadTs: first.ts, event: { ...event } });
    all.push(it.ts);
  }
  return all;
}

async function answerIn(ts: string) {
  const answer = await bot!.slack.waitFor(() => bot!.slack.answers(ts)[0]);
  await settled(bot!);
  return answer;
}
const kept = async () =>
  (await bot!.db.selectFrom("messages").select(["text", "sources"]).execute())[0]!;

describe("a mention below", () => {
  test("is answered from the root and what people said, its own words last", async () => {
    const said = await thread(
      ["U0ASKER", ROOT],
      ["U0OTHER", "which acme? we are on acme 3.0.1"],
      ["U0OTHER", "nginx says no", { bot_id: "B0OTHER" }],
      ["U0ASKER", "@tracehound can you help?"],
    );
    const answer = await answerIn(said[0]!);
    expect(answer.text).toContain("The pool is drained");
    expect(answer.text).toContain("Acme 3.0.1");
    const { text, sources } = await kept();
    expect(text).toBe(`${ROOT}\n\nwhich acme? we are on acme 3.0.1\n\ncan you help?`);
    expect(JSON.parse(sources)).toEqual([said[3], said[0], said[1]]);
    expect(
      bot!.slack.journal.filter(({ method }) => method === "conversations.replies"),
    ).toHaveLength(1);
  });

  test("hides everybody's secrets, and tells nobody about another's", async () => {
    const password = ["hunter", "2", "swordfish"].join("");
    const [root] = await thread(
      ["U0OTHER", `${ROOT} postgresql://app:${password}@db.internal/app`],
      ["U0ASKER", "@tracehound can you help?"],
    );
    await answerIn(root!);
    const { slack, db, logged } = bot!;
    const rows = await db.selectFrom("messages").selectAll().execute();
    expect(JSON.stringify([rows, slack.journal, logged])).not.toContain(password);
    expect(slack.notices).toEqual([]);
  });

  test("reads nothing of those who opted out, but where they mention the bot", async () => {
    const manners = Manners.parse({ opt_out: ["U0SHY"] });
    bot = await startBot("http", { settings: { manners } });
    const said = await thread(
      ["U0ASKER", ROOT],
      ["U0SHY", "mine is acme 3.0.1, that is nobody's business"],
      ["U0SHY", "@tracehound ours is acme 2.5.0"],
      ["U0ASKER", "@tracehound can you help?"],
    );
    await answerIn(said[0]!);
    expect((await kept()).text).not.toContain("3.0.1");
    expect((await kept()).text).toContain("2.5.0");
  });

  test("reads the root's file", async () => {
    bot = await startBot("http");
    const file = bot.slack.upload({ content: ROOT, mode: "snippet" });
    const [root] = await thread(
      ["U0OTHER", "it fails", { subtype: "file_share", files: [file] }],
      ["U0ASKER", "@tracehound can you help?"],
    );
    expect((await answerIn(root!)).text).toContain("The pool is drained");
  });

  test("that may not read the thread is answered, and says so", async () => {
    bot = await startBot("http");
    bot.slack.scopes.delete("channels:history");
    const [root] = await thread(["U0OTHER", ROOT], ["U0ASKER", "@tracehound can you help?"]);
    expect((await answerIn(root!)).text).toContain(
      "could not read the messages above (missing_scope)",
    );
  });

  test("that Slack turns away is answered, and says so", async () => {
    let limited = 0;
    bot = await startBot("http", { parts: { onLimited: () => limited++ } });
    bot.slack.fail("conversations.replies", { kind: "limit", seconds: 1 });
    const [root] = await thread(["U0OTHER", ROOT], ["U0ASKER", "@tracehound can you help?"]);
    expect((await answerIn(root!)).text).toContain(
      "could not read the messages above (rate limit)",
    );
    expect(limited).toBe(1);
  });

  test("takes the root and the last twenty of a long thread", async () => {
    const chat = Array.from({ length: 30 }, (_, at) => ["U0OTHER", `chatter ${at}`] as const);
    const [root] = await thread(["U0OTHER", ROOT], ...chat, ["U0ASKER", "@tracehound help"]);
    await answerIn(root!);
    const { text } = await kept();
    expect(text.startsWith(ROOT)).toBe(true);
    expect(text).not.toContain("chatter 9\n");
    expect(text).toContain("chatter 10\n");
  });

  test("follows the root: edited, the answer is; deleted, the answer goes", async () => {
    const [root] = await thread(["U0OTHER", ROOT], ["U0ASKER", "@tracehound can you help?"]);
    await answerIn(root!);
    await bot!.slack.edit(root!, `${ROOT} on acme 3.0.1`);
    await settled(bot!);
    expect(bot!.slack.answers(root!)).toHaveLength(1);
    expect(bot!.slack.answers(root!)[0]!.text).toContain("Acme 3.0.1");
    expect((await kept()).text).toContain("can you help?");
    await bot!.slack.remove(root!);
    await settled(bot!);
    expect(bot!.slack.answers(root!)[0]!.text).toContain("The report was deleted");
    expect(await bot!.db.selectFrom("messages").select("id").execute()).toEqual([]);
  });
});

test("more of them than Slack lets us read wait their turn, as long as it takes, and hold up no other", async () => {
  const clock = { aheadMs: 0 };
  const above = { everyMs: 60_000, burst: 1 };
  const now = () => Date.now() + clock.aheadMs;
  bot = await startBot("http", { parts: { now, paces: { ...NO_PACES, thread: above } } });
  const roots: string[] = [];
  for (let at = 0; at < 3; at++) {
    const [root] = await thread(["U0OTHER", ROOT], ["U0ASKER", "@tracehound can you help?"]);
    roots.push(root!);
  }
  const alone = await bot.slack.say(`@tracehound ${ROOT}`);
  await bot.slack.waitFor(() => bot!.slack.answers(alone.ts)[0]);
  const reads = () => bot!.slack.journal.filter(({ method }) => method === "conversations.replies");
  const answered = () => roots.filter((ts) => bot!.slack.answers(ts).length > 0);
  const posted = async () => {
    const open = bot!.db.selectFrom("outbox").select("id").where("state", "!=", "sent");
    while ((await open.execute()).length > 0) await new Promise((turn) => setImmediate(turn));
  };
  for (let turn = 1; turn <= 3; turn++) {
    await bot.slack.waitFor(() => answered().length === turn);
    expect(reads()).toHaveLength(turn);
    await posted(); // its lease must not run out with the jump
    clock.aheadMs += 60_000;
  }
  await settled(bot);
  for (const ts of roots) {
    expect(bot.slack.answers(ts)).toHaveLength(1);
    expect(bot.slack.answers(ts)[0]!.text).toContain("The pool is drained");
  }
});

describe("a remark above the mention", () => {
  test("that is deleted takes its words from the answer, and no more", async () => {
    const [root, remark] = await thread(
      ["U0ASKER", ROOT],
      ["U0OTHER", "we are on acme 3.0.1"],
      ["U0ASKER", "@tracehound can you help?"],
    );
    expect((await answerIn(root!)).text).toContain("Acme 3.0.1");
    await bot!.slack.remove(remark!);
    await settled(bot!);
    const [answer] = bot!.slack.answers(root!);
    expect(answer!.text).toContain("The pool is drained");
    expect(answer!.text).not.toContain("3.0.1");
    expect((await kept()).text).toBe(`${ROOT}\n\ncan you help?`);
    expect(JSON.stringify(await bot!.db.selectFrom("threads").selectAll().execute())).not.toContain(
      "3.0.1",
    );
  });

  test("that is edited tells its author nothing of another's secrets", async () => {
    const password = ["hunter", "2", "swordfish"].join("");
    const [root, remark] = await thread(
      ["U0ASKER", ROOT],
      ["U0OTHER", "we are on acme"],
      ["U0ASKER", `@tracehound help: postgresql://app:${password}@db.internal/app`],
    );
    await answerIn(root!);
    expect(bot!.slack.notices).toHaveLength(1);
    await bot!.slack.edit(remark!, "we are on acme 3.0.1");
    await settled(bot!);
    expect(bot!.slack.answers(root!)[0]!.text).toContain("Acme 3.0.1");
    expect(bot!.slack.notices.map(({ user }) => user)).toEqual(["U0ASKER"]);
  });
});

test("a broadcast mention reads the thread that it came from", async () => {
  const said = await thread(
    ["U0OTHER", ROOT],
    ["U0ASKER", "@tracehound can you help?", { subtype: "thread_broadcast" }],
  );
  expect((await answerIn(said[0]!)).text).toContain("The pool is drained");
});

test("a mention in a private channel stays there: rows carry its audience", async () => {
  bot = await startBot("http");
  const { slack } = bot;
  const root = await slack.say(ROOT, { channel: "C0SECRET" });
  await slack.say("@tracehound help", { channel: "C0SECRET", threadTs: root.ts });
  await answerIn(root.ts);
  const rows = await bot.db.selectFrom("threads").select("visibility").execute();
  expect(rows).toEqual([{ visibility: "channel" }]);
});

test("parts that are too long together give way in the middle of the longest", () => {
  const joined = joinParts(["short", `begin${"x".repeat(500)}end`, "", "own"], 300);
  expect(joined.length).toBeLessThanOrEqual(300);
  expect(joined).toMatch(/^short\n\nbeginx+\n\[\d+ characters left out\]\nx+end\n\nown$/);
});

test("many long parts share the room: none is dropped for being the longest", () => {
  const above = Array.from({ length: 30 }, () => "y".repeat(390));
  const joined = joinParts([...above, "own words", `${"z".repeat(400)}last line`], 3_000);
  expect(joined.length).toBeLessThanOrEqual(3_000);
  expect(joined).toContain("own words");
  expect(joined).toContain("last line");
});
