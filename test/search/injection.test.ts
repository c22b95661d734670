// Reports are strangers' text. Whatever they hold, the search does not raise, reads nothing in them as a
// query, and reaches no row that another audience keeps: with the hidden rows it says, to the last
// figure, what it says without them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCorpus } from "../../src/engine-index.ts";
import { readIncident, toRecognition } from "../../src/incident/read.ts";
import { toSubject } from "../../src/knowledge/match.ts";
import { schemesOf } from "../../src/knowledge/range.ts";
import type { Corpus } from "../../src/search/corpus.ts";
import { toIssueRow } from "../../src/search/ingest.ts";
import { retrieve } from "../../src/search/retrieve.ts";
import { findThreads, mayUse, type Place, type ResolvedThread } from "../../src/search/threads.ts";
import { type IssueRow, saveIssues } from "../../src/storage/issues.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { saveDoc, saveReleases } from "../../src/storage/sync-pages.ts";
import type { Visibility } from "../../src/storage/visibility.ts";
import { knowledgeOf, PASTE } from "../bot.ts";

const NOW = "2026-01-01T00:00:00Z";
const REPORTS = 10_000;
const COMPARED_EVERY = 10;
const MS_MAX = 120_000; // seven seconds on a machine that was busy with other things
const CANARIES = ["canaryquagga", "CanaryError", "CANARY_SETTING", "vault/keys#7"];

const folder = mkdtempSync(join(tmpdir(), "tracehound-injection-"));
afterAll(() => rmSync(folder, { recursive: true }));

function issueOf(number: number, repository: string, title: string, body: string): IssueRow {
  const ingested = toIssueRow({ repository, number, title, body, state: "open" }, NOW);
  if ("problem" in ingested) throw new Error(ingested.problem);
  return ingested.row;
}

const OPEN = Array.from({ length: 6 }, (_, n) =>
  issueOf(n + 1, "acme/app", `PoolError: pool limit ${n}`, `${PASTE}\nsee acme/app#${n + 2}`),
);
const HIDDEN = (["private", "channel"] as const).flatMap((visibility) =>
  Array.from({ length: 4 }, (_, n) => ({
    ...issueOf(
      n + 1,
      "vault/keys",
      `${CANARIES.join(" ")} ${n}`,
      `acme/app#${n + 1} ${CANARIES} ${PASTE}`,
    ),
    ref: `vault/keys#${visibility}${n}`,
    visibility,
  })),
);

/** Through the database, as in the product: the engine's own queries choose the rows. */
async function corpusWith(name: string, hidden: readonly IssueRow[]): Promise<Corpus> {
  const db = await openDatabase(join(folder, name), NOW);
  await saveIssues(db, [...OPEN, ...hidden]);
  for (const visibility of hidden.length > 0 ? (["private", "channel"] as const) : []) {
    const source = { repository: "vault/keys", checked_at: NOW, visibility };
    const text = `# ${CANARIES[0]}\n\n## ${CANARIES[1]}\n${CANARIES}`;
    const file = { blob: "b", commit_sha: "c", url: null, title: CANARIES[0] ?? "" };
    await saveDoc(db, { ...source, ...file, text, path: `${visibility}.md` });
    const release = { tag: "1", title: text, body: text, is_prerelease: 0, url: "u" };
    const id = visibility.length;
    await saveReleases(db, [{ ...source, ...release, id, published_at: null }]);
  }
  const pace = { pause: async () => {}, now: () => 0 };
  const live = openCorpus(knowledgeOf().entries, db, pace);
  await live.refresh();
  await db.destroy();
  return live.corpus;
}

let [guarded, clean] = [] as unknown as [Corpus, Corpus];
beforeAll(async () => {
  [guarded, clean] = [await corpusWith("guarded", HIDDEN), await corpusWith("clean", [])];
});

const recognition = toRecognition(knowledgeOf().rules, ["site-packages/acme/"]);
const schemes = schemesOf(recognition.rules.facts);

function hitsFor(corpus: Corpus, text: string, exclude: readonly string[]) {
  const incident = readIncident(recognition, { text, redactions: [], problems: [] });
  return retrieve(corpus, toSubject(incident, schemes), exclude);
}

