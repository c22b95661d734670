// What a sync of GitHub writes. Rows and the cursor that says how far it came commit together, so that
// a sync that dies resumes where it was. An older view of a row never replaces a younger one: two
// programs may sync at once.

import { type Insertable, sql } from "kysely";
import { bumpGeneration, type IssueRow } from "./issues.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";

export type CommentRow = Insertable<Tables["issue_comments"]>;
export type StreamName = "issues" | "comments" | "releases" | "docs";
export type StreamState = { readonly cursor: string | null; readonly etag: string | null };
/** Where one stream stands after a page. `repository` is lower case; `at` is an ISO time. */
export type Mark = {
  readonly repository: string;
  readonly stream: StreamName;
  readonly state: StreamState;
  readonly at: string;
};

/** Of one issue, all comments together. */
export const COMMENTS_CHARS_MAX = 60_000;
const COMMENTS_KEPT_MAX = 200; // of one issue; those of maintainers stay before those of others
// A batch commits within the 20 ms that an import may hold the file; a comment rewrites its issue.
const ISSUES_BATCH = 25;
const COMMENTS_BATCH = 10;
/** Associations of people who speak for the project: GitHub's `author_association`. */
const MAINTAINERS = ["OWNER", "MEMBER", "COLLABORATOR"];

export async function loadStream(
  db: Database,
  repository: string,
  stream: StreamName,
): Promise<StreamState> {
  const row = await db
    .selectFrom("sync_streams")
    .select(["cursor", "etag"])
    .where("repository", "=", repository)
    .where("stream", "=", stream)
    .executeTakeFirst();
  return row ?? { cursor: null, etag: null };
}

/** Issues of one page. The mark is committed with the last of them. */
export async function saveIssuePage(
  db: Database,
  rows: readonly IssueRow[],
  mark: Mark,
): Promise<void> {
  await saveInBatches(db, rows, ISSUES_BATCH, mark, async (transaction, batch) => {
    await upsertIssues(transaction, batch);
    await bumpGeneration(transaction);
  });
}

/** Comments of one page, and the text that their issues are searched by. */
export async function saveCommentPage(
  db: Database,
  rows: readonly CommentRow[],
  mark: Mark,
): Promise<void> {
  await saveInBatches(db, rows, COMMENTS_BATCH, mark, async (transaction, batch) => {
    await upsertComments(transaction, batch);
    for (const ref of new Set(batch.map((row) => row.ref))) await joinComments(transaction, ref);
    await bumpGeneration(transaction);
  });
}

async function saveInBatches<Row>(
  db: Database,
  rows: readonly Row[],
  size: number,
  mark: Mark,
  save: (transaction: Database, batch: readonly Row[]) => Promise<void>,
): Promise<void> {
  let start = 0;
  do {
    const batch = rows.slice(start, start + size);
    start += size;
    await db.transaction().execute(async (transaction) => {
      if (batch.length > 0) await save(transaction, batch);
      if (start >= rows.length) await saveMark(transaction, mark);
    });
  } while (start < rows.length);
}

export async function saveMark(db: Database, mark: Mark): Promise<void> {
  const row = {
    repository: mark.repository,
    stream: mark.stream,
    ...mark.state,
    updated_at: mark.at,
  };
  await db
    .insertInto("sync_streams")
    .values(row)
    .onConflict((conflict) => conflict.columns(["repository", "stream"]).doUpdateSet(row))
    .execute();
}

/** Inserts, or replaces what is older. The comments' text of a row that is there stays. */
export async function upsertIssues(db: Database, rows: readonly IssueRow[]): Promise<void> {
  await db
    .insertInto("issues")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column("ref")
        .doUpdateSet((to) => ({
          repository: to.ref("excluded.repository"),
          title: to.ref("excluded.title"),
          body: to.ref("excluded.body"),
          state: to.ref("excluded.state"),
          is_pull: to.ref("excluded.is_pull"),
          labels: to.ref("excluded.labels"),
          url: to.ref("excluded.url"),
          created_at: to.ref("excluded.created_at"),
          updated_at: to.ref("excluded.updated_at"),
          checked_at: to.ref("excluded.checked_at"),
          visibility: to.ref("excluded.visibility"),
        }))
        .where(sql<boolean>`issues.updated_at is null or excluded.updated_at >= issues.updated_at`),
    )
    .execute();
  // Comments can come before their issue: it is created after the list was read.
  const refs = rows.map((row) => row.ref);
  const waiting = await db
    .selectFrom("issue_comments")
    .innerJoin("issues", "issues.ref", "issue_comments.ref")
    .select("issue_comments.ref")
    .distinct()
    .where("issue_comments.ref", "in", refs)
    .where("issues.comments", "=", "")
    .execute();
  for (const { ref } of waiting) await joinComments(db, ref);
}

async function upsertComments(db: Database, rows: readonly CommentRow[]): Promise<void> {
  await db
    .insertInto("issue_comments")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet((to) => ({
          ref: to.ref("excluded.ref"),
          association: to.ref("excluded.association"),
          body: to.ref("excluded.body"),
          updated_at: to.ref("excluded.updated_at"),
        }))
        .where(sql<boolean>`excluded.updated_at >= issue_comments.updated_at`),
    )
    .execute();
}

/** A storm of comments on one issue must fill neither the disk nor the index. */
async function joinComments(db: Database, ref: string): Promise<void> {
  const all = await db
    .selectFrom("issue_comments")
    .select(["id", "association", "body"])
    .where("ref", "=", ref)
    .orderBy("id")
    .execute();
  const rank = (association: string) => (MAINTAINERS.includes(association) ? 0 : 1);
  const dropped = all
    .toSorted((a, b) => rank(a.association) - rank(b.association)) // stable: oldest first
    .slice(COMMENTS_KEPT_MAX)
    .map((comment) => comment.id);
  if (dropped.length > 0) {
    await db.deleteFrom("issue_comments").where("id", "in", dropped).execute();
  }
  const kept = all.filter((comment) => !dropped.includes(comment.id));
  const text = kept.map((comment) => comment.body).join("\n\n");
  await db
    .updateTable("issues")
    .set({ comments: text.slice(0, COMMENTS_CHARS_MAX) })
    .where("ref", "=", ref)
    .execute();
}
