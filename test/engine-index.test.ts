// The engine's corpus follows the database, whoever writes to it and however, and pauses on the way.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openCorpus } from "../src/engine-index.ts";
import { toIssueRow } from "../src/search/ingest.ts";
import { type IssueRow, saveIssues } from "../src/storage/issues.ts";
import { saveLinks } from "../src/storage/links.ts";
import { type Database, openDatabase, openReadOnly } from "../src/storage/open.ts";
import { saveDoc, saveReleases, setVisibility } from "../src/storage/sync-pages.ts";

const NOW = "2026-01-01T00:00:00Z";
const folder = mkdtempSync(join(tmpdir(), "tracehound-index-"));
afterAll(() => rmSync(folder, { recursive: true }));
let folders = 0;

function row(number: number, title: string): IssueRow {
  const issue = { repository: "acme/app", number, title, state: "open" };
  const ingested = toIssueRow(issue, NOW);
  if ("problem" in ingested) throw new Error(ingested.problem);
  return ingested.row;
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => row(n + 1, `Stripe ${n} of zebra ${n % 7}`));

/** A database with its writer, and a corpus that reads it through another connection. */
async function opened(work: (db: Database, live: ReturnType<typeof openCorpus>) => Promise<void>) {
  const dataDir = join(folder, String(folders++));
  const db = await openDatabase(dataDir, NOW);
  const reader = openReadOnly(dataDir);
  let time = 0;
  const pace = { pause: async () => {}, now: () => time++ };
  try {
    await work(db, openCorpus([], reader, pace));
  } finally {
    await reader.destroy();
    await db.destroy();
  }
}

test("what is saved, changed and deleted is searched as it is now", async () => {
  await opened(async (db, { corpus, refresh, done }) => {
    await saveIssues(db, rows(60));
    await refresh();
    expect([corpus.issues.size, done()]).toEqual([60, 1]);
    await saveIssues(db, [row(3, "Quagga"), row(99, "Okapi")]);
    await db.deleteFrom("issues").where("number", "<", 3).execute();
    await refresh();
    expect(corpus.index.ids).toHaveLength(59);
    expect(corpus.issues.get("acme/app#3")?.title).toBe("Quagga");
    expect(corpus.issues.has("acme/app#1")).toBe(false);
  });
});

test("says how much of the first index there is, and nothing of later changes", async () => {
  const db = await openDatabase(join(folder, String(folders++)), NOW);
  await saveIssues(db, rows(5_500)); // more than takes effect together
  const seen = new Set<number>();
  const pause = async () => void seen.add(corpus.indexed);
  const { corpus, refresh } = openCorpus([], db, { pause, now: () => 0 });
  await refresh();
  expect([...seen].map((part) => part.toFixed(2))).toEqual(["0.00", "0.91"]);
  seen.clear();
  await saveIssues(db, rows(20));
  await refresh();
  expect([...seen, corpus.indexed]).toEqual([1, 1]);
  await db.destroy();
});

test("pages and releases come and go with their repository", async () => {
  await opened(async (db, { corpus, refresh }) => {
    const source = { repository: "acme/app", checked_at: NOW, visibility: "public" } as const;
    const page = { title: "Pools", text: "All.\n\n## Size\nSet it.", blob: "b", commit_sha: "c" };
    await saveDoc(db, { ...source, ...page, path: "docs/pool.md", url: null });
    const release = {
      id: 5,
      tag: "2.0",
      title: "2.0",
      body: "Striped",
      is_prerelease: 0,
      url: "u",
    };
    await saveReleases(db, [{ ...source, ...release, published_at: null }]);
    await refresh();
    expect([...corpus.pages.keys()].toSorted()).toEqual([
      "doc:acme/app/docs/pool.md#0000",
      "doc:acme/app/docs/pool.md#0001",
      "release:acme/app#5",
    ]);
    await saveDoc(db, { ...source, ...page, text: "All.", path: "docs/pool.md", url: null });
    await refresh();
    expect(corpus.pages.has("doc:acme/app/docs/pool.md#0001")).toBe(false);
    await setVisibility(db, "acme/app", "private");
    await refresh();
    expect([corpus.pages.size, corpus.pageIndex.ids.length]).toEqual([0, 0]);
  });
});

test("what hangs on an issue follows its links, and shows none to what is hidden", async () => {
  await opened(async (db, { corpus, refresh }) => {
    await saveIssues(db, [row(1, "Zebra"), row(2, "Okapi")]);
    await refresh();
    const link = { ref: "acme/app#1", other: "acme/app#2", kind: "duplicate_of" } as const;
    await saveLinks(db, [{ ...link, said_by: "github", merged_at: null, seen_at: NOW }]);
    await refresh();
    const links = () => corpus.issues.get("acme/app#1")?.links.map(({ other }) => other);
    expect(links()).toEqual(["acme/app#2"]);
    await db.updateTable("issues").set({ visibility: "private" }).where("number", "=", 2).execute();
    await refresh();
    expect([links(), corpus.issues.has("acme/app#2")]).toEqual([[], false]);
  });
});

test("a change that comes while another is indexed is not lost", async () => {
  await opened(async (db, { corpus, refresh }) => {
    await saveIssues(db, rows(200));
    const first = refresh();
    await saveIssues(db, [row(500, "Okapi")]);
    await Promise.all([first, refresh()]);
    expect(corpus.issues.get("acme/app#500")?.title).toBe("Okapi");
  });
});

test("indexing pauses after every few milliseconds", async () => {
  const dataDir = join(folder, String(folders++));
  const db = await openDatabase(dataDir, NOW);
  await saveIssues(db, rows(300));
  let [time, pauses] = [0, 0];
  const pause = async () => {
    pauses += 1;
  };
  const { refresh } = openCorpus([], db, { pause, now: () => time++ });
  await refresh();
  // 300 texts are a step each, and eight steps of this clock are a slice.
  expect(pauses).toBeGreaterThan(300 / 8);
  await db.destroy();
});
