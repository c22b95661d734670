// Whatever strangers write, wherever it comes back: no message of ours names or calls anybody. Payloads
// come from a seeded generator; the seed replays a failure.

import { expect, test } from "vitest";
import type { Answer } from "../../src/answer/answer.ts";
import type { Shelf } from "../../src/answer/context.ts";
import { deltaLead } from "../../src/conversation/delta.ts";
import { factLines } from "../../src/conversation/facts.ts";
import { toHandover } from "../../src/conversation/handover.ts";
import type { Reply } from "../../src/conversation/reply.ts";
import { newThread } from "../../src/conversation/thread.ts";
import type { Fact, Incident } from "../../src/incident/incident.ts";
import { noticeText } from "../../src/slack/notice.ts";
import { toSlackMessages } from "../../src/slack/render.ts";
import { type Block, code, link, list, paragraph, strong, text } from "../../src/text/nodes.ts";
import { answerOf, knowledgeOf, newBot, PASTE } from "../bot.ts";
import { blockProblems } from "../doubles/slack/blocks.ts";
import { pingsIn } from "../doubles/slack/workspace.ts";

const SEED = 20261123;
const PAYLOADS = 5_000;
const THROUGH_RESPOND = 60;

const PINGS = [
  "<!here>",
  "<!channel>",
  "<!everyone>",
  "<!here|here>",
  "<!channel|x>",
  "<!subteam^S012AB3CD>",
  "<!subteam^S012AB3CD|@ops>",
  "<@U012AB3CD>",
  "<@W012AB3CD|dana>",
  "<#C012AB3CD>",
  "<#C012AB3CD|general>",
  "@here",
  "@channel",
  "@everyone",
  "<!date^1392734382^{date}^https://evil.example|x>",
  "<https://evil.example|<!here>>",
  "<mailto:a@evil.example|a>",
];
type Wrap = (ping: string) => string;
const WRAPS: readonly Wrap[] = [
  (it) => it,
  (it) => it.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (it) => it.replaceAll("<", "&amp;lt;").replaceAll(">", "&amp;gt;"),
  (it) => it.replaceAll("<", "&#60;").replaceAll(">", "&#62;"),
  (it) => it.replaceAll("<", "\uff1c").replaceAll(">", "\uff1e").replaceAll("@", "\uff20"),
  (it) => it.replace(/([!@#])/, "\u200b$1\u200b"),
  (it) => it.replace(/([!@#])/, "$1\u00ad"),
  (it) => `\`${it}\``,
  (it) => `\`\`\`\n${it}\n\`\`\``,
  (it) => `*${it}* _${it}_ ~${it}~`,
  (it) => `<${it}`,
  (it) => `${it}>`,
  (it) => `<${it}>`,
  (it) => `[${it}](${it})`,
  (it) => `"${it}"`,
  (it) => `\u202e${it}\u202c`,
  (it) => `&${it};`,
  (it) => `|${it}|`,
  (it) => it.repeat(9),
];
/** Where the fallback text is cut, and where words are. */
const LONG: readonly Wrap[] = [
  (it) => `${"x".repeat(3_790)}${it}`,
  (it) => `${"x".repeat(1_990)}${it}`,
];

/** The same numbers for the same seed (mulberry32). */
function newRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const random = newRandom(SEED);
const pick = <Item>(list: readonly Item[]): Item => list[random(list.length)] as Item;

function newPayload(): string {
  const words = Array.from({ length: 1 + random(3) }, () => pick(WRAPS)(pick(WRAPS)(pick(PINGS))));
  if (random(100) === 0) words.unshift(pick(LONG)(pick(PINGS)));
  return words.join(pick([" ", "\n", "", "\t", " and "]));
}

const { services } = newBot();
const shelf: Shelf = services.shelf;
const first = answerOf((await newBot().say(PASTE)).reply);

/** The payload wherever a stranger's words, a title or a name can stand. */
function repliesWith(payload: string): Reply[] {
  const block: Block[] = [
    paragraph(text(payload), strong(payload), code(payload), link("issue:evil", payload)),
    list([[text(payload)], [code(payload)]]),
    { kind: "quote", text: payload },
    { kind: "title", inlines: [text(payload)] },
    { kind: "code", language: payload, shape: payload, text: payload },
  ];
  const facts: Fact[] = [{ name: payload, value: payload, source: "reply 1" }];
  const question = { fact: "proxy", also: [], text: payload, why: payload, how: payload };
  const answer: Answer = {
    ...first,
    header: { error: payload, title: payload, version: payload, product: payload },
    sections: [{ id: "fix", title: payload, blocks: block }],
    questions: [{ ...question, options: [payload, `${payload} 2`] }],
    sources: [{ id: "issue:evil", title: payload, url: "https://github.com/acme/app/issues/7" }],
    footer: { ...first.footer, curatedBy: payload, checkedAgainst: payload },
  };
  const named = { id: "x", title: payload };
  const learnt = [
    { name: payload, values: [payload], before: [payload], saidIn: "report" } as const,
  ];
  const change = { learnt, tried: named, proof: [code(payload)], setAside: payload };
  const thread = { ...newThread(), facts, tried: [named], rejected: [named] };
  const incident = incidentWith(payload, facts);
  const offers = [{ act: { kind: "human" }, label: payload }] as const;
  return [
    { kind: "answer", answer },
    { kind: "delta", answer, lead: deltaLead(shelf, thread, answer, change) },
    { kind: "acknowledge", blocks: [...block, list(factLines(shelf, facts))], offers },
    toHandover(shelf, thread, { answer, incident }, "stalled"),
  ];
}

function incidentWith(payload: string, facts: readonly Fact[]): Incident {
  const line = { column: null, code: null, module: null, inApp: false };
  const frame = { ...line, function: payload, file: payload, line: 3 };
  const exception = {
    type: payload,
    message: payload,
    relation: null,
    parent: null,
    frames: [frame],
  };
  const traces = [{ runtime: "python", exceptions: [exception] }];
  const report = { text: payload, redactions: [], problems: [] };
  const incident = { report, folded: "", traces, facts, signals: [], problems: [] };
  return incident as unknown as Incident;
}

/** All that may stand between angle brackets: a link to a source of ours. */
const LINK = /<https:\/\/(?:github\.com|docs\.acme\.test)\/[^<>|]*\|[^<>|]*>/g;

function problemsOf(reply: Reply): string[] {
  const messages = toSlackMessages(reply, 12, { maintainers: ["U0MAINTAINER"] });
  return messages.flatMap(({ text: said, blocks }) => {
    const bare = said.replace(LINK, "");
    return [
      ...pingsIn(said, blocks),
      ...(bare.match(/[<>]|@(?=[\w-])|(?<!\u2060):\/\//g) ?? []),
      ...blockProblems(blocks),
    ];
  });
}

test(`${PAYLOADS} payloads in every place of a message: nobody is named`, {
  timeout: 120_000,
}, () => {
  let messages = 0;
  for (let at = 0; at < PAYLOADS; at++) {
    const payload = newPayload();
    for (const reply of repliesWith(payload)) {
      expect(problemsOf(reply), `seed ${SEED}, payload ${at}: ${payload}`).toEqual([]);
      messages++;
    }
    const notice = noticeText([{ kind: payload, line: 3 }]);
    expect(notice, payload).not.toMatch(/[<>@]/);
  }
  console.log(`seed ${SEED}: ${PAYLOADS} payloads in ${messages} replies, nobody named`);
});

test(`${THROUGH_RESPOND} of them said by people, in reports, issues and replies`, {
  timeout: 120_000,
}, async () => {
  for (let at = 0; at < THROUGH_RESPOND; at++) {
    const payload = newPayload();
    const issue = {
      repository: "acme/app",
      number: 7,
      title: `Pool ${payload}`,
      body: PASTE,
      state: "open",
      html_url: "https://github.com/acme/app/issues/7",
      labels: [],
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
    };
    const talk = newBot(knowledgeOf(), [issue]);
    const said = [
      `${PASTE}${payload}`,
      `nginx, acme 2.5.0 ${payload}`,
      "I already set that",
      "wrong",
      `${PASTE}${payload}`,
      `${PASTE}${payload}`,
      `${PASTE}${payload}`,
    ];
    for (const it of said) {
      const { reply } = await talk.say(it);
      expect(problemsOf(reply), `seed ${SEED}, payload ${at}: ${payload}`).toEqual([]);
    }
  }
});
