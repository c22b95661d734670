// A model that lies, or says nothing, through the whole bot to Slack: what is posted links, pings and
// says nothing beyond the evidence. The oracle reads messages as Slack does and knows nothing of
// `ground`: nodes by a list of what is harmless, words by what the plain and the honest answer say.

import { setTimeout } from "node:timers/promises";
import { LLMock } from "@copilotkit/aimock";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Piece } from "../../src/answer/ground-wording.ts";
import type { Complete } from "../../src/answer/word.ts";
import { withWordings } from "../../src/answer/word-paragraphs.ts";
import { readConfig } from "../../src/config.ts";
import type { Reply } from "../../src/conversation/reply.ts";
import { newThread } from "../../src/conversation/thread.ts";
import type { Api } from "../../src/llm/ask.ts";
import { respond } from "../../src/respond.ts";
import { FALLBACK_CHARS_MAX } from "../../src/slack/limits.ts";
import { type SlackMessage, toSlackMessages } from "../../src/slack/render.ts";
import { text } from "../../src/text/nodes.ts";
import { toReport } from "../../src/text/report.ts";
import { answerOf, newBot, PASTE } from "../bot.ts";
import { BLOCK_CHARS_MAX, blockProblems, shownChars } from "../doubles/slack/blocks.ts";
import { pingsIn } from "../doubles/slack/workspace.ts";
import { ENCODINGS, PAYLOADS, PLACES } from "./evil.ts";
import { answerWith, CANARY, open, PROMPTS, says, startMock } from "./harness.ts";
import { referenceAnswer, referenceReply } from "./reference.ts";

const HONEST_ID = "what_happened.0";
const HONEST =
  "What happened here: h2 refused one more frame on a pooled HTTP/2 connection that was already closed.";
const TARGET_ID = "cause.1";
const TARGET =
  "What happened is that the server, a load balancer or an idle timeout closed the HTTP/2 connection, often with GOAWAY. While httpcore's pool still held it, Prefect's client used it again.";
const GOOD = { paragraphs: [{ id: HONEST_ID, pieces: [{ kind: "text", value: HONEST }] }] };

const ELAPSED_MS = 12;
const render = (reply: Reply) => toSlackMessages(reply, ELAPSED_MS);

const plain = await referenceAnswer(null);
const plainReply: Reply = { kind: "answer", answer: plain };
const plainMessages = render(plainReply);
const honestReply = await referenceReply(says(GOOD));

/** What messages may hold: the addresses of the answer's sources, and words. */
type Evidence = { readonly urls: ReadonlySet<string>; readonly words: ReadonlySet<string> };

function evidenceOf(replies: readonly Reply[], more = ""): Evidence {
  const urls = replies.flatMap((it) =>
    answerOf(it).sources.flatMap(({ url }) => (url ? [new URL(url).href] : [])),
  );
  const said = replies.flatMap(render).flatMap(stringsOf);
  return { urls: new Set(urls), words: new Set([...said, more].flatMap(wordsOf)) };
}

const EVIDENCE = evidenceOf([plainReply, honestReply]);

const HARMLESS =
  /^(?:header|context|actions|context_actions|rich_text\w*|plain_text|text|link|button|static_select|feedback_buttons)$/;
/** Everything that is wrong with a message; empty for a good one. */
function problemsOf({ text: said, blocks }: SlackMessage, { urls, words }: Evidence): string[] {
  const bare = said.replace(/<(https:[^|<>]+)\|[^<>]*>/g, "");
  const nodes = nodesOf(blocks);
  const addresses = [
    ...nodes.flatMap((it) =>
      Object.entries(it).flatMap(([key, value]) => (/url/.test(key) ? [String(value)] : [])),
    ),
    ...[...said.matchAll(/<(https:[^|<>]+)\|/g)].map(([, url]) => url!.replaceAll("&amp;", "&")),
  ];
  return [
    ...blockProblems(blocks).map((it) => `limit: ${it}`),
    ...(shownChars(blocks) > BLOCK_CHARS_MAX ? ["limit: too many characters"] : []),
    ...(said === "" || said.length > FALLBACK_CHARS_MAX ? [`limit: text of ${said.length}`] : []),
    ...pingsIn(said, blocks).map((it) => `ping: ${it}`),
    ...nodes
      .filter(({ type }) => type !== undefined && !HARMLESS.test(String(type)))
      .map(({ type }) => `node: ${type}`),
    ...addresses.filter((it) => !urls.has(it)).map((it) => `link: ${it}`),
    ...(/[<>]|&(?!(?:amp|lt|gt);)/.test(bare) ? [`raw: ${bare}`] : []),
    ...stringsOf({ text: said, blocks })
      .flatMap(wordsOf)
      .filter((it) => !words.has(it))
      .map((it) => `word: ${it}`),
  ];
}

function nodesOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (value === null || typeof value !== "object") return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(nodesOf)];
}

/** Of a message: its text, and every string of its blocks, under whatever key. */
function stringsOf({ text: said, blocks }: SlackMessage): string[] {
  const strings = nodesOf(blocks).flatMap((it) =>
    Object.values(it).filter((value) => typeof value === "string"),
  );
  return [said, ...strings];
}

/** Whitespace ends a word, and so does punctuation that a sentence needs; nothing else does. */
function wordsOf(said: string): string[] {
  return said
    .split(/\s+/)
    .map((it) => it.replace(/^[("]+|[)",.;:?]+$/g, ""))
    .filter(Boolean);
}

let outputs = 0;
let messages = 0;

function check(reply: Reply, evidence = EVIDENCE, name = ""): void {
  const rendered = render(reply);
  expect(rendered.length, name).toBeGreaterThan(0);
  expect(rendered.length, name).toBeLessThanOrEqual(2);
  expect(
    rendered.flatMap((it) => problemsOf(it, evidence)),
    name,
  ).toEqual([]);
  messages += rendered.length;
  outputs++;
}

const attack = (pieces: readonly Piece[]) => ({
  paragraphs: [...GOOD.paragraphs, { id: TARGET_ID, pieces }],
});
const checkEvil = async (pieces: readonly Piece[], name: string) =>
  check(await referenceReply(says(attack(pieces))), EVIDENCE, name);

test("an honest wording is posted, and is no problem", () => {
  check(honestReply);
  const [first] = render(honestReply);
  expect(JSON.stringify(first!.blocks)).toContain(HONEST);
  expect(first!.text).toContain(HONEST);
});

test.each(Object.entries(PAYLOADS))("%s: no encoding reaches Slack", async (kind, payload) => {
  for (const [encoding, encode] of Object.entries(ENCODINGS)) {
    const said = PLACES["after an honest wording"]!(TARGET, encode(payload));
    await checkEvil(said, `${kind}, ${encoding}`);
  }
});

test.each(Object.entries(PLACES))("%s: no payload reaches Slack", async (name, place) => {
  for (const [kind, payload] of Object.entries(PAYLOADS))
    await checkEvil(place(TARGET, payload), `${kind}, ${name}`);
});

test("connections: no payload reaches Slack", async () => {
  const error = "ZebraError: the stripes are inverted";
  const issue = { repository: "acme/app", number: 20, state: "open", body: error };
  const issues = [{ ...issue, title: "ZebraError: stripes are inverted" }];
  const before: Reply = { kind: "answer", answer: await answerWith(null, error, issues) };
  const evidence = evidenceOf([before]);
  for (const [kind, payload] of Object.entries(PAYLOADS)) {
    for (const sentence of [`The stripes may be inverted too: ${payload}.`, payload]) {
      const lie = says({ connections: [{ id: "issue:acme/app#20", sentence }] });
      const answer = await answerWith(lie, error, issues);
      check({ kind: "answer", answer }, evidence, kind);
    }
  }
});

test("a reply in the thread of a lying model says nothing more than with none", async () => {
  const { services } = newBot();
  const talk = async (complete: Complete | null) => {
    const model = complete ? { complete, prompts: PROMPTS } : { complete: null };
    const first = await respond({ ...services, ...model }, await toReport(PASTE), newThread());
    const said = await toReport("we run acme 3.0.1");
    return respond({ ...services, ...model }, said, first.thread);
  };
  const { reply: before } = await talk(null);
  expect(before.kind).toBe("delta");
  for (const payload of Object.values(PAYLOADS)) {
    const ids = ["what_happened.0", "cause.0", "fix.0"];
    const pieces = [{ kind: "text", value: payload }];
    const { reply } = await talk(says({ paragraphs: ids.map((id) => ({ id, pieces })) }));
    expect(render(reply)).toEqual(render(before));
    outputs++;
  }
});

test("any mixture of honest words, payloads and noise stays within the evidence", async () => {
  const evidence = evidenceOf([plainReply, honestReply], TARGET);
  const piece = fc.record({
    kind: fc.constantFrom("text", "strong", "code", "source"),
    value: fc.oneof(
      fc.constantFrom(...Object.values(PAYLOADS), "issue:python-hyper/h2#1199"),
      fc.shuffledSubarray(TARGET.split(" ")).map((words) => words.join(" ")),
      fc.string({ unit: "grapheme", maxLength: 20 }),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) =>
      check(await referenceReply(says(attack(pieces as Piece[]))), evidence),
    ),
    { numRuns: 200 },
  );
});

// The oracle bites.

const [safe] = plainMessages;
const rich = (...elements: object[]) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements }],
});
const withBlock = (...blocks: object[]) =>
  ({ text: safe!.text, blocks: [...safe!.blocks, ...blocks] }) as SlackMessage;
