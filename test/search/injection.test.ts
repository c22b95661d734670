// Reports are strangers' text. Whatever they hold, the search does not raise, reads nothing in them as a
// query, and reaches no row that another audience keeps: with the hidden rows it says, to the last
// figure, what it says without them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEngine } from "../../src/engine-core.ts";
import { openCorpus } from "../../src/engine-index.ts";
import { readIncident, toRecognition } from "../../src/incident/read.ts";
import { toSubject } from "../../src/knowledge/match.ts";
import { schemesOf } from "../../src/knowledge/range.ts";
import type { Corpus } from "../../src/search/corpus.ts";
import { toIssueRow } from "../../src/search/ingest.ts";
import { retrieve } from "../../src/search/retrieve.ts";
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

// What somebody said in another place is not even compared: the rows are chosen by the query.
const SOLVED_AT = "2026-01-02T00:00:00Z";
const state = (by: string) =>
  JSON.stringify({
    report: PASTE,
    fingerprints: [],
    resolution: { entry: "pool-drained", fix: "Make the pool lazy", by, turn: 1 },
  });
const VISIBILITIES = ["public", "channel", "private"] as const;
const PLACES = ["slack:T1:C1", "slack:T1:C10", "slack:T1:C2", "slack:T2:C1", "web:T1:C1"];
type Said = { readonly id: string; readonly visibility: Visibility };
const SAID: readonly Said[] = PLACES.flatMap((place, at) =>
  VISIBILITIES.map((visibility, n) => ({ id: `${place}:${at}.${n}`, visibility })),
);
const mayHear = (said: Said, asker: Said) =>
  said.id !== asker.id &&
  (said.visibility === "public" ||
    (said.visibility === "channel" &&
      asker.visibility === "channel" &&
      said.id.replace(/:[^:]*$/, "") === asker.id.replace(/:[^:]*$/, "")));

const somewhere = fc.record({
  place: fc.constantFrom(...PLACES),
  visibility: fc.constantFrom(...VISIBILITIES),
  ts: fc.constantFrom("0.0", "1.1", "9.9", "%", ""),
});

test("a solved conversation is named where it may be heard, and nowhere else", async () => {
  const dataDir = join(folder, "threads");
  const db = await openDatabase(dataDir, NOW);
  const { entries, rules } = knowledgeOf();
  const engine = openEngine({ entries, rules, inApp: [], dataDir });
  const incident = readIncident(recognition, { text: PASTE, redactions: [], problems: [] });
  let named = 0;
  await fc.assert(
    fc.asyncProperty(fc.subarray([...SAID]), somewhere, async (said, { place, visibility, ts }) => {
      await db.deleteFrom("threads").execute();
      const times = { created_at: NOW, updated_at: NOW, resolved_at: SOLVED_AT };
      for (const it of said) {
        const row = { ...it, ...times, surface: "slack", state: state("asker") };
        await db.insertInto("threads").values(row).execute();
      }
      const asker = { id: `${place}:${ts}`, visibility };
      const { solved } = await engine.search(incident, [], {
        asker: { visibility, thread: asker.id },
      });
      const heard = said.filter((it) => mayHear(it, asker)).map(({ id }) => id);
      expect(solved?.id ?? null).toBe(heard.toSorted()[0] ?? null);
      if (solved) named += 1;
    }),
    { numRuns: 300 },
  );
  expect(named).toBeGreaterThan(50);
  // Without a place nothing is heard, whatever is there.
  expect((await engine.search(incident, [])).solved).toBeNull();
  await engine.close();
  await db.destroy();
});
