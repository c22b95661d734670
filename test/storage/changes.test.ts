// Whatever the engine's index is made of tells of its changes: a table that is read without a trigger
// would be searched as it was at the first build.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KyselyPlugin, sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { openCorpus } from "../../src/engine-index.ts";
import { toIssueRow } from "../../src/search/ingest.ts";
import { saveIssues } from "../../src/storage/issues.ts";
import { type Database, openDatabase } from "../../src/storage/open.ts";
import { saveDoc, saveReleases } from "../../src/storage/sync-pages.ts";

const NOW = "2026-01-01T00:00:00Z";
const EVENTS = ["INSERT", "UPDATE", "DELETE"];
const folder = mkdtempSync(join(tmpdir(), "tracehound-changes-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Names every table that a query reads, joined and nested ones too. */
function noting(tables: Set<string>): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      JSON.stringify(node, (_, value) => {
        if (value?.kind === "TableNode") tables.add(value.table.identifier.name);
        return value;
      });
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

async function oneOfEach(db: Database): Promise<void> {
  const issue = { repository: "acme/app", number: 1, title: "Zebra", state: "open" };
  const ingested = toIssueRow(issue, NOW);
  if ("problem" in ingested) throw new Error(ingested.problem);
  await saveIssues(db, [ingested.row]);
  const source = { repository: "acme/app", checked_at: NOW, visibility: "public" } as const;
  const page = { title: "Pools", text: "All.", blob: "b", commit_sha: "c", url: null };
  await saveDoc(db, { ...source, ...page, path: "pool.md" });
  const release = { id: 5, tag: "2.0", title: "2.0", body: "", is_prerelease: 0, url: "u" };
  await saveReleases(db, [{ ...source, ...release, published_at: null }]);
}

test("every table that the index is made of has a trigger for every change", async () => {
  const db = await openDatabase(folder, NOW);
  await oneOfEach(db);
  const read = new Set<string>();
  const pace = { pause: async () => {}, now: () => 0 };
  await openCorpus([], db.withPlugin(noting(read)), pace).refresh();
  const tables = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name <> 'changes'`.execute(db);
  const searched = tables.rows.map(({ name }) => name).filter((name) => read.has(name));
  expect(searched.toSorted()).toEqual(["doc_pages", "issue_links", "issues", "releases"]);
  const triggers = await sql<{ sql: string }>`
    select sql from sqlite_master where type = 'trigger'`.execute(db);
  // One with a condition (`when …`) does not hear of every change.
  const watched = (table: string) =>
    EVENTS.filter((event) =>
      triggers.rows.some(({ sql }) =>
        new RegExp(`after ${event} on ${table}\\s+begin`, "i").test(sql),
      ),
    );
  for (const table of searched) expect([table, watched(table)]).toEqual([table, EVENTS]);
  await db.destroy();
});
