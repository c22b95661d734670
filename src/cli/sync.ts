// `tracehound sync`: brings the mirror of the configured repositories up to date.

import { join } from "node:path";
import { SetupError } from "../errors.ts";
import { openGitHub, type Patience } from "../github/client.ts";
import type { GitHubSettings } from "../github/settings.ts";
import { type RepositoryReport, syncAll } from "../github/sync.ts";
import { countIssues } from "../storage/issues.ts";
import { DATABASE_FILE, openDatabase, toSetupError } from "../storage/open.ts";
import { forTerminal } from "../text/wrap.ts";
import { writeLine } from "./output.ts";
import { progress } from "./progress.ts";

export type SyncOptions = {
  readonly stop?: AbortSignal;
  readonly requestsMax?: number;
  readonly patience?: Patience;
};

/**
 * `now`: ISO time. Returns 1 when a repository could not be mirrored; what was read is kept.
 * @throws SetupError when the token is refused, or sees what is private.
 * @throws UpstreamError when GitHub cannot be asked at all.
 */
export async function syncCommand(
  settings: GitHubSettings,
  dataDir: string,
  now: string,
  { stop, requestsMax, patience }: SyncOptions = {},
): Promise<number> {
  if (settings.repositories.length === 0) {
    throw new SetupError("config.yaml names no repositories: there is nothing to sync", {
      hint: "Add the public repositories whose issues should be known, each as owner/repo.",
    });
  }
  const github = openGitHub(settings, patience);
  const db = await openDatabase(dataDir, now);
  const show = progress("issues and comments read");
  try {
    const reports = await syncAll({
      github,
      db,
      settings,
      now,
      stop,
      ...(requestsMax && { requestsMax }),
      onProgress: (_, counts) => show.update(counts.issues + counts.comments),
    });
    show.end();
    for (const report of reports) await writeLine(forTerminal(toLine(report)));
    const issues = await countIssues(db);
    await writeLine(`${issues} issues in the mirror.${rest(reports)}`);
    return reports.some((report) => report.problem) ? 1 : 0;
  } catch (error) {
    throw toSetupError(error, join(dataDir, DATABASE_FILE));
  } finally {
    show.end();
    await db.destroy();
  }
}

/** One line a repository. */
export function toLine(report: RepositoryReport): string {
  const { issues, comments, releases, docs, discussions, relations, requests } = report.counts;
  const read = [
    amount(issues, "issue"),
    amount(comments, "comment"),
    amount(releases, "release"),
    amount(docs, "page"),
    amount(discussions, "discussion"),
    relations > 0 ? `what closed ${amount(relations, "issue")}` : "",
  ].filter(Boolean);
  const what = report.isUnchanged ? "nothing new" : `${read.join(", ") || "nothing"} read`;
  const parts = [
    requests > 0 ? `${what} (${requests} request${requests === 1 ? "" : "s"})` : "not read",
    ...report.notes,
    ...(report.problem ? [report.problem] : []),
  ];
  return `${report.name}: ${parts.join("; ")}`;
}

function amount(count: number, what: string): string {
  return count > 0 ? `${count} ${what}${count === 1 ? "" : "s"}` : "";
}

function rest(reports: readonly RepositoryReport[]): string {
  const open = reports
    .filter((it) => !it.isComplete && it.counts.requests > 0)
    .map((report) => report.name);
  if (open.length === 0) return "";
  return ` Not read to the end: ${open.join(", ")}. Run \`tracehound sync\` again: it goes on where this run stopped.`;
}
