// The mirror of GitHub issues, pull requests and discussions: a cache that can be dropped and imported
// again at any time. Triggers note every write to a row (`changes.ts`).

import { type Selectable, sql } from "kysely";
import { byBytes } from "./batches.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";

export type IssueRow = Selectable<Tables["issues"]>;
type Column = keyof IssueRow;

/** What a row says until somebody has found it out. */
export const UNTOLD = {
  kind: "issue",
  state_reason: null,
  closed_at: null,
  merged_at: null,
  answered: null,
  association: null,
  has_maintainer: 0,
  fingerprints: "[]",
  says_fixed: null,
  fixed_in: null,
  fixed_by: null,
  fixed_via: null,
  linked_at: null,
} satisfies Partial<IssueRow>;

const REFS_MAX = 500; // of one `in (…)`

/** What GitHub's list of issues says of one. The rest is found out by reading more. */
const LISTED: readonly Column[] = [
  "repository",
  "title",
  "body",
  "state",
  "kind",
  "state_reason",
  "closed_at",
  "merged_at",
  "association",
  "fingerprints",
  "says_fixed",
  "labels",
  "url",
  "created_at",
  "updated_at",
  "checked_at",
  "visibility",
];
/** What a file holds in addition, comments among it. */
const WHOLE: readonly Column[] = [
  ...LISTED,
  "number",
  "comments",
  "answered",
  "has_maintainer",
  "fixed_in",
  "fixed_by",
  "fixed_via",
  "linked_at",
];

/** Inserts or replaces by `ref`. Idempotent. Calls `onProgress` with the rows done so far. */
export async function saveIssues(
  db: Database,
  rows: readonly IssueRow[],
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  let done = 0;
  for (const batch of byBytes(rows, issueChars)) {
    // One statement is one transaction.
    await db
      .insertInto("issues")
      .values(batch)
      .onConflict((conflict) => conflict.column("ref").doUpdateSet(excluded(WHOLE)))
      .execute();
    done += batch.length;
    onProgress(done);
  }
}

/**
 * Inserts, or replaces what is older: two programs may sync at once. What the list does not say stays
 * (comments, relations). In the caller's transaction.
 */
export async function mergeIssues(
  db: Database,
  rows: readonly IssueRow[],
  more: readonly Column[] = [],
): Promise<void> {
  await db
    .insertInto("issues")
    .values([...rows])
    .onConflict((conflict) =>
      conflict
        .column("ref")
        .doUpdateSet(excluded([...LISTED, ...more]))
        .where(sql<boolean>`issues.updated_at is null or excluded.updated_at >= issues.updated_at`),
    )
    .execute();
}

/** Characters of a row, by which batches are bounded. */
export function issueChars(row: IssueRow): number {
  return row.title.length + row.body.length + row.comments.length + row.labels.length;
}

function excluded(columns: readonly Column[]) {
  return Object.fromEntries(columns.map((name) => [name, sql.ref(`excluded.${name}`)]));
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

/** The refs of one repository (lower case): from the first on, below the second. */
export function refBounds(repository: string): readonly [from: string, below: string] {
  return [`${repository}#`, `${repository}$`]; // "$" is the character after "#"
}

/** Slices of a list of refs that one statement can hold. */
export function slices<Item>(items: readonly Item[], size = REFS_MAX): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
}
