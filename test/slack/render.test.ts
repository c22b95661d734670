// Every answer as Slack takes it: within its limits, and with nothing in it that pings or links.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import type { Reply } from "../../src/conversation/reply.ts";
import { newThread } from "../../src/conversation/thread.ts";
import { loadKnowledge } from "../../src/load.ts";
import { respond } from "../../src/respond.ts";
import { openServices } from "../../src/services.ts";
import { FALLBACK_CHARS_MAX } from "../../src/slack/limits.ts";
import { noticeText } from "../../src/slack/notice.ts";
import { type SlackMessage, toSlackMessages } from "../../src/slack/render.ts";
import { code, link, list, paragraph, text } from "../../src/text/nodes.ts";
import { toReport } from "../../src/text/report.ts";
import { knowledgeOf, newBot, PASTE } from "../bot.ts";
import { BLOCK_CHARS_MAX, blockProblems, shownChars } from "../doubles/slack/blocks.ts";
import { pingsIn } from "../doubles/slack/workspace.ts";
import { hostileTrace, PAYLOADS } from "../web/payloads.ts";

/** Words that Slack could read as a ping, a link, a date or a format. */
const HOSTILE: readonly string[] = [
  "<!channel>",
  "<!here>",
  "<!everyone>",
  "<!here|here>",
  "<!subteam^S012AB3CD>",
  "<!subteam^S012AB3CD|@ops>",
  "<@U012AB3CD>",
  "<@W012AB3CD|dana>",
  "<#C012AB3CD>",
  "<#C012AB3CD|general>",
  "@here",
  "@channel",
  "@everyone",
  "@dana",
  "\uff20channel",
  "@\u200bchannel",
  "&lt;!channel&gt;",
  "&amp;lt;!here&amp;gt;",
  "&#60;!channel&#62;",
  "<!date^1392734382^{date}^https://evil.example|x>",
  "<https://evil.example>",
  "<https://evil.example|https://slack.com>",
  "<https://evil.example|<!channel>>",
  "https://evil.example/x",
  "http://evil.example",
  "HTTPS://EVIL.EXAMPLE",
  "www.evil.example",
  "<mailto:a@evil.example|a>",
  "mailto:a@evil.example",
  "tel:+1555",
  "slack://open",
  "[x](https://evil.example)",
  "![x](https://evil.example/p.png)",
  "*bold* _it_ ~no~",
  "> quote\n>>> all",
  "```\n<!channel>\n```",
  "`<!channel>`",
  "<javascript:alert(1)|x>",
  "<data:text/html,x|x>",
  ":wave: :skull:",
  "<!channel",
  "!channel>",
  "<<!channel>>",
  "<! channel>",
  "<\u0000!channel>",
  "\u202e<!channel>",
  "<!chan\u00adnel>",
  "|<!channel>|",
  "<https://evil.example|",
  "<!channel>".repeat(50),
  "x".repeat(5_000),
  "𝔘".repeat(3_000),
];

const root = resolve(import.meta.dirname, "../..");
const dataDir = mkdtempSync(join(tmpdir(), "tracehound-render-"));
const env = { TRACEHOUND_DATA: dataDir, TRACEHOUND_CONFIG: join(root, "config.yaml") };
const { services } = await openServices(readConfig(env));
const knowledge = loadKnowledge(root);
const cases = [...knowledge.fixtures].flatMap(([id, { match }]) =>
  match.map((it) => [id, it.name, it.report] as const),
);

function problemsOf({ text: said, blocks }: SlackMessage, allowed: readonly string[]): string[] {
  const links = [
    ...JSON.stringify(blocks).matchAll(/"url":"([^"]+)"/g),
    ...said.matchAll(/<(https?:[^|>]+)\|/g),
  ];
  const bare = said.replace(/<https:[^|>]+\|[^>]*>/g, "");
  return [
    ...blockProblems(blocks),
    ...(shownChars(blocks) > BLOCK_CHARS_MAX ? ["too many characters"] : []),
    ...(said.length > FALLBACK_CHARS_MAX || said === "" ? [`text of ${said.length}`] : []),
    ...pingsIn(said, blocks).map((ping) => `ping ${ping}`),
    ...links
      .filter(([, url]) => !allowed.includes(url!.replaceAll("&amp;", "&")))
      .map(([, url]) => `link ${url}`),
    ...(JSON.stringify(blocks).includes("mrkdwn") ? ["mrkdwn"] : []),
    ...(/[<>]/.test(bare) ? [`bare bracket in ${bare}`] : []),
    ...(/(?<!\u2060):\/\/|@[\w-]|www\./i.test(bare) ? [`bare address in ${bare}`] : []),
    ...shownWords(blocks)
      .filter((it) => /(?<!\u2060):\/\/|@[\w-]|www\./i.test(it))
      .map((it) => `bare address in ${it}`),
    ...(/&(?!(?:amp|lt|gt);)/.test(said) ? ["bare ampersand"] : []),
  ];
}

/** Texts that a client could read an address or a name in: all but code and what is pressed. */
function shownWords(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(shownWords);
  if (value === null || typeof value !== "object") return [];
  const it = value as { type?: string; text?: unknown; style?: { code?: boolean } };
  if (it.type === "rich_text_preformatted" || it.style?.code || it.type === "actions") return [];
  const own = typeof it.text === "string" ? [it.text] : [];
  return [...own, ...Object.values(it).flatMap(shownWords)];
}

