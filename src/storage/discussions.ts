// Discussions as a sync writes them: rows among the issues, each with its comments at once.

import { byBytes } from "./batches.ts";
import { type IssueRow, issueChars, mergeIssues } from "./issues.ts";
import { addLinks, type LinkRow } from "./links.ts";
import type { Database } from "./open.ts";
import { type CommentRow, joinComments, type Mark, saveMark, upsertComments } from "./sync.ts";

export type DiscussionRows = {
  readonly row: IssueRow;
  readonly comments: readonly CommentRow[];
  readonly links: readonly LinkRow[];
};

/** One page. The mark is committed after the last of them. */
export async function saveDiscussionPage(
  db: Database,
  discussions: readonly DiscussionRows[],
  mark: Mark,
): Promise<void> {
  for (const batch of byBytes(discussions, charsOf)) {
    await db.transaction().execute(async (transaction) => {
      await mergeIssues(
        transaction,
        batch.map((it) => it.row),
        ["answered"],
      );
      for (const { row, comments, links } of batch) {
        await replaceComments(transaction, row.ref, comments);
        await addLinks(transaction, links);
      }
    });
  }
  await saveMark(db, mark);
}

/** All that were read; what was deleted, or is no longer the answer, goes with the rest. */
async function replaceComments(
  db: Database,
  ref: string,
  comments: readonly CommentRow[],
): Promise<void> {
  await db.deleteFrom("issue_comments").where("ref", "=", ref).execute();
  if (comments.length > 0) await upsertComments(db, comments);
  await joinComments(db, ref);
}

function charsOf({ row, comments }: DiscussionRows): number {
  // A comment is written twice: as it is, and in the text that its discussion is searched by.
  return issueChars(row) + 2 * comments.reduce((sum, { body }) => sum + body.length, 0);
}
