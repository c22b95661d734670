// The state of an issue at the moment that an answer cites it. Somebody is waiting, so the whole look
// is short, asks once, and leaves what the mirror knows when it fails.

import { toIssueRow } from "../search/ingest.ts";
import { withFingerprints } from "../search/ingest-traces.ts";
import type { Database } from "../storage/open.ts";
import { loadSeen, markSeen, type SeenIssue, saveSeen } from "../storage/sync-checks.ts";
import { loadSyncs } from "../storage/sync-pages.ts";
import type { InAppTest } from "../trace/trace.ts";
import type { GitHub } from "./client.ts";
import { IssuePlace, isPlace } from "./shapes.ts";

const TOTAL_MS_MAX = 1_500;
const REFS_MAX = 8; // an answer cites at most three reports, each with some duplicates
const REF = /^([\w.-]+)\/([\w.-]+)#(\d{1,10})$/;

export type IssueState = { readonly state: string; readonly checkedAt: string };
/** By `owner/repo#7` in lower case: what is known now of each issue that the mirror holds. */
export type Refresh = (refs: readonly string[]) => Promise<ReadonlyMap<string, IssueState>>;

export type RefreshParts = {
  /** Opened with `isPatient: false`. */
  readonly github: GitHub;
  readonly db: Database;
  /** Names of the configured repositories: no other is asked about. */
  readonly repositories: readonly string[];
  readonly isInApp: InAppTest;
  readonly now: () => Date;
  /** A state younger than this is not asked for again. */
  readonly maxAgeMs: number;
  /** Ends the look. */
  readonly deadline?: () => AbortSignal;
};

/**
 * Never throws for GitHub's sake. The mirror is brought up to date as well, but its index follows a
 * moment later: put what this returns over the hits that are shown.
 */
export function createRefresh(parts: RefreshParts): Refresh {
  const { deadline = () => AbortSignal.timeout(TOTAL_MS_MAX) } = parts;
  return async (refs) => {
    const wanted = [...new Set(refs.map((ref) => ref.toLowerCase()))];
    const signal = deadline();
    const before = new Map((await loadSeen(parts.db, wanted)).map((seen) => [seen.ref, seen]));
    const stale = await staleOf(parts, wanted, before);
    const looks = Promise.all(
      stale.map((ref) => look(parts, ref, before.get(ref) ?? null, signal)),
    );
    await Promise.race([looks, ended(signal)]);
    const after = await loadSeen(parts.db, wanted);
    return new Map(after.map((it) => [it.ref, { state: it.state, checkedAt: it.checked_at }]));
  };
}

/** Refs of public repositories that are mirrored and whose state is old, at most some. */
async function staleOf(
  { db, repositories, now, maxAgeMs }: RefreshParts,
  refs: readonly string[],
  before: ReadonlyMap<string, SeenIssue>,
): Promise<string[]> {
  const names = repositories.map((name) => name.toLowerCase());
  const known = await loadSyncs(db, names);
  const open = new Set(names.filter((name) => (known.get(name)?.state ?? "public") === "public"));
  const oldest = now().getTime() - maxAgeMs;
  return refs
    .filter((ref) => open.has(ref.split("#")[0] ?? ""))
    .filter((ref) => !(Date.parse(before.get(ref)?.checked_at ?? "") > oldest))
    .slice(0, REFS_MAX);
}

async function look(
  { github, db, now, repositories, isInApp }: RefreshParts,
  ref: string,
  seen: SeenIssue | null,
  signal: AbortSignal,
): Promise<void> {
  const [, owner = "", repo = "", number = ""] = REF.exec(ref) ?? [];
  if (!number) return;
  const at = now().toISOString();
  const answer = await github
    .get("GET /repos/{owner}/{repo}/issues/{issue_number}", {
      parameters: { owner, repo, issue_number: Number(number) },
      etag: seen?.etag ?? null,
      signal,
    })
    .catch(() => null); // the mirror's state stands, with its date
  if (!answer || signal.aborted) return;
  if (answer.kind === "unchanged") return markSeen(db, ref, at);
  if (answer.kind === "absent") {
    if (answer.status === 410) await markSeen(db, ref, at, "deleted");
    return; // 404 proves nothing: the repository may have been made private, and states stay as seen
  }
  const place = IssuePlace.safeParse(answer.data);
  if (!place.success) return;
  if (!isPlace(place.data, `${owner}/${repo}`, Number(number)))
    return markSeen(db, ref, at, "transferred");
  const isIt = (name: string) => name.toLowerCase() === `${owner}/${repo}`;
  const repository = repositories.find(isIt); // refs are in lower case, rows as people write
  const read = toIssueRow({ ...Object(answer.data), repository }, at);
  if (!("row" in read)) return;
  for (const row of await withFingerprints([read.row], isInApp)) {
    await saveSeen(db, row, answer.etag);
  }
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
}
