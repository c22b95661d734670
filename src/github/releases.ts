// Releases of a repository. They are few and their list has no `since`: it is read whole whenever its
// first page has changed.

import { toReleaseRow } from "../search/ingest-sync.ts";
import { loadStream } from "../storage/sync.ts";
import { finishReleases, saveReleases } from "../storage/sync-pages.ts";
import { type Outcome, PAGE_ITEMS } from "./changes.ts";
import { count, getFrom, mayGoOn, type RepositorySync, toMark } from "./repository.ts";
import { List, parse } from "./shapes.ts";

const PAGES_MAX = 10; // 1,000 releases, newest first; GitHub lists no more than 10,000

export async function syncReleases(sync: RepositorySync): Promise<Outcome> {
  const { etag } = await loadStream(sync.db, sync.source.repository.toLowerCase(), "releases");
  const ids: number[] = [];
  let firstEtag: string | null = null;
  for (let page = 1; page <= PAGES_MAX; page++) {
    if (!mayGoOn(sync)) return "more";
    const answer = await getFrom(sync, "/releases", {
      etag: page === 1 ? etag : null,
      parameters: { per_page: PAGE_ITEMS, page },
    });
    if (answer.kind !== "ok") return answer.kind;
    if (page === 1) firstEtag = answer.etag;
    const rows = parse(List, answer.data, "releases")
      .map((item) => toReleaseRow(item, sync.source))
      .filter((row) => row !== null);
    await saveReleases(sync.db, rows);
    ids.push(...rows.map((row) => row.id));
    count(sync, "releases", rows.length);
    if (!answer.hasNext) break;
  }
  // The etag counts only now: a run that dies before reads all of them again.
  await finishReleases(sync.db, ids, toMark(sync, "releases", { cursor: null, etag: firstEtag }));
  return "done";
}
