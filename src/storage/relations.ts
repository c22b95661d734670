// Which closed issues still want their relations, and what GitHub said of them.

import { refBounds } from "./issues.ts";
import { addLinks, type LinkRow } from "./links.ts";
import type { Database } from "./open.ts";

export type Unlinked = {
  readonly ref: string;
  readonly number: number;
  readonly updated_at: string | null;
};
export type FoundRelations = {
  readonly issue: Unlinked;
  readonly stateReason: string | null;
  readonly links: readonly LinkRow[];
};

/** Closed issues that have changed since they were asked about, at most some. */
export async function unlinkedIssues(
  db: Database,
  repository: string,
  limit: number,
): Promise<Unlinked[]> {
  const [from, below] = refBounds(repository);
  const rows = await db
    .selectFrom("issues")
    .select(["ref", "updated_at"])
    .where("ref", ">=", from)
    .where("ref", "<", below)
    .where("kind", "=", "issue")
    .where("state", "=", "closed")
    .where((where) =>
      where.or([where("linked_at", "is", null), where("linked_at", "<", where.ref("updated_at"))]),
    )
    .orderBy("ref")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, number: Number(row.ref.split("#")[1]) }));
}

/** What GitHub says replaces what it said before. `missing`: not there; they are not asked for again. */
export async function saveRelations(
  db: Database,
  found: readonly FoundRelations[],
  missing: readonly Unlinked[],
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const { ref, updated_at } of [...found.map((it) => it.issue), ...missing]) {
      // A row without a time was imported: any time is later than none.
      await transaction
        .updateTable("issues")
        .set({ linked_at: updated_at ?? "" })
        .where("ref", "=", ref)
        .execute();
    }
    for (const { issue, stateReason, links } of found) {
      await transaction
        .deleteFrom("issue_links")
        .where("ref", "=", issue.ref)
        .where("said_by", "=", "github")
        .execute();
      await addLinks(transaction, links);
      if (stateReason) {
        await transaction
          .updateTable("issues")
          .set({ state_reason: stateReason })
          .where("ref", "=", issue.ref)
          .execute();
      }
    }
  });
}
