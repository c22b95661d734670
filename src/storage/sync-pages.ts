// Releases and documentation pages of a repository as a sync writes them, and where the repository stands.

import type { Insertable, Selectable } from "kysely";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";
import { type Mark, saveMark } from "./sync.ts";
import type { Visibility } from "./visibility.ts";

export type ReleaseRow = Insertable<Tables["releases"]>;
export type DocRow = Insertable<Tables["doc_pages"]>;
export type RepositoryState = Selectable<Tables["sync_repositories"]>;

export async function saveReleases(db: Database, rows: readonly ReleaseRow[]): Promise<void> {
  if (rows.length === 0) return;
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

/** Every row of a repository follows what the repository is now. */
export async function setVisibility(
  db: Database,
  repository: string,
  visibility: Visibility,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable("issues")
      .set({ visibility })
      .where("ref", ">=", `${repository}#`)
      .where("ref", "<", `${repository}$`) // "$" is the character after "#"
      .where("visibility", "!=", visibility)
      .execute();
    for (const table of ["releases", "doc_pages"] as const) {
      await transaction
        .updateTable(table)
        .set({ visibility })
        .where("repository", "=", repository)
        .where("visibility", "!=", visibility)
        .execute();
    }
  });
}
