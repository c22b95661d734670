// A maintainer puts an answer right, as everybody in the thread sees it.

import { afterEach, expect, test } from "vitest";
import { readThread } from "../../src/conversation/thread.ts";
import { NO_MANNERS } from "../../src/slack/manners.ts";
import { type Bot, settled, startBot } from "./harness.ts";

const MAINTAINER = "U0MAINTAINER";
const REPORT = "@tracehound our job dies: acme.errors.PoolError: pool limit of size 5 reached";
const NOTE = "corrected by a maintainer below";

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

async function answered() {
  const manners = { ...NO_MANNERS, maintainers: [MAINTAINER] };
  bot = await startBot("http", { settings: { manners } });
  const { ts } = await bot.slack.say(REPORT);
  const answer = await bot.slack.waitFor(() => bot!.slack.answers(ts)[0]);
  await settled(bot);
  const say = async (typed: string, user: string) => {
    const said = await bot!.slack.say(typed, { threadTs: ts, user });
    await settled(bot!);
    return said;
  };
  return { ts, answer, say };
}

test("the answer above is marked at once, in place; the bot leaves the thread to them", async () => {
  const { ts, answer, say } = await answered();
  await say("No, the cause is the new driver: pin driver<2", MAINTAINER);
  const [above, below, ...more] = bot!.slack.answers(ts);
  expect(above!.ts).toBe(answer.ts);
  expect(above!.metadata).toEqual(answer.metadata);
  expect(above!.text).toContain(NOTE);
  expect(JSON.stringify(above!.blocks)).toContain(NOTE);
  expect(below!.text).toContain("Corrected by a maintainer");
  expect(more).toEqual([]);

  await say("I will write that up", MAINTAINER);
  await say("ok, which version of it?", "U0ASKER");
  expect(bot!.slack.answers(ts)).toHaveLength(2);
  const { state } = await bot!.db.selectFrom("threads").select("state").executeTakeFirstOrThrow();
  expect(readThread(state).correction).toMatchObject({ entry: "pool-drained" });
});

test("what anybody else says marks nothing", async () => {
  const { ts, answer, say } = await answered();
  await say("No, the cause is the new driver: pin driver<2", "U0OTHER");
  expect(bot!.slack.answers(ts)).toEqual([answer]);
});

test("the mark goes when the maintainer takes the correction back", async () => {
  const { ts, say } = await answered();
  const correction = await say("No, the cause is the new driver", MAINTAINER);
  expect(bot!.slack.answers(ts)[0]!.text).toContain(NOTE);
  await bot!.slack.remove(correction.ts);
  await settled(bot!);
  expect(bot!.slack.answers(ts)).toHaveLength(1);
  expect(bot!.slack.answers(ts)[0]!.text).not.toContain(NOTE);
});
