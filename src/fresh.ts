// What GitHub can add to a search: issues that the mirror does not hold yet, and the state of an issue at
// the moment when it is about to be shown.

import type { Incident } from "./incident/incident.ts";
import type { Services } from "./respond.ts";
import type { Hits } from "./search/retrieve.ts";

const REFS_MAX = 8;

/** By `owner/repo#7` in lower case. */
type Refresh = (
  refs: readonly string[],
) => Promise<ReadonlyMap<string, { readonly state: string; readonly checkedAt: string }>>;

/**
 * `search` that looks on GitHub where no entry fits: what nobody has described may have been reported
 * since the mirror was read. `fillIn` is true when a second search may find more.
 */
export function withLiveSearch(
  search: Services["search"],
  fillIn: (incident: Incident) => Promise<boolean>,
): Services["search"] {
  return async (incident, exclude, scope) => {
    const hits = await search(incident, exclude, scope);
    if (hits.matches.length > 0 || !(await fillIn(incident))) return hits;
    return search(incident, exclude, scope);
  };
}

/** `search` whose first issues have the state that GitHub reports now. */
export function withFreshStates(search: Services["search"], refresh: Refresh): Services["search"] {
  return async (incident, exclude, scope) => {
    const hits = await search(incident, exclude, scope);
    const states = await refresh(shownFirst(hits));
    const issues = hits.issues.map((hit) => ({ ...hit, ...states.get(hit.ref) }));
    return { ...hits, issues };
  };
}

/** What an answer would cite: the matched entry's own reports, then the best hits. */
function shownFirst({ matches, issues }: Hits): string[] {
  const listed = matches[0]?.entry.reports.map((report) => report.issue.toLowerCase()) ?? [];
  const known = new Set(issues.map((hit) => hit.ref));
  const refs = [...listed.filter((ref) => known.has(ref)), ...issues.map((hit) => hit.ref)];
  return [...new Set(refs)].slice(0, REFS_MAX);
}
