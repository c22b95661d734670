// Issues (pull requests are issues to this list) and the comments of all issues of a repository.

import { toIssueRow } from "../search/ingest.ts";
import { toComment } from "../search/ingest-sync.ts";
import { withFingerprints } from "../search/ingest-traces.ts";
import { loadStream, saveCommentPage, saveIssuePage } from "../storage/sync.ts";
import { type ListQuery, type Outcome, PAGE_ITEMS, readChanges } from "./changes.ts";
import { count, getFrom, mayGoOn, type RepositorySync, toMark } from "./repository.ts";

export async function syncIssues(sync: RepositorySync): Promise<Outcome> {
  const { db, source } = sync;
  const state = await loadStream(db, source.repository.toLowerCase(), "issues");
  const seen = new Set<string>(); // pages overlap
  return readChanges(
    {
      name: "issues",
      list: (query) => list(sync, "/issues", query, { state: "all" }),
      save: async (items, next) => {
        const read = items.flatMap((item) => {
          const { repository, checkedAt } = source;
          const it = toIssueRow({ ...toObject(item), repository }, checkedAt);
          return "row" in it ? [it] : [];
        });
        const links = read.flatMap((it) => it.links);
        const found = await withFingerprints(
          read.map((it) => it.row),
          sync.isInApp,
        );
        const rows = found.map((row) => ({ ...row, visibility: source.visibility }));
        await saveIssuePage(db, rows, toMark(sync, "issues", next), links);
        count(
          sync,
          "issues",
          newIn(
            seen,
            rows.map((row) => row.ref),
          ),
        );
      },
      mayGoOn: () => mayGoOn(sync),
    },
    state,
  );
}

export async function syncComments(sync: RepositorySync): Promise<Outcome> {
  const { db, source } = sync;
  const state = await loadStream(db, source.repository.toLowerCase(), "comments");
  const seen = new Set<number>();
  return readChanges(
    {
      name: "comments",
      list: (query) => list(sync, "/issues/comments", query, {}),
      save: async (items, next) => {
        const read = items.map((item) => toComment(item, source)).filter((it) => it !== null);
        const rows = read.map((it) => it.row);
        const links = read.flatMap((it) => it.links);
        await saveCommentPage(db, rows, toMark(sync, "comments", next), links);
        count(
          sync,
          "comments",
          newIn(
            seen,
            rows.map((row) => row.id),
          ),
        );
      },
      mayGoOn: () => mayGoOn(sync),
    },
    state,
  );
}

function list(
  sync: RepositorySync,
  rest: string,
  { since, page, etag }: ListQuery,
  more: Readonly<Record<string, string>>,
) {
  return getFrom(sync, rest, {
    etag,
    parameters: {
      ...more,
      sort: "updated",
      direction: "asc",
      per_page: PAGE_ITEMS,
      page,
      ...(since && { since }),
    },
  });
}

function newIn<Key>(seen: Set<Key>, keys: readonly Key[]): number {
  const before = seen.size;
  for (const key of keys) seen.add(key);
  return seen.size - before;
}

function toObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
