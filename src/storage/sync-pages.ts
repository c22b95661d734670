// Releases and documentation pages of a repository as a sync writes them, and where the repository stands.

import type { Insertable, Selectable } from "kysely";
import { byBytes } from "./batches.ts";
import { refBounds } from "./issues.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";
import { type Mark, saveMark } from "./sync.ts";
import type { Visibility } from "./visibility.ts";

export type ReleaseRow = Insertable<Tables["releases"]>;
export type DocRow = Insertable<Tables["doc_pages"]>;
export type RepositoryState = Selectable<Tables["sync_repositories"]>;

const ROWS_AT_ONCE = 250; // took some 7 ms

export async function saveReleases(db: Database, rows: readonly ReleaseRow[]): Promise<void> {
  for (const batch of byBytes(rows, (row) => row.body.length)) await upsertReleases(db, batch);
}

async function upsertReleases(db: Database, rows: readonly ReleaseRow[]): Promise<void> {
  await db
    .insertInto("releases")
    .values(rows)
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((to) => ({
        tag: to.ref("excluded.tag"),
        title: to.ref("excluded.title"),
        body: to.ref("excluded.body"),
        is_prerelease: to.ref("excluded.is_prerelease"),
        url: to.ref("excluded.url"),
        published_at: to.ref("excluded.published_at"),
        checked_at: to.ref("excluded.checked_at"),
        visibility: to.ref("excluded.visibility"),
      })),
    )
    .execute();
}

/** All of them were read: those that were not among them (`ids`) are gone. */
export async function finishReleases(
  db: Database,
  ids: readonly number[],
  mark: Mark,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom("releases")
      .where("repository", "=", mark.repository)
      .where("id", "not in", ids.length > 0 ? [...ids] : [-1])
      .execute();
    await saveMark(transaction, mark);
  });
}

/** By path: which text is stored of every page, and its address. */
export async function loadDocs(
  db: Database,
  repository: string,
): Promise<ReadonlyMap<string, Pick<DocRow, "blob" | "url">>> {
  const rows = await db
    .selectFrom("doc_pages")
    .select(["path", "blob", "url"])
    .where("repository", "=", repository)
    .execute();
  return new Map(rows.map(({ path, ...row }) => [path, row]));
}

export async function saveDoc(db: Database, row: DocRow): Promise<void> {
  await db
    .insertInto("doc_pages")
    .values(row)
    .onConflict((conflict) => conflict.columns(["repository", "path"]).doUpdateSet(row))
    .execute();
}

/** The folder was read to its end: pages with other paths are gone. */
export async function finishDocs(db: Database, gone: readonly string[], mark: Mark): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const path of gone) {
      await transaction
        .deleteFrom("doc_pages")
        .where("repository", "=", mark.repository)
        .where("path", "=", path)
        .execute();
    }
    await saveMark(transaction, mark);
  });
}

/** When it was last read to the end stays. */
export async function saveRepository(
  db: Database,
  row: Omit<RepositoryState, "synced_at">,
): Promise<void> {
  await db
    .insertInto("sync_repositories")
    .values({ ...row, synced_at: null })
    .onConflict((conflict) => conflict.column("repository").doUpdateSet(row))
    .execute();
}

/** A run has read everything of it, to the end. */
export async function markSynced(db: Database, repository: string, at: string): Promise<void> {
  await db
    .updateTable("sync_repositories")
    .set({ synced_at: at })
    .where("repository", "=", repository)
    .execute();
}

/** What GitHub said last about each of these repositories (lower case), and when each was whole. */
export async function loadSyncs(
  db: Database,
  repositories: readonly string[],
): Promise<ReadonlyMap<string, Pick<RepositoryState, "state" | "synced_at">>> {
  if (repositories.length === 0) return new Map();
  const rows = await db
    .selectFrom("sync_repositories")
    .select(["repository", "state", "synced_at"])
    .where("repository", "in", [...repositories])
    .execute();
  return new Map(rows.map(({ repository, ...row }) => [repository, row]));
}

/**
 * Every row of a repository follows what the repository is now. Some at a time, because 100,000 at once
 * keep the server from writing for three seconds; a run that dies on its way is repeated by the next.
 */
export async function setVisibility(
  db: Database,
  repository: string,
  visibility: Visibility,
): Promise<void> {
  for (const table of ["releases", "doc_pages"] as const) {
    await db
      .updateTable(table)
      .set({ visibility })
      .where("repository", "=", repository)
      .where("visibility", "!=", visibility)
      .execute();
  }
  const [from, below] = refBounds(repository);
  let after = from;
  for (;;) {
    const rows = await db
      .selectFrom("issues")
      .select("ref")
      .where("ref", ">", after)
      .where("ref", "<", below)
      .where("visibility", "!=", visibility)
      .orderBy("ref")
      .limit(ROWS_AT_ONCE)
      .execute();
    const refs = rows.map((row) => row.ref);
    if (refs.length === 0) return;
    await db.updateTable("issues").set({ visibility }).where("ref", "in", refs).execute();
    after = refs.at(-1) ?? below;
  }
}
