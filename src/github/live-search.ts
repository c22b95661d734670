// Looks on GitHub for what the mirror cannot know: its repository was never read to the end, or long ago.
// One short search, and what it finds becomes rows like any other. Somebody is waiting, so it is bounded
// in time, asks once, and gives up silently.

import type { Incident } from "../incident/incident.ts";
import { toIssueRow } from "../search/ingest.ts";
import { withFingerprints } from "../search/ingest-traces.ts";
import { toLiveQuery } from "../search/live-query.ts";
import type { Database } from "../storage/open.ts";
import { saveFound } from "../storage/sync-checks.ts";
import { loadSyncs } from "../storage/sync-pages.ts";
import type { InAppTest } from "../trace/trace.ts";
import type { GitHub } from "./client.ts";
import { Found } from "./shapes.ts";

const TOTAL_MS_MAX = 2_000;
const QUERY_CHARS_MAX = 100;
const RESULTS_MAX = 20; // the best of GitHub's own order
const PER_MINUTE_MAX = 20; // GitHub allows 30
const MINUTE_MS = 60_000;
const REPEAT_MS = 10 * MINUTE_MS; // the same search finds the same
const ASKED_MAX = 200;

export type LiveSearchParts = {
  /** Opened with `isPatient: false`. */
  readonly github: GitHub;
  readonly db: Database;
  /** Names of the configured repositories; the first that is stale is searched. */
  readonly repositories: readonly string[];
  readonly isInApp: InAppTest;
  readonly now: () => Date;
  /** A mirror that was whole this long ago is stale. */
  readonly staleMs: number;
  readonly deadline?: () => AbortSignal;
};

/** Never throws for GitHub's sake. True: rows were added or renewed, so a second search may find more. */
export type LiveSearch = (incident: Incident) => Promise<boolean>;

export function createLiveSearch(parts: LiveSearchParts): LiveSearch {
  const { deadline = () => AbortSignal.timeout(TOTAL_MS_MAX) } = parts;
  const asked = new Map<string, number>();
  return async (incident) => {
    const repository = await firstStale(parts);
    const words = repository ? await toLiveQuery(incident) : null;
    const text = words?.map((word) => `"${word}"`).join(" ") ?? "";
    if (!repository || text === "" || text.length > QUERY_CHARS_MAX) return false;
    const query = `${text} repo:${repository} is:public is:issue`;
    if (!mayAsk(asked, query, parts.now().getTime())) return false;
    return fetchRows(parts, repository, query, deadline());
  };
}

/** A repository that is known to be private, gone or moved is not asked about. */
async function firstStale(parts: LiveSearchParts): Promise<string | null> {
  const syncs = await loadSyncs(
    parts.db,
    parts.repositories.map((it) => it.toLowerCase()),
  );
  const oldest = parts.now().getTime() - parts.staleMs;
  const isStale = (name: string) => {
    const known = syncs.get(name.toLowerCase());
    if (known && known.state !== "public") return false;
    return !(Date.parse(known?.synced_at ?? "") > oldest);
  };
  return parts.repositories.find(isStale) ?? null;
}

function mayAsk(asked: Map<string, number>, query: string, now: number): boolean {
  for (const [known, at] of asked) if (now - at > REPEAT_MS) asked.delete(known);
  const lately = [...asked.values()].filter((at) => now - at < MINUTE_MS).length;
  if (asked.has(query) || lately >= PER_MINUTE_MAX || asked.size >= ASKED_MAX) return false;
  asked.set(query, now);
  return true;
}

async function fetchRows(
  { github, db, isInApp, now }: LiveSearchParts,
  repository: string,
  query: string,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await github
    .get("GET /search/issues", { parameters: { q: query, per_page: RESULTS_MAX }, signal })
    .catch(() => null); // the mirror stands as it is
  if (answer?.kind !== "ok" || signal.aborted) return false;
  const found = Found.safeParse(answer.data);
  const home = `/repos/${repository}`.toLowerCase();
  const items = (found.data?.items ?? []).slice(0, RESULTS_MAX);
  const read = items.flatMap((item) => {
    if (!item.repository_url.toLowerCase().endsWith(home)) return [];
    const it = toIssueRow({ ...item, repository }, now().toISOString());
    return "row" in it ? [it] : [];
  });
  const rows = await withFingerprints(
    read.map((it) => it.row),
    isInApp,
  );
  return saveFound(
    db,
    rows,
    read.flatMap((it) => it.links),
  );
}
