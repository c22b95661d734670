// What changed since the engine looked last. Triggers number every insert, change and deletion of a
// row that is searched (migration `006_changes`), so that no writer can forget to; of each row only the
// last change is kept. SQLite has one writer at a time: a number never becomes visible after a
// larger one.

import { type Selectable, sql } from "kysely";
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

/** What is there now of the rows that changed, and may be seen by anybody. */
export async function rowsOf(db: Database, changes: readonly Change[]): Promise<ChangedRows> {
  const keys = (kind: Change["kind"]) =>
    changes.filter((change) => change.kind === kind).map((change) => change.key);
  const [refs, paths, ids] = [keys("issue"), keys("doc"), keys("release")];
  return {
    issues:
      refs.length === 0
        ? []
        : await db
            .selectFrom("issues")
            .selectAll()
            .where("ref", "in", refs)
            .where("visibility", "=", "public")
            .execute(),
    links: refs.length === 0 ? [] : await publicLinks(db, refs),
    docs:
      paths.length === 0
        ? []
        : await db
            .selectFrom("doc_pages")
            .selectAll()
            .where(sql<string>`repository || '/' || path`, "in", paths)
            .where("visibility", "=", "public")
            .execute(),
    releases:
      ids.length === 0
        ? []
        : await db
            .selectFrom("releases")
            .selectAll()
            .where(sql<string>`repository || '#' || id`, "in", ids)
            .where("visibility", "=", "public")
            .execute(),
  };
}
