// Mirrors the configured repositories: issues, comments, releases, documentation. What is read is
// committed page by page, so a run can end anywhere and the next one goes on there.

import { UpstreamError } from "../errors.ts";
import type { Database } from "../storage/open.ts";
import { saveRepository, setVisibility } from "../storage/sync-pages.ts";
import { inAppTest } from "../trace/trace.ts";
import { type Found, inspectAccess, type Look, requirePublic } from "./access.ts";
import type { Outcome } from "./changes.ts";
import type { GitHub } from "./client.ts";
import { syncDocs } from "./docs.ts";
import { syncComments, syncIssues } from "./issues.ts";
import { syncReleases } from "./releases.ts";
import type { Counts, RepositorySync } from "./repository.ts";
import type { GitHubSettings } from "./settings.ts";

const REQUESTS_MAX = 1_000; // of one repository in one run; GitHub gives a token 5,000 an hour

export type SyncParts = {
  readonly github: GitHub;
  readonly db: Database;
  readonly settings: GitHubSettings;
  /** ISO time: when the states that are read were seen. */
  readonly now: string;
  readonly stop?: AbortSignal | undefined;
  readonly requestsMax?: number;
  readonly onProgress?: (repository: string, counts: Readonly<Counts>) => void;
};

export type RepositoryReport = {
  readonly name: string;
  readonly counts: Readonly<Counts>;
  /** Everything was read; false: the next run goes on. */
  readonly isComplete: boolean;
  /** GitHub had nothing new. */
  readonly isUnchanged: boolean;
  readonly notes: readonly string[];
  /** What keeps this repository from being mirrored. Its rows stay as they are. */
  readonly problem: string | null;
};

/**
 * One run over all repositories. A repository that fails does not keep the others from being read.
 * @throws SetupError when the token is refused, or sees what is private.
 * @throws UpstreamError when GitHub cannot be asked at all.
 */
export async function syncAll(parts: SyncParts): Promise<RepositoryReport[]> {
  const { github, db, settings, now, stop } = parts;
  const access = await inspectAccess(github, settings, stop);
  for (const look of access.looks) await keepStanding(db, look, now);
  requirePublic(access, settings);
  const reports: RepositoryReport[] = [];
  for (const look of access.looks) {
    const problem = whyNot(look);
    if (problem) reports.push(notRead(look.name, problem));
    else if ("standing" in look) reports.push(await syncRepository(parts, look));
  }
  return reports;
}

/** What is private is hidden before anything else happens, also when it is an error to be told. */
async function keepStanding(db: Database, look: Look, now: string): Promise<void> {
  if (!("standing" in look)) return;
  const { standing } = look;
  const repository = look.name.toLowerCase();
  const moved_to = standing === "moved" ? look.fullName : null;
  await saveRepository(db, { repository, state: standing, moved_to, checked_at: now });
  if (standing === "private" || standing === "public")
    await setVisibility(db, repository, standing);
}

function whyNot(look: Look): string | null {
  if (!("standing" in look)) return look.problem;
  if (look.standing === "moved") {
    return `it was renamed or transferred to ${look.fullName}: change the name in config.yaml if that is still yours. What is mirrored is kept.`;
  }
  if (look.standing === "absent") {
    return "GitHub finds no such repository (404): it was deleted or made private, or the name is mistyped. What is mirrored is kept.";
  }
  return null;
}

async function syncRepository(parts: SyncParts, found: Found): Promise<RepositoryReport> {
  const { github, db, now, stop, requestsMax = REQUESTS_MAX, onProgress = () => {} } = parts;
  const counts = noCounts();
  // Only the case of a name can differ here: GitHub's spelling is shown.
  const sync: RepositorySync = {
    github,
    db,
    source: {
      repository: found.fullName,
      visibility: found.standing === "private" ? "private" : "public",
      checkedAt: now,
    },
    branch: found.branch,
    isInApp: inAppTest(parts.settings.inApp),
    counts,
    stop,
    requestsMax,
    onProgress: (done) => onProgress(found.name, done),
  };
  const docs = parts.settings.repositories.find((it) => it.name === found.name)?.docs ?? null;
  const outcomes = new Map<string, Outcome | "partial">();
  const toReport = (problem: string | null): RepositoryReport => ({
    name: found.name,
    counts,
    isComplete: !problem && !stop?.aborted && ![...outcomes.values()].includes("more"),
    isUnchanged: !problem && [...outcomes.values()].every((it) => it === "unchanged"),
    notes: toNotes(outcomes, found),
    problem,
  });
  try {
    outcomes.set("issues", await syncIssues(sync));
    outcomes.set("comments", await syncComments(sync));
    outcomes.set("releases", await syncReleases(sync));
    if (docs) outcomes.set("docs", await syncDocs(sync, docs));
    return toReport(null);
  } catch (error) {
    if (stop?.aborted) return toReport(null);
    if (error instanceof UpstreamError) return toReport(error.message);
    throw error;
  }
}

function toNotes(outcomes: ReadonlyMap<string, Outcome | "partial">, found: Found): string[] {
  const notes =
    found.standing === "private" ? ["it is private: mirrored, but not used in public answers"] : [];
  for (const [what, outcome] of outcomes) {
    if (outcome === "absent") {
      notes.push(what === "docs" ? "the documentation folder was not found" : `it has no ${what}`);
    }
    if (outcome === "partial") notes.push("the documentation folder is too large: a part was read");
  }
  return notes;
}

function notRead(name: string, problem: string): RepositoryReport {
  return { name, counts: noCounts(), isComplete: false, isUnchanged: false, notes: [], problem };
}

function noCounts(): Counts {
  return { issues: 0, comments: 0, releases: 0, docs: 0, requests: 0 };
}
