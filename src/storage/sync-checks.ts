// Single looks at issues that an answer cites: their state now, beside what the last sync saw.

import { byBytes } from "./batches.ts";
import { type IssueRow, issueChars } from "./issues.ts";
import { addLinks, type LinkRow } from "./links.ts";
import type { Database } from "./open.ts";
import { upsertIssues } from "./sync.ts";

export type SeenIssue = Pick<IssueRow, "ref" | "state" | "updated_at" | "checked_at"> & {
  /** Holds for this very row; null: ask without condition. */
  readonly etag: string | null;
};

export async function loadSeen(db: Database, refs: readonly string[]): Promise<SeenIssue[]> {
  if (refs.length === 0) return [];
  const rows = await db
    .selectFrom("issues")
    .leftJoin("issue_checks as checks", "checks.ref", "issues.ref")
    .select([
      "issues.ref",
      "issues.state",
      "issues.updated_at",
      "issues.checked_at",
      "checks.etag",
      "checks.state as checkedState",
      "checks.updated_at as checkedUpdate",
    ])
    .where("issues.ref", "in", [...refs])
    .execute();
  return rows.map(({ checkedState, checkedUpdate, etag, ...row }) => ({
    ...row,
    // An import may have put another row there since: then the etag is of no use.
    etag: checkedState === row.state && checkedUpdate === row.updated_at ? etag : null,
  }));
}

/** The issue was read anew. */
export async function saveSeen(db: Database, row: IssueRow, etag: string | null): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await upsertIssues(transaction, [row]);
    if (etag) await saveCheck(transaction, row, etag);
  });
}

/** Issues that a search found. True when one of them was not known, or not so. */
export async function saveFound(
  db: Database,
  rows: readonly IssueRow[],
  links: readonly LinkRow[],
): Promise<boolean> {
  if (rows.length === 0) return false;
  const refs = rows.map((row) => row.ref);
  const known = await db
    .selectFrom("issues")
    .select(["ref", "updated_at"])
    .where("ref", "in", refs)
    .execute();
  const before = new Map(known.map((row) => [row.ref, row.updated_at ?? ""]));
  const news = rows.filter((row) => (before.get(row.ref) ?? "") < (row.updated_at ?? ""));
  for (const batch of byBytes(news, issueChars)) {
    await db.transaction().execute(async (transaction) => {
      await upsertIssues(transaction, batch);
      const saved = batch.map((row) => row.ref);
      await addLinks(
        transaction,
        links.filter((link) => saved.includes(link.ref)),
      );
    });
  }
  return news.length > 0;
}

/** GitHub says that it is as it was, or (with `state`) that it is no longer there. */
export async function markSeen(
  db: Database,
  ref: string,
  at: string,
  state: string | null = null,
): Promise<void> {
  await db
    .updateTable("issues")
    .set({ checked_at: at, ...(state && { state }) })
    .where("ref", "=", ref)
    .execute();
}

async function saveCheck(db: Database, row: IssueRow, etag: string): Promise<void> {
  const check = { ref: row.ref, etag, state: row.state, updated_at: row.updated_at };
  await db
    .insertInto("issue_checks")
    .values(check)
    .onConflict((conflict) => conflict.column("ref").doUpdateSet(check))
    .execute();
}
