// Ranking asserts order, never scores.

import fc from "fast-check";
import { expect, test } from "vitest";
import { buildIndex } from "../../src/search/build.ts";
import { toDay, toDocument } from "../../src/search/document.ts";
import { FEATURES, type Features } from "../../src/search/features.ts";
import { toQuery } from "../../src/search/query.ts";
import { rank } from "../../src/search/rank.ts";
import { type Example, train } from "../../src/search/train.ts";
import { answerOf, knowledgeOf, newBot } from "../bot.ts";

type Row = { title: string; body?: string; created?: string };

/** Names of the rows in the order in which they are found for a report. */
function order(rows: Record<string, Row>, asked: { title: string; body?: string; at?: string }) {
  const documents = Object.entries(rows).map(([id, { title, body = "", created }]) =>
    toDocument(id, title, body, { day: created ? toDay(created) : null }),
  );
  const index = buildIndex(documents);
  const query = toQuery(index, { body: "", at: null, ...asked });
  return rank(index, query).map(({ position }) => index.ids[position]);
}

test("the same error line comes before the same words elsewhere", () => {
  const rows = {
    scattered: { title: "Pool page", body: "A limit of the pool.\nThe size is reached elsewhere." },
    same: { title: "Crash", body: "acme.PoolError: pool limit of size 9 reached" },
    other: { title: "Crash", body: "acme.ParseError: cannot parse stripe width" },
  };
  expect(order(rows, { title: "acme.PoolError: pool limit of size 5 reached" })[0]).toBe("same");
});

test("a title that says it comes before a long body that happens to", () => {
  const noise = "the worker starts and stops and prints many lines about queues ".repeat(40);
  const rows = {
    body: { title: "Notes", body: `${noise} stripe width ignored ${noise}` },
    title: { title: "Stripe width is ignored", body: "Seen since Monday." },
  };
  expect(order(rows, { title: "stripe width ignored" })[0]).toBe("title");
});

test("of two alike the one that was reported nearer in time comes first", () => {
  const rows = {
    old: { title: "Stripe width is ignored", created: "2020-01-01T00:00:00Z" },
    young: { title: "Stripe width is ignored", created: "2025-12-01T00:00:00Z" },
  };
  const asked = { title: "stripe width is ignored", at: "2026-01-01T00:00:00Z" };
  expect(order(rows, asked)).toEqual(["young", "old"]);
});

test("plural and tense do not matter, another identifier does", () => {
  const rows = {
    send: { title: "Invalid input SEND_PING in state CLOSED" },
    recv: { title: "Invalid inputs RECV_PING in states CLOSED" },
  };
  expect(order(rows, { title: "invalid input RECV_PING in state CLOSED" })[0]).toBe("recv");
});

test("nothing before a report's own time is found by what came later", () => {
  const index = buildIndex([toDocument("a", "stripe", ""), toDocument("b", "stripe", "")]);
  const query = toQuery(index, { title: "stripe", body: "", at: null }, 1);
  expect(rank(index, query, { before: 1 }).map(({ position }) => position)).toEqual([0]);
});

const ISSUES = Array.from({ length: 12 }, (_, at) => ({
  repository: "acme/app",
  number: at + 1,
  title: `StripeError: cannot parse stripe width ${at}`,
  body: `See acme/app#${((at + 1) % 12) + 1}. PoolError: pool limit reached`,
  state: "open",
}));

test("fuzzed reports never raise, and never reach an excluded issue", async () => {
  const words = fc.constantFrom("StripeError:", "stripe", "width", "PoolError", "acme/app#3", "\n");
  const text = fc
    .array(fc.oneof(words, fc.string({ maxLength: 12 }), fc.string({ unit: "binary" })))
    .map((parts) => parts.join(" "));
  const hidden = fc.subarray(ISSUES.map((it) => `Acme/App#${it.number}`));
  await fc.assert(
    fc.asyncProperty(text, hidden, async (report, excluded) => {
      const { reply } = await newBot(knowledgeOf(), ISSUES, excluded).say(report);
      if (!("answer" in reply)) return;
      const answer = answerOf(reply);
      const shown = [...answer.candidates, ...answer.reports].map((it) => it.issue.toLowerCase());
      const gone = new Set(excluded.map((it) => it.toLowerCase()));
      expect(shown.filter((it) => gone.has(it))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

const example = (right: number): Example =>
  [0, 1, 2].map((at) => ({
    features: Object.fromEntries(
      FEATURES.map((name, k) => [name, name === "errors" && at === right ? 1 : (at * k) % 3]),
    ) as Features,
    isRight: at === right,
  }));

test("training finds the feature that tells, and always the same weights", () => {
  const examples = [0, 1, 2, 0, 1, 2].map(example);
  const weights = train(examples);
  expect(train(examples)).toEqual(weights);
  expect(weights.errors).toBeGreaterThan(0);
});

test("training without a single right candidate leaves every weight at nothing", () => {
  const none = example(0).map((it) => ({ ...it, isRight: false }));
  expect(Object.values(train([none])).every((it) => it === 0)).toBe(true);
});
