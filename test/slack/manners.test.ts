// Where and when the bot speaks: the rules, and what people see of them.

import { afterEach, describe, expect, test } from "vitest";
import { type Heard, heed, Manners } from "../../src/slack/manners.ts";
import { PASTE } from "../bot.ts";
import { type Bot, settled, startBot } from "./harness.ts";

const NIGHT = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };
const at = (time: string) => Date.parse(`2026-01-15T${time}:00Z`); // Berlin is an hour ahead
const heard = (as: Heard["as"], part: Partial<Heard> = {}): Heard => ({
  as,
  channel: "C0HELP",
  author: "U0ASKER",
  isEdit: false,
  isOurs: as === "reply",
  ...part,
});
const manners = (rule: object, more: object = {}): Manners =>
  Manners.parse({ default: rule, ...more });

test.each<[rule: object, heard: Heard, time: string, expected: string]>([
  [{}, heard("reply"), "12:00", "take"],
  [{}, heard("mention"), "12:00", "take"],
  [{ mode: "mention" }, heard("reply"), "12:00", "leave"],
  [{ mode: "mention" }, heard("mention"), "12:00", "take"],
  [{ mode: "mention" }, heard("choice"), "12:00", "take"],
  [{ mode: "mention" }, heard("reply", { isEdit: true }), "12:00", "take"],
  [{ mode: "quiet" }, heard("mention"), "12:00", "leave"],
  [{ mode: "quiet" }, heard("direct"), "12:00", "take"],
  [{ quiet_hours: NIGHT }, heard("reply"), "20:59", "take"],
  [{ quiet_hours: NIGHT }, heard("reply"), "21:00", "leave"],
  [{ quiet_hours: NIGHT }, heard("reply"), "05:59", "leave"],
  [{ quiet_hours: NIGHT }, heard("reply"), "06:00", "take"],
  [{ quiet_hours: NIGHT }, heard("mention"), "23:00", "take"],
  [{ quiet_hours: { ...NIGHT, from: "12:00", to: "13:00" } }, heard("reply"), "11:30", "leave"],
  [{ wait_minutes: 5 }, heard("mention"), "12:00", "12:05"],
  [{ wait_minutes: 5 }, heard("mention", { isOurs: true }), "12:00", "take"],
  [{ wait_minutes: 5 }, heard("direct"), "12:00", "take"],
])("%j and %j at %s: %s", (rule, message, time, expected) => {
  const heeding = heed(manners(rule), message, at(time));
  const when = heeding.kind === "take" && heeding.notBefore;
  expect(when ? new Date(when).toISOString().slice(11, 16) : heeding.kind).toBe(expected);
});

test("a channel's own rule goes before the default; who opted out is read only when mentioning", () => {
  const rules = manners(
    { mode: "mention" },
    { channels: { C0HELP: { mode: "follow-up" } }, opt_out: ["U0SHY"] },
  );
  expect(heed(rules, heard("reply"), at("12:00")).kind).toBe("take");
  expect(heed(rules, heard("reply", { channel: "C0OTHER" }), at("12:00")).kind).toBe("leave");
  expect(heed(rules, heard("reply", { author: "U0SHY" }), at("12:00")).kind).toBe("leave");
  expect(heed(rules, heard("mention", { author: "U0SHY" }), at("12:00")).kind).toBe("take");
});

const REPORT = `@tracehound\n\`\`\`\n${PASTE}\`\`\``;
const MINUTE_MS = 60_000;

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

/** `pass` moves the bot's clock. */
async function start(rule: object, more: object = {}) {
  let passedMs = 0;
  const rules = manners(rule, more);
  bot = await startBot("http", {
    settings: { manners: rules },
    parts: { now: () => Date.now() + passedMs },
  });
  const pass = (minutes: number) => {
    passedMs += minutes * MINUTE_MS;
  };
  return { ...bot, pass, rules };
}

