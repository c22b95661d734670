// A mirror of one double, in a folder of its own. Waits last milliseconds.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { openGitHub } from "../../src/github/client.ts";
import type { GitHubSettings } from "../../src/github/settings.ts";
import { type RepositoryReport, type SyncParts, syncAll } from "../../src/github/sync.ts";
import { type Database, openDatabase } from "../../src/storage/open.ts";
import type { Repository } from "../doubles/github/model.ts";
import { type GitHubDouble, startGitHub } from "../doubles/github/server.ts";

export const NOW = "2026-06-01T12:00:00.000Z";

export type Mirror = {
  readonly github: GitHubDouble;
  readonly acme: Repository;
  readonly db: Database;
  readonly dataDir: string;
  readonly settings: GitHubSettings;
  readonly sync: (part?: Partial<SyncParts>) => Promise<RepositoryReport[]>;
  /** Paths that the double was asked since the last call. */
  readonly asked: () => string[];
};

/** `acme/app` on a double, and an empty mirror. The double must have nothing to complain about. */
export async function newMirror(part: Partial<GitHubSettings> = {}): Promise<Mirror> {
  const github = await startGitHub();
  const dataDir = mkdtempSync(join(tmpdir(), "tracehound-github-"));
  const db = await openDatabase(dataDir, NOW);
  onTestFinished(async () => {
    await db.destroy();
    await github.close();
    rmSync(dataDir, { recursive: true, force: true });
    expect(github.violations).toEqual([]);
  });
  const acme = github.addRepository("acme/app");
  const settings: GitHubSettings = {
    token: github.token,
    apiUrl: github.url,
    repositories: [{ name: "acme/app", docs: null }],
    allowPrivate: false,
    inApp: [],
    ...part,
  };
  let seen = 0;
  return {
    github,
    acme,
    db,
    dataDir,
    settings,
    sync: async (parts) => {
      const client = openGitHub(settings, { secondMs: 1 });
      return syncAll({ github: client, db, settings, now: NOW, ...parts });
    },
    asked: () => {
      const paths = github.journal
        .slice(seen)
        .map(({ status, path }) => `${status} ${path.split("?")[0]}`);
      seen = github.journal.length;
      return paths;
    },
  };
}

/** The mirror's issues equal the double's exactly: none lost, doubled or stale. */
export async function expectEqual({ db, acme }: Mirror): Promise<void> {
  const rows = await db
    .selectFrom("issues")
    .select(["number", "title", "body", "state", "updated_at", "comments"])
    .where("repository", "=", acme.name)
    .orderBy("number")
    .execute();
  const expected = acme.issues.map(({ number, title, body, state, updated_at, pull }) => ({
    number,
    title,
    body,
    state: pull?.merged_at ? "merged" : state,
    updated_at,
    comments: acme.comments
      .filter((comment) => comment.number === number)
      .map((comment) => comment.body)
      .join("\n\n"),
  }));
  expect(rows).toEqual(expected);
}

export function fill({ acme }: Pick<Mirror, "acme">, issues: number): void {
  for (let number = 0; number < issues; number++) acme.addIssue();
}
