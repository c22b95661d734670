// The mirror of GitHub issues: a cache that can be dropped and imported again at any time.

import { type Selectable, sql } from "kysely";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";

export type IssueRow = Selectable<Tables["issues"]>;

const BATCH_ROWS = 50; // a batch commits in well under the 20 ms that an import may hold the file
const GENERATION = "issues_generation";

/** Inserts or replaces by `ref`. Idempotent. Calls `onProgress` with the rows done so far. */
export async function saveIssues(
  db: Database,
  rows: readonly IssueRow[],
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  for (let start = 0; start < rows.length; start += BATCH_ROWS) {
    const batch = rows.slice(start, start + BATCH_ROWS);
    await saveBatch(db, batch);
    onProgress(start + batch.length);
  }
}

/** The generation grows with the rows or not at all: an index is never older than it believes. */
async function saveBatch(db: Database, batch: readonly IssueRow[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // The write comes first: it takes SQLite's lock.
    await transaction
      .insertInto("issues")
      .values(batch)
      .onConflict((conflict) =>
        conflict.column("ref").doUpdateSet((to) => ({
          repository: to.ref("excluded.repository"),
          number: to.ref("excluded.number"),
          title: to.ref("excluded.title"),
          body: to.ref("excluded.body"),
          comments: to.ref("excluded.comments"),
          state: to.ref("excluded.state"),
          is_pull: to.ref("excluded.is_pull"),
          labels: to.ref("excluded.labels"),
          url: to.ref("excluded.url"),
          created_at: to.ref("excluded.created_at"),
          updated_at: to.ref("excluded.updated_at"),
          checked_at: to.ref("excluded.checked_at"),
          visibility: to.ref("excluded.visibility"),
        })),
      )
      .execute();
    await bumpGeneration(transaction);
  });
}

/** Every issue that anybody may see. */
export async function publicIssues(db: Database): Promise<IssueRow[]> {
  return db
    .selectFrom("issues")
    .selectAll()
    .where("visibility", "=", "public")
    .orderBy("ref")
    .execute();
}

export async function countIssues(db: Database): Promise<number> {
  const row = await db
    .selectFrom("issues")
    .select((query) => query.fn.countAll().as("count"))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Grows with every import, so that an index knows when it is stale. */
export async function issuesGeneration(db: Database): Promise<number> {
  const row = await db
    .selectFrom("meta")
    .select("value")
    .where("key", "=", GENERATION)
    .executeTakeFirst();
  return Number(row?.value ?? 0);
}

/** In one statement, so that two imports at once both count. */
export async function bumpGeneration(db: Database): Promise<void> {
  await db
    .insertInto("meta")
    .values({ key: GENERATION, value: "1" })
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet({ value: sql<string>`cast(meta.value as integer) + 1` }),
    )
    .execute();
}