describe("a mention that waits for people", () => {
  test("is answered when nobody has", async () => {
    const { slack, pass } = await start({ wait_minutes: 10 });
    const { ts } = await slack.say(REPORT);
    pass(9);
    await slack.say("it happens each night", { threadTs: ts }); // the asker is nobody else
    expect(slack.answers(ts)).toEqual([]);
    pass(2);
    await slack.waitFor(() => slack.answers(ts).length === 1);
    await settled(bot!);
    expect(JSON.stringify(slack.answers(ts)[0]!.blocks)).toContain("The pool is drained");
    expect(slack.notices).toEqual([]); // it waited for people, not for its turn
  });

  test("is left alone when somebody has, until it is mentioned again", async () => {
    const { slack, pass } = await start({ wait_minutes: 10 });
    const { ts } = await slack.say(REPORT);
    await slack.say("you need more slots", { threadTs: ts, user: "U0OTHER" });
    pass(11);
    await settled(bot!);
    await slack.say("acme 2.5.0", { threadTs: ts });
    await settled(bot!);
    expect(slack.answers(ts)).toEqual([]);
    await slack.say(REPORT, { threadTs: ts });
    await slack.waitFor(() => slack.answers(ts).length === 1);
  });

  test.each([
    ["only mentions count", { mode: "mention" }, {}],
    ["they have opted out", {}, { opt_out: ["U0OTHER"] }],
  ])("is left alone as well where %s, and their words are not stored", async (_, rule, more) => {
    const { slack, db, pass } = await start({ wait_minutes: 10, ...rule }, more);
    const { ts } = await slack.say(REPORT);
    await slack.say("you need more slots", { threadTs: ts, user: "U0OTHER" });
    pass(11);
    await settled(bot!);
    expect(slack.answers(ts)).toEqual([]);
    expect(await db.selectFrom("inbox").select("id").execute()).toHaveLength(1);
  });
});

test("in a channel where only mentions count, replies are neither stored nor answered", async () => {
  const { slack, db } = await start({ mode: "mention" });
  const { ts } = await slack.say(REPORT);
  await slack.waitFor(() => slack.answers(ts).length === 1);
  await slack.say("acme 2.5.0", { threadTs: ts });
  await slack.say("@tracehound nginx", { threadTs: ts });
  await slack.waitFor(() => slack.answers(ts).length === 2);
  await settled(bot!);
  expect(slack.answers(ts)[1]!.text).not.toContain("2.5.0");
  expect(await db.selectFrom("inbox").select("id").execute()).toHaveLength(2);
});

test("in a quiet channel a mention that is edited in is none, also in a thread from before", async () => {
  const { slack, rules } = await start({});
  const { ts } = await slack.say(REPORT);
  await slack.waitFor(() => slack.answers(ts).length === 1);
  const { ts: below } = await slack.say("what a day", { threadTs: ts });
  await settled(bot!);
  rules.default = { mode: "quiet" };
  await slack.edit(below, "@tracehound acme 2.5.0 and nginx");
  await settled(bot!);
  expect(slack.answers(ts)).toHaveLength(1);
  await slack.edit(ts, `${REPORT} on acme 3.0.1`); // what was answered is still kept true
  await settled(bot!);
  expect(slack.answers(ts)).toHaveLength(1);
  expect(slack.answers(ts)[0]!.text).toContain("3.0.1");
});

test("presses mean the same after a restart and when other questions are open", async () => {
  const { slack } = await start({});
  const { ts } = await slack.say(REPORT);
  const [answer] = await slack.waitFor(() => slack.answers(ts).length > 0 && slack.answers(ts));
  await slack.say("acme 2.5.0, widget 3, squid", { threadTs: ts }); // nothing is open any more
  await slack.waitFor(() => slack.answers(ts).length === 2);
  await bot!.restart();
  await slack.press(answer!, "choice:proxy:1", "nginx");
  await slack.waitFor(() => slack.answers(ts).length === 3);
  expect(slack.answers(ts)[2]!.text).toContain("nginx instead of squid");
});

test("in a direct message a mention is what any other word is: nobody else could answer first", async () => {
  bot = await startBot("http", { settings: { manners: manners({ wait_minutes: 30 }) } });
  const { ts } = await bot.slack.say(`@tracehound ${PASTE}`, { channel: "D0ASKER" });
  await bot.slack.waitFor(() => bot!.slack.answers(ts).length > 0);
  expect(bot.slack.answers(ts)).toHaveLength(1);
});
