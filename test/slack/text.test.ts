// Blocks to the words that the reader gets: what was typed, whatever Slack made of it.

import { expect, test } from "vitest";
import { toSaid } from "../../src/slack/text.ts";
import { toReport } from "../../src/text/report.ts";

const US = "U0TRACEHOUND";

type Json = Record<string, unknown>;
const word = (text: string, style?: Json): Json => ({
  type: "text",
  text,
  ...(style && { style }),
});
const part = (type: string, ...elements: Json[]): Json => ({ type: `rich_text_${type}`, elements });
const rich = (...elements: Json[]) => [{ type: "rich_text", elements }];

async function check(text: string, blocks: unknown, read: string) {
  expect((await toReport(toSaid(text, blocks, US).text)).text).toBe(read);
}

test("code keeps its lines, indentation and angle brackets, and is fenced", () =>
  check(
    "ignored",
    rich(
      part("section", { type: "user", user_id: US }, word(" it says\n")),
      part("preformatted", word('File "<stdin>", line 1\n    a < b && <http://x|y> &lt;')),
    ),
    'it says\n\n```\nFile "<stdin>", line 1\n    a < b && <http://x|y> &lt;\n```',
  ));

test("quotes, lists, links, people and emoji come back as text", () =>
  check(
    "",
    rich(
      part("quote", word("one\ntwo")),
      {
        ...part("list", part("section", word("a")), part("section", word("b"))),
        style: "ordered",
        indent: 1,
      },
      part(
        "section",
        { type: "link", url: "http://main.py", text: "main.py" },
        { type: "link", url: "https://docs.test" },
        { type: "user", user_id: "U1" },
        { type: "usergroup", usergroup_id: "S1" },
        { type: "channel", channel_id: "C1" },
        { type: "broadcast", range: "here" },
        { type: "emoji", name: "cry" },
        word("x=1", { code: true }),
      ),
    ),
    "> one\n> two\n  1. a\n  2. b\nmain.pyhttps://docs.test@user@team#channel@here:cry:`x=1`",
  ));

test("without rich text, `text` is read: entities, links of file names, mentions", () =>
  check(
    `<@${US}> <http://main.py|main.py> a &lt; b, <@U1> <https://docs.test|docs>`,
    [{ type: "section", text: { type: "mrkdwn", text: "x" } }],
    "main.py a < b, @user docs",
  ));

test("a mention is seen in text and in blocks, and in neither", () => {
  const us = rich(part("list", part("section", { type: "user", user_id: US })));
  expect(toSaid("", us, US).mentionsUs).toBe(true);
  expect(toSaid(`x <@${US}>`, undefined, US).mentionsUs).toBe(true);
  expect(
    toSaid("<@U1>", rich(part("section", { type: "user", user_id: "U1" })), US).mentionsUs,
  ).toBe(false);
});

test.each([
  null,
  {},
  [null],
  [{ type: "rich_text" }],
  rich({}),
  rich({ type: 7, elements: [7, null] }),
])("odd blocks %j fall back to the text", (blocks) => check("said so", blocks, "said so"));

test("elements that are nested without end are read as far as Slack nests them", () => {
  let inner = word("deep");
  for (let depth = 0; depth < 5_000; depth++) inner = part("section", inner);
  expect(toSaid("words", rich(inner), US)).toEqual({ text: "words", mentionsUs: false });
});
