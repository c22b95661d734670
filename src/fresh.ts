// The state of an issue is looked up again when it is about to be shown.

import type { Services } from "./respond.ts";
import type { Hits } from "./search/retrieve.ts";

const REFS_MAX = 8;

/** By `owner/repo#7` in lower case. */
type Refresh = (
  refs: readonly string[],
) => Promise<ReadonlyMap<string, { readonly state: string; readonly checkedAt: string }>>;

/** `search` whose first issues have the state that GitHub reports now. */
export function withFreshStates(search: Services["search"], refresh: Refresh): Services["search"] {
  return async (incident, exclude) => {
    const hits = await search(incident, exclude);
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