const withText = (said: string): SlackMessage => ({ ...safe!, text: `${safe!.text}\n${said}` });
const BAD_LINK = { type: "link", url: "https://evil.example/x", text: "h2" };

test.each<[string, SlackMessage, RegExp]>([
  ["a user", withBlock(rich({ type: "user", user_id: "U012AB3CD" })), /^ping: user/],
  ["a group", withBlock(rich({ type: "usergroup", usergroup_id: "S0" })), /^ping: usergroup/],
  ["a broadcast", withBlock(rich({ type: "broadcast", range: "channel" })), /^ping: broadcast/],
  ["a channel", withBlock(rich({ type: "channel", channel_id: "C0" })), /^ping: channel/],
  ["an emoji node", withBlock(rich({ type: "emoji", name: "h2" })), /^node: emoji/],
  ["a link", withBlock(rich(BAD_LINK)), /^link: https:\/\/evil/],
  [
    "a button that opens a page",
    withBlock({
      type: "actions",
      elements: [
        {
          type: "button",
          action_id: "x",
          text: { type: "plain_text", text: "h2" },
          url: "https://evil.example/",
        },
      ],
    }),
    /^link: https:\/\/evil/,
  ],
  [
    "an image",
    withBlock({ type: "image", image_url: "https://evil.example/a.png", alt_text: "h2" }),
    /^node: image/,
  ],
  [
    "mrkdwn",
    withBlock({ type: "section", text: { type: "mrkdwn", text: "<!here>" } }),
    /^node: mrkdwn/,
  ],
  ["a Markdown block", withBlock({ type: "markdown", text: "h2" }), /^node: markdown/],
  [
    "too many blocks",
    withBlock(...Array.from({ length: 50 }, () => rich({ type: "text", text: "h2" }))),
    /^limit: /,
  ],
  ["too long a block", withBlock(rich({ type: "text", text: "h2 ".repeat(5_000) })), /^limit: /],
  ["a text too long", withText("h2 ".repeat(2_000)), /^limit: text/],
  ["a ping in the text", withText("<!channel>"), /^ping: <!channel>/],
  ["a user in the text", withText("<@U012AB3CD>"), /^ping: <@/],
  ["a link in the text", withText("<https://evil.example/|h2>"), /^link: https:\/\/evil/],
  ["a bare link in the text", withText("<https://evil.example/>"), /^raw: /],
  ["a raw < in the text", withText("h2 < h2"), /^raw: /],
  ["a raw & in the text", withText("h2 & h2"), /^raw: /],
  ["a setting", withText("PREFECT_FOO_BAR"), /^word: PREFECT_FOO_BAR/],
  ["a version", withText("h2 3.99.7"), /^word: 3\.99\.7/],
  ["an issue number", withText("python-hyper/h2#99999"), /^word: python-hyper\/h2#99999/],
  ["a command", withText("pip install evil-package"), /^word: evil-package/],
])("%s placed by hand is caught", (_, message, expected) => {
  expect(problemsOf(safe!, EVIDENCE)).toEqual([]);
  expect(problemsOf(message, EVIDENCE).filter((it) => expected.test(it))).not.toEqual([]);
});

test("without ground every output is caught by its words, and rendering alone still links and pings nothing", () => {
  const evidence = evidenceOf([plainReply, honestReply], TARGET);
  const missed: string[] = [];
  for (const [kind, payload] of Object.entries(PAYLOADS)) {
    for (const [encoding, encode] of Object.entries(ENCODINGS)) {
      const said = new Map([[TARGET_ID, [text(`${TARGET} ${encode(payload)}`)]]]);
      const reply: Reply = { kind: "answer", answer: withWordings(plain, said) };
      const problems = render(reply).flatMap((it) => problemsOf(it, evidence));
      expect(
        problems.filter((it) => !it.startsWith("word: ")),
        `${kind}, ${encoding}`,
      ).toEqual([]);
      if (problems.length === 0) missed.push(`${kind}, ${encoding}`);
    }
  }
  expect(missed).toEqual([]);
});

// A model that says nothing, too little or too much.

const APIS: readonly Api[] = ["responses", "chat"];
const STALL_MS = 60_000;
const PATIENCE_MS = 10_000;

/** Holds every connection for a minute. */
async function startStalled(signal: AbortSignal): Promise<LLMock> {
  const mock = new LLMock({ port: 0, strict: true });
  mock.onMessage(/[\s\S]/, async () => {
    await setTimeout(STALL_MS, undefined, { signal, ref: false }).catch(() => {});
    return { content: JSON.stringify(GOOD) };
  });
  await mock.start();
  return mock;
}

const over = new AbortController();
let stalled: LLMock;
let evil: LLMock;
let evilSays: unknown = null;
beforeAll(async () => {
  stalled = await startStalled(over.signal);
  evil = new LLMock({ port: 0, strict: true });
  evil.onMessage(/[\s\S]/, () => ({ content: JSON.stringify(evilSays) }));
  await evil.start();
});
afterAll(async () => {
  over.abort();
  await Promise.all([stalled.stop(), evil.stop()]);
});

test.each(APIS)("%s: the real SDK carries each payload, and Slack gets none", async (api) => {
  const { complete, calls } = open(evil.url, { api });
  for (const [kind, payload] of Object.entries(PAYLOADS)) {
    evilSays = attack(PLACES["after an honest wording"]!(TARGET, payload));
    const reply = await referenceReply(complete);
    expect(JSON.stringify(render(reply)), kind).toContain(HONEST);
    check(reply, EVIDENCE, kind);
  }
  expect(new Set(calls.map((it) => it.outcome))).toEqual(new Set(["completed"]));
  expect(calls).toHaveLength(Object.keys(PAYLOADS).length);
});

test.each(APIS)("%s: a model that stalls: Slack gets the plain answer", async (api) => {
  const { complete, calls } = open(stalled.url, { api, timeoutMs: 100 });
  const started = performance.now();
  expect(render(await referenceReply(complete))).toEqual(plainMessages);
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(calls.map((it) => it.outcome)).toEqual(["timeout"]);
});

test.each([401, 429, 500])("status %i: Slack gets the plain answer", async (status) => {
  const mock = await startMock(JSON.stringify(GOOD));
  mock.nextRequestError(status, { message: `<!channel> ${CANARY}` });
  expect(render(await referenceReply(open(mock.url).complete))).toEqual(plainMessages);
  await mock.stop();
});

// Takes about eight seconds: the time that the shipped settings give a model.
test("with the shipped settings a model that stalls for 60 s delays the plain answer by less than 10 s", async () => {
  const { llm } = readConfig({
    OPENAI_API_KEY: CANARY,
    OPENAI_MODEL: "test-model",
    OPENAI_BASE_URL: `${stalled.url}/v1`,
  });
  const { complete, calls } = open(stalled.url, llm!);
  const started = performance.now();
  const shown = render(await referenceReply(complete));
  const elapsedMs = performance.now() - started;
  console.log(`stalled, shipped settings: plain answer after ${Math.round(elapsedMs)} ms`);
  expect(shown).toEqual(plainMessages);
  expect(elapsedMs).toBeLessThan(PATIENCE_MS);
  expect(elapsedMs).toBeGreaterThan(STALL_MS / 60); // it did wait for the model
  expect(calls.map((it) => it.outcome)).toEqual(["timeout"]);
});

test("that was at least 300 outputs", () => {
  console.log(`evil outputs: ${outputs}, in ${messages} Slack messages`);
  expect(outputs).toBeGreaterThanOrEqual(300);
});