function check(reply: Reply): SlackMessage[] {
  const messages = toSlackMessages(reply, 12);
  const allowed = "answer" in reply ? reply.answer.sources.flatMap((it) => it.url ?? []) : [];
  expect(
    messages.flatMap((it) =>
      problemsOf(
        it,
        allowed.map((url) => new URL(url).href),
      ),
    ),
  ).toEqual([]);
  expect(messages.length).toBeLessThanOrEqual(2);
  return messages;
}

describe("hostile words", () => {
  test("there are enough of them", () => expect(HOSTILE.length).toBeGreaterThanOrEqual(50));

  test.each([...HOSTILE, ...PAYLOADS].map((payload) => [payload.slice(0, 40), payload]))(
    "%j comes back as words: in a report, in an issue, in a reply",
    async (_name, payload) => {
      const issue = {
        repository: "acme/app",
        number: 7,
        title: `Pool ${payload} drained`,
        body: `${PASTE}\n${payload}`,
        state: "open",
        html_url: "https://github.com/acme/app/issues/7",
        labels: [],
        created_at: "2026-01-01T00:00:00Z",
        updated_at: "2026-01-01T00:00:00Z",
      };
      const talk = newBot(knowledgeOf(), [issue]);
      check((await talk.say(`${PASTE}${payload}`)).reply);
      check((await talk.say(`acme 3.0.1 ${payload}`)).reply);
      check((await newBot(knowledgeOf(), [issue]).say(hostileTrace(payload))).reply);
      check((await newBot().say(payload)).reply);
      const blocks = [
        paragraph(text(payload), code(payload)),
        list([[text(payload)]]),
        { kind: "quote", text: payload } as const,
      ];
      check({ kind: "acknowledge", blocks: [...blocks, paragraph(link("issue:evil", payload))] });
    },
  );
});

test("links come from the answer's sources, and only https", async () => {
  const { reply } = await newBot().say(PASTE);
  if (reply.kind !== "answer") throw new Error(reply.kind);
  const evil = { id: "ref:evil", title: "x", url: "javascript:alert(1)" };
  const said = paragraph(link("ref:evil", "evil"), link("ref:none", "none"), link("ref:pools"));
  const section = { id: "fix", title: "Fix", blocks: [said] } as const;
  const answer = { ...reply.answer, sections: [section], sources: [...reply.answer.sources, evil] };
  const shown = JSON.stringify(toSlackMessages({ kind: "answer", answer }, 1));
  expect(shown).toContain('{"type":"link","url":"https://docs.acme.test/pools"');
  expect(shown).not.toMatch(/javascript|"url":"(?!https:)/);
});

test("questions with choices are buttons; a vote closes the last message", async () => {
  const messages = check((await newBot().say(PASTE)).reply);
  expect(JSON.stringify(messages)).toContain('"action_id":"choice:proxy:1"');
  expect(messages.at(-1)!.blocks.at(-1)).toMatchObject({ type: "context_actions" });
  for (const { blocks } of messages.slice(0, -1))
    expect(JSON.stringify(blocks)).not.toContain('"vote"');
});

test("an answer of any length fits, says that it was cut, and keeps its head and tail", async () => {
  const { reply } = await newBot().say(PASTE);
  if (reply.kind !== "answer") throw new Error(reply.kind);
  const long = Array.from({ length: 400 }, (_, at) => `line ${at} ${"x".repeat(60)}`).join("\n");
  const blocks = [
    paragraph(text("Why.")),
    { kind: "code", language: "", shape: null, text: long } as const,
  ];
  const sections = reply.answer.sections.map((it) => ({ ...it, blocks }));
  const options = Array.from({ length: 20 }, (_, at) => `choice ${at} ${"y".repeat(50)}`);
  const endless = Array.from({ length: 500 }, (_, at) => `choice ${at} ${"y".repeat(90)}`);
  const questions = reply.answer.questions.map((it, at) => ({
    ...it,
    options: at ? endless : options,
  }));
  const [first] = check({ kind: "answer", answer: { ...reply.answer, sections, questions } });
  expect(first!.blocks[0]).toMatchObject({ type: "header" });
  expect(JSON.stringify(first)).toContain("the rest did not fit");
  expect(JSON.stringify(first)).toContain("static_select");
});

describe("the knowledge of this repository", () => {
  test("has reports to render", () =>
    expect(cases.length).toBeGreaterThan(knowledge.entries.length));

  test.each(cases)("%s, %s: within every limit, the delta too", async (_id, _name, report) => {
    const { reply, thread } = await respond(services, await toReport(report), newThread());
    const messages = check(reply);
    for (const { blocks } of messages) expect(JSON.stringify(blocks)).not.toContain("did not fit");
    const [asked] = thread.asked;
    const said = asked?.options[0] ?? "it still fails";
    const answered = await respond(services, await toReport(said), thread);
    check(answered.reply);
    const call = { act: { kind: "human" } } as const;
    const { reply: handover } = await respond(
      services,
      await toReport("Need a human"),
      answered.thread,
      call,
    );
    expect(handover.kind).toBe("handover");
    check({ ...handover, isCall: false } as Reply);
  });
});

test("a notice names kinds and lines, and never a value", () => {
  const notice = noticeText([
    { kind: "url-password", line: 14 },
    { kind: "url-password", line: 20 },
    { kind: "email", line: 2 },
    { kind: "github-token", line: 3 },
  ]);
  expect(notice).toContain("a password in a URL, lines 14, 20");
  expect(notice).toContain("a secret (github-token), line 3");
  expect(notice).not.toContain("email");
  expect(noticeText([{ kind: "user", line: 1 }])).toBeNull();
});
