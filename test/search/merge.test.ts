// However an index came to be, by one build or by many changes, it ranks alike: statistics included.

import fc from "fast-check";
import { expect, test } from "vitest";
import { build, buildIndex } from "../../src/search/build.ts";
import { buildCorpus, type Corpus, changeCorpus, emptyCorpus } from "../../src/search/corpus.ts";
import { toDocument } from "../../src/search/document.ts";
import { marksOf } from "../../src/search/forward.ts";
import { countOf, type Index, idf } from "../../src/search/index.ts";
import { toIssueRow } from "../../src/search/ingest.ts";
import { MARK_KINDS } from "../../src/search/marks.ts";
import { mergeIndexes } from "../../src/search/merge.ts";
import { toQuery } from "../../src/search/query.ts";
import { rank } from "../../src/search/rank.ts";
import { runSteps } from "../../src/search/steps.ts";
import type { IssueRow } from "../../src/storage/issues.ts";

const WORDS =
  "pool stripe width zebra limit reached timeout PoolError parse_width acme.core error: failed".split(
    " ",
  );
const QUERIES = [
  "PoolError: pool limit reached",
  "parse_width failed in acme.core\nerror: stripe width",
  "zebra",
];

type Text = { readonly title: string; readonly body: string };
const sentence = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((it) => it.join(" "));
const text: fc.Arbitrary<Text> = fc.record({ title: sentence, body: sentence });
/** By number of the document: its new text, or null when it goes. */
const change = fc.dictionary(
  fc.integer({ min: 10, max: 40 }).map(String),
  fc.option(text, { freq: 4 }),
);
type Change = Record<string, Text | null>;

const toDocuments = (texts: ReadonlyMap<string, Text>) =>
  [...texts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { title, body }]) => toDocument(id, title, body, { day: Number(id) }));

/** What a search says, with every figure. */
function said(index: Index) {
  return QUERIES.map((title) =>
    rank(index, toQuery(index, { title, body: title, at: null })).map(
      ({ position, points, features }) => ({ id: index.ids[position], points, features }),
    ),
  );
}

const marks = (index: Index) =>
  [...index.ids.keys()].map((at) =>
    MARK_KINDS.map((kind) => [...marksOf(index.forward, at, kind)]),
  );

test("an index that was changed ranks as one that was built of the same documents", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 45, size: "max" }), (changes: Change[]) => {
      const texts = new Map<string, Text>();
      let index = buildIndex([]);
      for (const it of changes) {
        const gone = Object.keys(it).flatMap((id) => index.positions.get(id) ?? []);
        const fresh = new Map(Object.entries(it).flatMap(([id, to]) => (to ? [[id, to]] : [])));
        for (const id of Object.keys(it)) texts.delete(id);
        for (const [id, to] of fresh) texts.set(id, to);
        const added = runSteps(build(toDocuments(fresh), index.vocabulary));
        index = runSteps(mergeIndexes(index, { gone, added }));
      }
      const built = buildIndex(toDocuments(texts));
      expect(index.ids).toEqual(built.ids);
      expect(said(index)).toEqual(said(built));
      expect(marks(index)).toEqual(marks(built));
      expect(index.forward.counts).toEqual(built.forward.counts);
    }),
    { numRuns: 25 },
  );
});

test("a term that is only being indexed is in no document yet", () => {
  const index = buildIndex(toDocuments(new Map([["10", { title: "zebra", body: "pool" }]])));
  const query = () => toQuery(index, { title: "zebra okapi quagga", body: "", at: null });
  const before = query().whole;
  for (const term of ["okapi", "quagga"]) index.vocabulary.add(term);
  expect(["okapi", "quagga"].map((term) => [countOf(index, term), idf(index, term)])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(query().whole).toBe(before);
});

function toRow(number: number, title: string, body = "", more: object = {}): IssueRow {
  const issue = { repository: "acme/app", number, title, body, state: "open", ...more };
  const ingested = toIssueRow(issue, "2026-01-01T00:00:00Z");
  if ("problem" in ingested) throw new Error(ingested.problem);
  return ingested.row;
}

function apply(corpus: Corpus, rows: readonly IssueRow[], gone: readonly string[] = []): void {
  const keys = [...rows.map(({ ref }) => `issue:${ref}`), ...gone];
  runSteps(changeCorpus(corpus, { keys, issues: rows, links: [], docs: [], releases: [] }));
}

test("who names an issue follows its text", () => {
  const corpus = buildCorpus([], [toRow(1, "Cause"), toRow(2, "One", "like acme/app#1")]);
  apply(corpus, [toRow(3, "Two", "see acme/app#1"), toRow(2, "One", "see acme/app#4")]);
  expect(corpus.issues.get("acme/app#1")?.mentionedBy).toEqual(["acme/app#3"]);
  apply(corpus, [toRow(4, "Late")]);
  expect(corpus.issues.get("acme/app#4")?.mentionedBy).toEqual(["acme/app#2"]);
  apply(corpus, [], ["issue:acme/app#2"]);
  expect(corpus.issues.get("acme/app#4")?.mentionedBy).toEqual([]);
  expect(corpus.index.ids).not.toContain("issue:acme/app#2");
});

test("a change of state alone reaches the hits, and indexes nothing", () => {
  const corpus = buildCorpus([], [toRow(1, "Stripes")]);
  const { index } = corpus;
  apply(corpus, [toRow(1, "Stripes", "", { state: "closed" })]);
  expect(corpus.issues.get("acme/app#1")?.state).toBe("closed");
  expect(corpus.index).toBe(index);
});

test("a row that not everybody may see is not indexed, and goes when it was", () => {
  const corpus = buildCorpus([], [toRow(1, "Stripes"), toRow(2, "Zebra")]);
  apply(corpus, [{ ...toRow(1, "Stripes"), visibility: "private" }]);
  expect(corpus.index.ids).toEqual(["issue:acme/app#2"]);
  expect([...corpus.issues.keys()]).toEqual(["acme/app#2"]);
});

test("a change takes effect with its last step, and not before", () => {
  const corpus = emptyCorpus([]);
  const issues = [toRow(1, "Stripes")];
  const steps = changeCorpus(corpus, {
    keys: ["issue:acme/app#1"],
    issues,
    links: [],
    docs: [],
    releases: [],
  });
  const seen = [];
  while (!steps.next().done) seen.push(corpus.issues.size + corpus.index.ids.length);
  expect(seen.length).toBeGreaterThan(2);
  expect(Math.max(...seen)).toBe(0);
  expect(corpus.issues.size).toBe(1);
});