const OPERATORS = [
  ...[
    "title:secret",
    '"unbalanced',
    "NEAR(a b, 3)",
    "a AND NOT b",
    "*",
    "col:val^3",
    "{1,999}",
    "-x",
    "\\",
  ],
  ...["'); drop table issues;--", "%_%", "(((", "]]>", "$(id)", "__proto__", "constructor"],
  ...["\u0000", "\ud800", "\u202e", "\ufeff", "e\u0301".repeat(50), "İ", "ﬁ", "```", "<|end|>"],
];
/** A paste that lost characters, lines or its order on the way. */
const damaged = fc
  .tuple(fc.nat(PASTE.length), fc.nat(PASTE.length), fc.constantFrom("", "\n", '"', "\t> ", "&gt;"))
  .map(([from, to, into]) => PASTE.slice(from, to) + into + PASTE.slice(to, from));
function units(most: number): fc.Arbitrary<string> {
  return fc.array(fc.nat(most), { maxLength: 20 }).map((codes) => String.fromCharCode(...codes));
}
const part = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...OPERATORS, ...CANARIES) },
  { weight: 6, arbitrary: damaged },
  { weight: 3, arbitrary: units(0x7f) },
  { weight: 3, arbitrary: units(0xffff) }, // halves of characters among them
);
const report = fc
  .tuple(fc.array(part, { maxLength: 8 }), fc.constantFrom(" ", "\n", ""))
  .map(([parts, between]) => parts.join(between));
const exclude = fc.subarray(["ACME/app#3", "acme/app#4", "vault/keys#private1", "a:b", "*"]);

test(
  `${REPORTS} fuzzed reports raise nothing, and reach nothing that is hidden`,
  () => {
    let [done, found] = [0, 0];
    fc.assert(
      fc.property(report, exclude, (text, excluded) => {
        const hits = hitsFor(guarded, text, excluded);
        const isOpen = hits.issues.every(({ ref }) => ref.startsWith("acme/app#"));
        if (!isOpen || hits.pages.length > 0) throw new Error(`reached: ${JSON.stringify(hits)}`);
        found += hits.issues.length;
        // The second search costs as much as the first, so that of some reports must do.
        if (++done % COMPARED_EVERY === 0) expect(hits).toEqual(hitsFor(clean, text, excluded));
      }),
      { numRuns: REPORTS },
    );
    expect(found).toBeGreaterThan(REPORTS); // the search did search
  },
  MS_MAX,
);

test.each([
  "x".repeat(40_000),
  `${"canary".repeat(7_000)} ${CANARIES}`,
  `${"a.".repeat(20_000)}b`,
  "PoolError: ".repeat(4_000),
  '"'.repeat(40_000),
  `${PASTE}\n`.repeat(200),
])("40 KB words raise nothing and reach nothing: %#", (text) => {
  expect(hitsFor(guarded, text, [])).toEqual(hitsFor(clean, text, []));
});

const places: Place[] = (["public", "channel", "private"] as const).flatMap((visibility) =>
  ["C1", "C2"].map((place) => ({ visibility, place })),
);
const threads: ResolvedThread[] = places.map((place, at) => ({
  ...place,
  id: String(at),
  report: `CanaryError: canaryquagga in ${place.visibility} ${place.place}`,
  resolution: "Set CANARY_SETTING.",
}));

test.each(places)(
  "a resolved thread is found where it may be heard: $visibility $place",
  (asker) => {
    const asked = { title: "CanaryError: canaryquagga", body: "CANARY_SETTING", at: null };
    const narrowness = (it: Visibility) => ["public", "channel", "private"].indexOf(it);
    const expected = threads.filter(
      (it) =>
        it.visibility === "public" ||
        (it.place === asker.place && narrowness(it.visibility) <= narrowness(asker.visibility)),
    );
    const found = findThreads(threads, asked, asker).map(({ thread }) => thread);
    expect(found.toSorted((a, b) => Number(a.id) - Number(b.id))).toEqual(expected);
    expect(threads.filter((it) => mayUse(it, asker))).toEqual(expected);
    // What is hidden changes no figure either.
    expect(findThreads(threads, asked, asker)).toEqual(findThreads(expected, asked, asker));
  },
);
