// Renderers escape everything: no text of a stranger becomes markup, on any surface.

import fc from "fast-check";
import { marked, type Token } from "marked";
import { expect, test } from "vitest";
import type { Answer } from "../../src/answer/answer.ts";
import { escapeMarkdown, inlineCode, toMarkdown } from "../../src/answer/markdown.ts";
import { toMessages } from "../../src/answer/messages.ts";
import { toTerminal } from "../../src/answer/terminal.ts";
import { code, link, list, paragraph, strong, text } from "../../src/text/nodes.ts";

const HOSTILE = [
  "[click](https://evil.test)",
  "![x](https://evil.test/a.png)",
  "<img src=x onerror=alert(1)>",
  "<https://evil.test>",
  "https://evil.test",
  "www.evil.test",
  "@everyone @here @dana",
  "<!channel> <@U123> <#C1|x> <!subteam^S1>",
  "# heading",
  "> quote",
  "- item",
  "1. item",
  "```\nfence",
  "`code` and ``more``",
  "[ref]: https://evil.test",
  "**bold** _em_ ~~gone~~",
  "| a | b |\n|---|---|",
  "&lt;script&gt; &#106;avascript:alert(1)",
  "javascript:alert(1)",
  "a\n===\nb\n---",
  "a\nb\n---:",
  ":-:",
  "\\[x\\](https://evil.test)",
];

function answerWith(said: string): Answer {
  return {
    level: "similar",
    entry: null,
    lead: null,
    header: { error: said, title: said, version: said, product: said },
    sections: [
      {
        id: "what_happened",
        title: "What happened",
        blocks: [paragraph(text(said), strong(said), code(said)), list([[text(said)]])],
      },
      {
        id: "reports",
        title: "Known reports",
        blocks: [
          { kind: "quote", text: said },
          { kind: "code", language: said, shape: null, text: said },
          paragraph(link("issue:a/b#1", said), link("issue:hidden/x#2", said)),
        ],
      },
    ],
    settings: [],
    fixedIn: [],
    reports: [],
    candidates: [],
    questions: [],
    sources: [{ id: "issue:a/b#1", title: said, url: "https://github.com/a/b/issues/1" }],
    footer: { curatedBy: said, checkedAgainst: said, reviewed: "2026-01-01", mode: "curated" },
  };
}

const ALLOWED = new Set(
  "space paragraph text escape strong em codespan code list list_item heading hr link br blockquote".split(
    " ",
  ),
);

/** Every token of the Markdown as a reader's program sees it; links only where the source points. */
function problemsOf(markdown: string): string[] {
  const problems: string[] = [];
  const walk = (token: Token): void => {
    if (!ALLOWED.has(token.type)) problems.push(token.type);
    if (token.type === "link" && token.href !== "https://github.com/a/b/issues/1")
      problems.push(`link ${token.href}`);
    if (token.type === "heading" && !/^(What happened|Known reports)$/.test(token.text))
      problems.push(`heading ${token.text}`);
    const { tokens = [], items = [] } = token as { tokens?: Token[]; items?: Token[] };
    for (const child of [...tokens, ...items]) walk(child);
  };
  for (const token of marked.lexer(markdown)) walk(token);
  return problems;
}

test.each(HOSTILE)("%j stays text in Markdown", (said) => {
  const markdown = toMarkdown(answerWith(said), null);
  expect(problemsOf(markdown)).toEqual([]);
  expect(markdown.replace(/```[\s\S]*?```|(`+)[^`][\s\S]*?\1/g, "")).not.toMatch(
    /@(?:everyone|here|dana)|(?<!\\)<!|(?<!\\)<@/,
  );
});

test("any text stays text in Markdown", () => {
  const pieces = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string()), { maxLength: 4 });
  fc.assert(
    fc.property(pieces, (parts) => {
      expect(problemsOf(toMarkdown(answerWith(parts.join("")), null))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("a source that is not in the answer is words and no link", () => {
  expect(toMarkdown(answerWith("the label"), null)).not.toContain("hidden/x");
});

test("inline code survives backticks, and escaping leaves identifiers readable", () => {
  expect(inlineCode("a `b` c")).toBe("`` a `b` c ``");
  expect(escapeMarkdown("PREFECT_API_URL and _em_")).toBe("PREFECT_API_URL and \\_em\\_");
});

test("the terminal gets no control characters", () => {
  const shown = toTerminal(
    answerWith("a\u001b[31mred\u001b]8;;http://evil\u0007x\u0000"),
    { color: false, width: 96 },
    12,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the point of the test
  expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
});

test("what does not fit goes to a second message, the decisive sections stay", () => {
  const base = answerWith("x");
  const section = (id: Answer["sections"][number]["id"]) => ({
    id,
    title: id,
    blocks: [paragraph(text("y"))],
  });
  const answer = {
    ...base,
    sections: [
      section("what_happened"),
      section("fix"),
      section("code"),
      section("references"),
      section("questions"),
    ],
  };
  const ids = toMessages(answer, () => 900).map((message) => message.sections.map((it) => it.id));
  expect(ids).toEqual([
    ["what_happened", "fix"].concat(["questions"]).slice(0, 3).filter(Boolean),
    ["code", "references"],
  ]);
  expect(toMessages(answer, () => 100)).toHaveLength(1);
});
