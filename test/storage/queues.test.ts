// Queues of long reports: what is next is found without reading one of them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { afterAll, expect, test } from "vitest";
import { claim, isOurThread } from "../../src/storage/inbox.ts";
import { DATABASE_FILE, type Database, openDatabase } from "../../src/storage/open.ts";
import { claimPost, countQueued } from "../../src/storage/outbox.ts";
import type { Tables } from "../../src/storage/schema.ts";
import { readWaiting } from "../../src/storage/waiting.ts";

const NOW = "2026-01-01T00:00:00Z";
const folder = mkdtempSync(join(tmpdir(), "tracehound-queues-"));
await (await openDatabase(folder, NOW)).destroy();
const sqlite = new Sqlite(join(folder, DATABASE_FILE));
afterAll(() => {
  sqlite.close();
  rmSync(folder, { recursive: true });
});

/** How SQLite goes about what `work` asks of the two queues. */
async function plansOf(work: (db: Database) => Promise<unknown>): Promise<string[]> {
  const plans: string[] = [];
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: sqlite }),
    log: ({ query }) => {
      const plan = sqlite.prepare(`explain query plan ${query.sql}`).all(...query.parameters);
      plans.push(...plan.map((it) => (it as { detail: string }).detail));
    },
  });
  await work(db);
  return plans.filter((it) => /^(?:SEARCH|SCAN) (?:row|older|inbox|outbox)\b/.test(it));
}

const ALONE = /COVERING INDEX|INTEGER PRIMARY KEY/;
const CLAIM = { now: NOW, leaseUntil: NOW, readBackAt: NOW };
const QUERIES: readonly [what: string, work: (db: Database) => Promise<unknown>][] = [
  ["the next message", (db) => claim(db, NOW, NOW)],
  ["the next post", (db) => claimPost(db, { ...CLAIM, closed: { channels: ["C1"], kinds: [] } })],
  ["what waits", (db) => readWaiting(db, 100, NOW)],
  ["how much waits", countQueued],
  ["whether a thread is ours", (db) => isOurThread(db, "slack:T1:C1:1.0")],
];

test.each(QUERIES)("%s is found in an index alone", async (_, work) => {
  const plans = await plansOf(work);
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expect(plan).toMatch(ALONE);
});
