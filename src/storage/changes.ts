// What changed since the engine looked last. Triggers number every insert, change and deletion of a
// row that is searched (migration `006_changes`), so that no writer can forget to; of each row only the
// last change is kept. SQLite has one writer at a time: a number never becomes visible after a
// larger one.

import type { Selectable } from "kysely";
import type { IssueRow } from "./issues.ts";
import { type LinkRow, publicLinks } from "./links.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";

export type Change = Pick<Tables["changes"], "kind" | "key"> & { readonly number: number };

/** Of the newest change; 0 when nothing was ever stored. */
export async function newestChange(db: Database): Promise<number> {
  const row = await db
    .selectFrom("changes")
    .select((query) => query.fn.max("number").as("number"))
    .executeTakeFirst();
  return Number(row?.number ?? 0);
}

/** Oldest first. */
export async function changesAfter(db: Database, number: number, most: number): Promise<Change[]> {
  return db
    .selectFrom("changes")
    .select(["number", "kind", "key"])
    .where("number", ">", number)
    .orderBy("number")
    .limit(most)
    .execute();
}

/** What a project says itself. */
export type PageRows = {
  readonly docs: readonly Selectable<Tables["doc_pages"]>[];
  readonly releases: readonly Selectable<Tables["releases"]>[];
};
export type ChangedRows = {
  readonly issues: readonly IssueRow[];
  readonly links: readonly LinkRow[];
} & PageRows;

/** What is there now of the rows that changed, and may be seen by anybody. Each is found by its key. */
export async function rowsOf(db: Database, changes: readonly Change[]): Promise<ChangedRows> {
  const keys = (kind: Change["kind"]) =>
    changes.filter((change) => change.kind === kind).map((change) => change.key);
  const refs = keys("issue");
  return {
    issues: refs.length === 0 ? [] : await publicIssuesOf(db, refs),
    links: refs.length === 0 ? [] : await publicLinks(db, refs),
    docs: await publicDocs(db, keys("doc")),
    releases: await publicReleases(db, keys("release")),
  };
}

async function publicIssuesOf(db: Database, refs: readonly string[]): Promise<IssueRow[]> {
  return db
    .selectFrom("issues")
    .selectAll()
    .where("ref", "in", refs)
    .where("visibility", "=", "public")
    .execute();
}

async function publicDocs(db: Database, keys: readonly string[]): Promise<PageRows["docs"]> {
  if (keys.length === 0) return [];
  return db
    .selectFrom("doc_pages")
    .selectAll()
    .where(({ or, and }) => or(keys.map((key) => and(docOf(key)))))
    .where("visibility", "=", "public")
    .execute();
}

/** `owner/repo/path`; only the path has more slashes. */
function docOf(key: string): { readonly repository: string; readonly path: string } {
  const at = key.indexOf("/", key.indexOf("/") + 1);
  return { repository: key.slice(0, at), path: key.slice(at + 1) };
}

async function publicReleases(
  db: Database,
  keys: readonly string[],
): Promise<PageRows["releases"]> {
  if (keys.length === 0) return [];
  const ids = keys.map((key) => Number(key.slice(key.lastIndexOf("#") + 1)));
  return db
    .selectFrom("releases")
    .selectAll()
    .where("id", "in", ids)
    .where("visibility", "=", "public")
    .execute();
}
