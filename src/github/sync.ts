// Mirrors the configured repositories: issues, comments, releases, documentation. What is read is
// committed page by page, so a run can end anywhere and the next one goes on there.

import type { Database } from "../storage/open.ts";
import { saveRepository, setVisibility } from "../storage/sync-pages.ts";
import { inspectAccess, type Look, requirePublic } from "./access.ts";
import type { GitHub } from "./client.ts";
import { type Counts, noCounts } from "./repository.ts";
import type { GitHubSettings } from "./settings.ts";
import { syncRepository } from "./sync-repository.ts";

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
  /** It stopped at its share of requests: the next run may follow soon. */
  readonly hasMore: boolean;
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

function notRead(name: string, problem: string): RepositoryReport {
  const nothing = { isComplete: false, hasMore: false, isUnchanged: false, notes: [] };
  return { name, counts: noCounts(), ...nothing, problem };
}
