// What is known about the fixes of one repository's issues, and which release each was found to be in.

import { type IssueRow, refBounds, slices } from "./issues.ts";
import type { LinkRow } from "./links.ts";
import type { Database } from "./open.ts";

export type FixFacts = {
  readonly issues: readonly Pick<
    IssueRow,
    "ref" | "state" | "closed_at" | "merged_at" | "fixed_in" | "fixed_by" | "fixed_via"
  >[];
  readonly links: readonly Pick<LinkRow, "ref" | "other" | "kind" | "merged_at">[];
  /** Oldest first; what an issue's own text says comes before its comments. */
  readonly statements: readonly {
    readonly ref: string;
    readonly association: string | null;
    readonly version: string;
  }[];
  readonly releases: readonly {
    readonly tag: string;
    readonly isPrerelease: boolean;
    readonly publishedAt: string | null;
  }[];
};
type Fix = Pick<IssueRow, "ref" | "fixed_in" | "fixed_by" | "fixed_via">;

/** `repository`: lower case. */
export async function loadFixFacts(db: Database, repository: string): Promise<FixFacts> {
  const [from, below] = refBounds(repository);
  const rows = await db
    .selectFrom("issues")
    .select(["ref", "state", "closed_at", "merged_at", "association", "says_fixed"])
    .select(["fixed_in", "fixed_by", "fixed_via"])
    .where("ref", ">=", from)
    .where("ref", "<", below)
    .execute();
  const links = await db
    .selectFrom("issue_links")
    .select(["ref", "other", "kind", "merged_at"])
    .where("ref", ">=", from)
    .where("ref", "<", below)
    .where("kind", "in", ["closed_by", "fixes"])
    .execute();
  const comments = await db
    .selectFrom("issue_comments")
    .select(["ref", "association", "says_fixed"])
    .where("ref", ">=", from)
    .where("ref", "<", below)
    .where("says_fixed", "is not", null)
    .orderBy("created_at")
    .execute();
  const releases = await db
    .selectFrom("releases")
    .select(["tag", "is_prerelease", "published_at"])
    .where("repository", "=", repository)
    .execute();
  return {
    issues: rows,
    links,
    statements: [...rows, ...comments].flatMap(({ ref, association, says_fixed }) =>
      says_fixed ? [{ ref, association, version: says_fixed }] : [],
    ),
    releases: releases.map((it) => ({
      tag: it.tag,
      isPrerelease: it.is_prerelease === 1,
      publishedAt: it.published_at,
    })),
  };
}

export async function saveFixes(db: Database, fixes: readonly Fix[]): Promise<void> {
  for (const some of slices(fixes, 100)) {
    await db.transaction().execute(async (transaction) => {
      for (const { ref, ...fix } of some) {
        await transaction.updateTable("issues").set(fix).where("ref", "=", ref).execute();
      }
    });
  }
}
