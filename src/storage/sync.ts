// What a sync of GitHub writes. Rows and the cursor that says how far it came commit together, so that
// a sync that dies resumes where it was. An older view of a row never replaces a younger one: two
// programs may sync at once.

import { type Insertable, sql } from "kysely";
import { byBytes } from "./batches.ts";
import { type IssueRow, issueChars, mergeIssues } from "./issues.ts";
import { addLinks, type LinkRow } from "./links.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";

export type CommentRow = Insertable<Tables["issue_comments"]>;
export type StreamName = "issues" | "comments" | "releases" | "docs" | "discussions";
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
/** A comment rewrites its issue, so a batch of them holds few. */
const COMMENTS_BATCH = { rowsMax: 10, charsMax: 60_000 };
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

/** Issues of one page, and what their texts say of others. The mark is committed with the last. */
export async function saveIssuePage(
  db: Database,
  rows: readonly IssueRow[],
  mark: Mark,
  links: readonly LinkRow[] = [],
): Promise<void> {
  const batches = [...byBytes(rows, issueChars)];
  await saveInBatches(db, batches, mark, async (transaction, batch) => {
    await upsertIssues(transaction, batch);
    const refs = batch.map((row) => row.ref);
    await addLinks(
      transaction,
      links.filter((link) => refs.includes(link.ref)),
    );
  });
}

/** Comments of one page, and the text that their issues are searched by. */
export async function saveCommentPage(
  db: Database,
  rows: readonly CommentRow[],
  mark: Mark,
  links: readonly LinkRow[] = [],
): Promise<void> {
  const batches = [...byBytes(rows, (row) => row.body.length, COMMENTS_BATCH)];
  await saveInBatches(db, batches, mark, async (transaction, batch) => {
    const refs = [...new Set(batch.map((row) => row.ref))];
    await upsertComments(transaction, batch);
    await addLinks(
      transaction,
      links.filter((link) => refs.includes(link.ref)),
    );
    for (const ref of refs) await joinComments(transaction, ref);
  });
}

async function saveInBatches<Row>(
  db: Database,
  batches: readonly (readonly Row[])[],
  mark: Mark,
  save: (transaction: Database, batch: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (const [at, batch] of batches.entries()) {
    await db.transaction().execute(async (transaction) => {
      await save(transaction, batch);
      if (at === batches.length - 1) await saveMark(transaction, mark);
    });
  }
  if (batches.length === 0) await saveMark(db, mark);
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
  await mergeIssues(db, rows);
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

export async function upsertComments(db: Database, rows: readonly CommentRow[]): Promise<void> {
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
          is_answer: to.ref("excluded.is_answer"),
          says_fixed: to.ref("excluded.says_fixed"),
          updated_at: to.ref("excluded.updated_at"),
        }))
        .where(sql<boolean>`excluded.updated_at >= issue_comments.updated_at`),
    )
    .execute();
}

/** A storm of comments on one issue must fill neither the disk nor the index. */
export async function joinComments(db: Database, ref: string): Promise<void> {
  const all = await db
    .selectFrom("issue_comments")
    .select(["id", "association", "body", "is_answer"])
    .where("ref", "=", ref)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  const dropped = all
    .toSorted((a, b) => rank(a) - rank(b)) // stable: oldest first
    .slice(COMMENTS_KEPT_MAX)
    .map((comment) => comment.id);
  if (dropped.length > 0) {
    await db.deleteFrom("issue_comments").where("id", "in", dropped).execute();
  }
  const kept = all.filter((comment) => !dropped.includes(comment.id));
  const answerFirst = kept.toSorted((a, b) => b.is_answer - a.is_answer);
  const text = answerFirst.map((comment) => comment.body).join("\n\n");
  await db
    .updateTable("issues")
    .set({
      comments: text.slice(0, COMMENTS_CHARS_MAX),
      has_maintainer: kept.some((comment) => isMaintainer(comment.association)) ? 1 : 0,
    })
    .where("ref", "=", ref)
    .execute();
}

function rank({ is_answer, association }: { is_answer: number; association: string }): number {
  return is_answer ? 0 : isMaintainer(association) ? 1 : 2;
}

/** Speaks for the project, as GitHub's `author_association` says. */
export function isMaintainer(association: string | null): boolean {
  return association !== null && MAINTAINERS.includes(association);
}
