// The same scripts as people in Slack see them: many threads at once, through the double.

import { afterAll, beforeAll, expect, test } from "vitest";
import { NO_MANNERS } from "../../src/slack/manners.ts";
import { knowledgeOf, newBot } from "../bot.ts";
import { PRESS } from "../conversation/play.ts";
import { ENTRIES, SCRIPTS, type Step, type Who } from "../conversation/scripts.ts";
import { blockProblems } from "../doubles/slack/blocks.ts";
import { type Message, pingsIn } from "../doubles/slack/workspace.ts";
import { type Bot, startBot } from "./harness.ts";

const MAINTAINER = "U0MAINTAINER";
const POLL_MS = 5;
/** A press is not sent twice, and so many at once may take longer than Slack would wait. */
const ACK_MS = 60_000;

let bot: Bot;
beforeAll(async () => {
  const { services } = newBot(knowledgeOf(ENTRIES));
  const manners = { ...NO_MANNERS, maintainers: [MAINTAINER] };
  bot = await startBot("http", { services, settings: { manners }, ackMs: ACK_MS });
});
afterAll(() => bot?.stop());

type Seen = { readonly step: Step; readonly messages: readonly Message[] };

async function play(steps: readonly Step[], number: number): Promise<Seen[]> {
  const { slack } = bot;
  // People of their own, so that no script counts against another's budget.
  const users: Record<Who, string> = {
    asker: `U0ASKER${number}`,
    other: `U0OTHER${number}`,
    maintainer: MAINTAINER,
  };
  let threadTs: string | null = null;
  let seen = 0;
  const played: Seen[] = [];
  for (const step of steps) {
    const [who, says] = step;
    const user = users[who];
    if (says.startsWith(PRESS)) await press(threadTs ?? "", says.slice(PRESS.length), user);
    else {
      const said = await slack.say(says, { user, ...(threadTs && { threadTs }) });
      threadTs ??= said.ts;
    }
    const thread = threadTs ?? "";
    await quiet(thread);
    const messages = slack.answers(thread).slice(seen);
    seen += messages.length;
    played.push({ step, messages });
  }
  return played;
}

/** The newest button or option with that label. */
async function press(threadTs: string, label: string, user: string): Promise<void> {
  for (const message of bot.slack.answers(threadTs).toReversed()) {
    const found = elementsOf(message.blocks).find((it) => it.label === label);
    if (found) {
      expect(await bot.slack.press(message, found.actionId, found.value, user)).toBe(true);
      return;
    }
  }
  throw new Error(`nothing to press: ${label}`);
}

type Pressable = { readonly label: string; readonly actionId: string; readonly value: string };
type Element = {
  action_id: string;
  text?: { text: string };
  value?: string;
  options?: { text: { text: string }; value: string }[];
};

function elementsOf(blocks: readonly unknown[]): Pressable[] {
  const actions = blocks as { type: string; elements: Element[] }[];
  const elements = actions.filter(({ type }) => type === "actions").flatMap((it) => it.elements);
  return elements.flatMap(({ action_id: actionId, text, value, options = [] }) => [
    ...(text && value ? [{ label: text.text, actionId, value }] : []),
    ...options.map((it) => ({ label: it.text.text, actionId, value: it.value })),
  ]);
}

/** Nothing of the thread waits to be answered or posted. */
async function quiet(threadTs: string): Promise<void> {
  const open = async () => {
    const jobs = bot.db.selectFrom("inbox").select("id").where("thread_ts", "=", threadTs);
    const posts = bot.db.selectFrom("outbox").select("id").where("thread_ts", "=", threadTs);
    const waiting = await jobs.where("state", "in", ["pending", "leased"]).execute();
    const unsent = await posts.where("state", "in", ["pending", "sending"]).execute();
    return waiting.length + unsent.length > 0;
  };
  while (await open()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** All words of a message: the fallback, and what the blocks show. */
function wordsOf({ text, blocks }: Message): string {
  const shown = JSON.stringify(blocks, (key, value: unknown) =>
    ["type", "action_id", "style"].includes(key) ? undefined : value,
  );
  const joined = [...shown.matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map(([, it]) =>
    JSON.parse(`"${it}"`),
  );
  const fallback = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  return `${fallback}\n${joined.join("")}`.replaceAll("\u2060", "");
}

test("every script, all at once", { timeout: 120_000 }, async () => {
  const plays = await Promise.all(
    SCRIPTS.map(async ([name, ...steps], at) => ({ name, seen: await play(steps, at) })),
  );
  for (const { name, seen } of plays) {
    for (const { step, messages } of seen) {
      const [who, says, gets, has = [], hasNot = []] = step;
      const at = `${name}, ${who}: ${says}`;
      const words = messages.map(wordsOf).join("\n");
      if (gets === "silent") expect(words, at).toBe("");
      else expect(messages.length, at).toBeGreaterThan(0);
      for (const part of has) expect(words, at).toContain(part);
      for (const part of hasNot) expect(words, at).not.toContain(part);
      for (const it of messages) {
        expect(blockProblems(it.blocks), at).toEqual([]);
        const isCalled = says === `${PRESS}Need a human`;
        expect(pingsIn(it.text, it.blocks), at).toEqual(
          isCalled ? [`<@${MAINTAINER}>`, "user"] : [],
        );
      }
    }
  }
  const replies = plays.flatMap(({ seen }) => seen);
  console.log(`${plays.length} conversations, ${replies.length} messages of people`);
});
