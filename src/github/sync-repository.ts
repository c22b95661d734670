// One repository, list by list. What fails keeps the later lists from being read, but for those that only
// GraphQL has: the mirror is of use without them.

import { UpstreamError } from "../errors.ts";
import { markSynced } from "../storage/sync-pages.ts";
import { inAppTest } from "../trace/trace.ts";
import type { Found } from "./access.ts";
import type { Outcome } from "./changes.ts";
import { syncDiscussions } from "./discussions.ts";
import { syncDocs } from "./docs.ts";
import { updateFixes } from "./fixes.ts";
import { syncComments, syncIssues } from "./issues.ts";
import { syncRelations } from "./relations.ts";
import { syncReleases } from "./releases.ts";
import { noCounts, type RepositorySync } from "./repository.ts";
import type { RepositoryReport, SyncParts } from "./sync.ts";

const REQUESTS_MAX = 1_000; // of one repository in one run; GitHub gives a token 5,000 an hour

type List = {
  readonly name: string;
  readonly read: () => Promise<Outcome | "partial">;
  readonly isExtra?: boolean;
};
type Results = {
  readonly outcomes: Map<string, Outcome | "partial">;
  readonly notes: string[];
  problem: string | null;
};

export async function syncRepository(parts: SyncParts, found: Found): Promise<RepositoryReport> {
  const sync = toSync(parts, found);
  const { db, stop, counts } = sync;
  const results: Results = { outcomes: new Map(), notes: notesBefore(parts, found), problem: null };
  const lists = listsOf(sync, parts, found);
  const isRead = await readLists(lists, results, stop);
  const repository = found.fullName.toLowerCase();
  await updateFixes(db, repository);
  const all = [...results.outcomes.values()];
  const hasMore = all.includes("more");
  const isComplete = isRead && !stop?.aborted && !hasMore;
  const isWhole = lists.every(({ name, isExtra }) => isExtra || isEnd(results.outcomes.get(name)));
  if (isWhole) await markSynced(db, repository, parts.now);
  return {
    name: found.name,
    counts,
    isComplete,
    hasMore: isRead && hasMore,
    isUnchanged: isRead && all.every((it) => it === "unchanged" || it === "absent"),
    notes: [...results.notes, ...notesAfter(results.outcomes)],
    problem: results.problem,
  };
}

/** Read to the end: what there is to know is in the mirror. */
function isEnd(outcome: Outcome | "partial" | undefined): boolean {
  return outcome !== undefined && outcome !== "more";
}

function toSync(parts: SyncParts, found: Found): RepositorySync {
  const { github, db, settings, now, stop, requestsMax = REQUESTS_MAX } = parts;
  return {
    github,
    hasToken: settings.token !== null,
    db,
    source: {
      // Only the case of a name can differ here: GitHub's spelling is shown.
      repository: found.fullName,
      visibility: found.standing === "private" ? "private" : "public",
      checkedAt: now,
    },
    branch: found.branch,
    isInApp: inAppTest(settings.inApp),
    counts: noCounts(),
    stop,
    requestsMax,
    onProgress: (done) => parts.onProgress?.(found.name, done),
  };
}

function listsOf(sync: RepositorySync, { settings }: SyncParts, found: Found): readonly List[] {
  const docs = settings.repositories.find((it) => it.name === found.name)?.docs ?? null;
  const lists: List[] = [
    { name: "issues", read: () => syncIssues(sync) },
    { name: "comments", read: () => syncComments(sync) },
    { name: "releases", read: () => syncReleases(sync) },
  ];
  if (docs) lists.push({ name: "docs", read: () => syncDocs(sync, docs) });
  if (settings.token) {
    lists.push({ name: "discussions", read: () => syncDiscussions(sync), isExtra: true });
    lists.push({ name: "relations", read: () => syncRelations(sync), isExtra: true });
  }
  return lists;
}

/** False when a list could not be read. */
async function readLists(
  lists: readonly List[],
  results: Results,
  stop: AbortSignal | undefined,
): Promise<boolean> {
  let isRead = true;
  for (const { name, read, isExtra } of lists) {
    try {
      results.outcomes.set(name, await read());
    } catch (error) {
      if (stop?.aborted) return false;
      if (!(error instanceof UpstreamError)) throw error;
      isRead = false;
      if (!isExtra) {
        results.problem = error.message;
        return false;
      }
      results.notes.push(`${WORDS[name] ?? name} could not be read (${error.message})`);
    }
  }
  return isRead;
}

const WORDS: Readonly<Record<string, string>> = { relations: "what closed its issues" };

/** Most repositories have no discussions: that is nothing to be told. */
const ABSENT: Readonly<Record<string, string | null>> = {
  docs: "the documentation folder was not found",
  discussions: null,
  relations: "GitHub does not tell what closed its issues",
};

function notesBefore({ settings }: SyncParts, { standing }: Found): string[] {
  const notes: string[] = [];
  if (standing === "private") notes.push("it is private: mirrored, but not used in public answers");
  if (!settings.token)
    notes.push("without GITHUB_TOKEN: no discussions, and less on what was fixed");
  return notes;
}

function notesAfter(outcomes: Results["outcomes"]): string[] {
  const notes: string[] = [];
  for (const [what, outcome] of outcomes) {
    const absent = what in ABSENT ? ABSENT[what] : `it has no ${what}`;
    if (outcome === "absent" && absent) notes.push(absent);
    if (outcome === "partial") notes.push("the documentation folder is too large: a part was read");
  }
  return notes;
}
