// Retrieval asserts order, never scores.

import fc from "fast-check";
import { expect, test } from "vitest";
import { toIssueRow } from "../../src/search/ingest.ts";
import { toIdentifiers, toWords } from "../../src/text/terms.ts";
import { answerOf, knowledgeOf, newBot, PASTE } from "../bot.ts";

const issue = (number: number, title: string, body = "", more: object = {}) => ({
  repository: "acme/app",
  number,
  title,
  body,
  state: "open",
  ...more,
});

const ISSUES = [
  issue(1, "Docs: describe pools", "The pool page is empty."),
  issue(
    2,
    "StripeError: cannot parse stripe width",
    "```\nacme.errors.StripeError: cannot parse stripe width 7\n```",
  ),
  issue(3, "Stripes look odd", "The stripe is drawn wrong."),
  issue(4, "ACME_STRIPE_WIDTH is ignored", "Setting ACME_STRIPE_WIDTH=3 does nothing."),
  issue(5, "Connection reset by peer", "ConnectionResetError: [Errno 104]"),
  issue(6, "Fix width parsing", "Closes acme/app#2", {
    pull_request: { merged_at: "2026-01-05T00:00:00Z" },
  }),
];

async function found(text: string, exclude: string[] = []): Promise<string[]> {
  const { reply } = await newBot(knowledgeOf(), ISSUES, exclude).say(text);
  return answerOf(reply).candidates.map((it) => it.issue);
}

test("the same error comes before the same topic", async () => {
  const order = await found("acme.errors.StripeError: cannot parse stripe width 9");
  expect(order[0]).toBe("acme/app#2");
  expect(order.indexOf("acme/app#2")).toBeLessThan(order.indexOf("acme/app#3"));
});

test("a setting is found whole", async () => {
  expect((await found("why is ACME_STRIPE_WIDTH ignored?"))[0]).toBe("acme/app#4");
});

test("an issue that an excluded one names is found only by its own words", async () => {
  const all = await found("StripeError: cannot parse stripe width 9");
  expect(all).toContain("acme/app#2");
  const without = await found("StripeError: cannot parse stripe width 9", ["Acme/App#2"]);
  expect(without).not.toContain("acme/app#2");
});

test("nothing in a report is read as a query language", async () => {
  const hostile = [
    "title:secret",
    '"unbalanced',
    "NEAR(a b",
    "a AND NOT b",
    "*",
    "col:val^3",
    "{1,999}",
    "'); drop table issues;--",
  ];
  for (const text of hostile)
    await expect(found(`StripeError ${text}`)).resolves.toContain("acme/app#2");
});

test("fuzzed reports never raise", async () => {
  const bot = newBot(knowledgeOf(), ISSUES);
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 300 }), async (text) => {
      const { reply } = await bot.say(text);
      return ["answer", "delta", "acknowledge", "silent", "handover"].includes(reply.kind);
    }),
    { numRuns: 150 },
  );
});

test("identifiers are whole and in parts", () => {
  expect(toIdentifiers("ConnectionInputs.RECV_PING")).toEqual([
    "connectioninputs.recv_ping",
    "connectioninputs",
    "recv_ping",
    "~connection",
    "~inputs",
    "~recv",
    "~ping",
  ]);
  expect(toIdentifiers("the HTTPError of prefecthq/prefect#10149")).toContain(
    "prefecthq/prefect#10149",
  );
});

test("words meet their other forms, and settings are words", () => {
  expect(toWords("timed out")).toEqual(toWords("Times out"));
  expect(toWords("ACME_STRIPE_WIDTH is ignored")).toEqual(["acme", "strip", "width", "ignor"]);
});

test("an issue object is checked, and its address is made from its name", () => {
  const good = toIssueRow(issue(9, "T", "B", { html_url: "javascript:alert(1)" }), "2026-01-01");
  expect(good).toMatchObject({
    row: { ref: "acme/app#9", url: "https://github.com/acme/app/issues/9", visibility: "public" },
  });
  const merged = toIssueRow(ISSUES[5], "2026-01-01");
  expect(merged).toMatchObject({
    row: { state: "merged", kind: "pull", url: "https://github.com/acme/app/pull/6" },
  });
  expect(toIssueRow({ ...issue(9, "T"), repository: "../etc" }, "2026")).toMatchObject({
    problem: expect.stringContaining("repository"),
  });
  expect(toIssueRow("no object", "2026")).toHaveProperty("problem");
});

test("a near miss stays a near miss: related words alone claim nothing", async () => {
  const { reply } = await newBot(knowledgeOf(), ISSUES).say(
    PASTE.replace("pool limit of size 5 reached", "pool went swimming"),
  );
  expect(answerOf(reply).entry).toBeNull();
});
