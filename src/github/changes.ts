// Lists that GitHub sorts by their last change: issues and comments, oldest change first.
//
// Page numbers shift while they are read: an issue that is changed moves to the end, and what follows
// it moves one place towards pages that were read already. So the next page is asked for by time: all
// that changed since the last item of this one. That overlaps by an item, and loses none.

import { UpstreamError } from "../errors.ts";
import type { StreamState } from "../storage/sync.ts";
import type { Answer } from "./client.ts";
import { Changed, List, parse } from "./shapes.ts";

export const PAGE_ITEMS = 100; // the most that GitHub gives
const SECOND_PAGES_MAX = 100; // 10,000 changes in one second: larger than any bulk edit known

export type ChangeList = {
  readonly name: string;
  readonly list: (query: ListQuery) => Promise<Answer>;
  /** Commits the items, and how far the list is read. */
  readonly save: (items: readonly unknown[], state: StreamState) => Promise<void>;
  /** False stops here: the run is over, or has read its share. Asked before each page. */
  readonly mayGoOn: () => boolean;
};
export type ListQuery = {
  readonly since: string | null;
  readonly page: number;
  readonly etag: string | null;
};
/** "absent": GitHub no longer has the list. */
export type Outcome = "unchanged" | "done" | "more" | "absent";

/** Reads what changed since `state`. Each page is saved with the state that goes on after it. */
export async function readChanges(changes: ChangeList, state: StreamState): Promise<Outcome> {
  let { cursor, etag } = state;
  for (let isFirst = true; changes.mayGoOn(); isFirst = false) {
    const page = await readPage(changes, { since: cursor, page: 1, etag });
    if (typeof page === "string") return page === "unchanged" && !isFirst ? "done" : page;
    if (!page.hasNext && page.items.length < PAGE_ITEMS) {
      // The next run asks the same again: while the etag holds, nothing has changed. That of a full
      // page would hold whatever comes: changes would be on the next one.
      await changes.save(page.items, { cursor, etag: page.etag });
      return "done";
    }
    const isOneSecond = page.last === cursor;
    const last = isOneSecond ? await readSecond(changes, cursor) : page.last;
    await changes.save(page.items, { cursor: last ?? cursor, etag: null });
    if (last === cursor) return "done";
    cursor = last;
    etag = null;
  }
  return "more";
}

type Page = {
  readonly items: readonly unknown[];
  /** When the last of them was changed. */
  readonly last: string | null;
  readonly etag: string | null;
  readonly hasNext: boolean;
};

async function readPage(
  changes: ChangeList,
  query: ListQuery,
): Promise<Page | "unchanged" | "absent"> {
  const answer = await changes.list(query);
  if (answer.kind !== "ok") return answer.kind;
  const items = parse(List, answer.data, changes.name);
  const last = items.length > 0 ? parse(Changed, items.at(-1), changes.name).updated_at : null;
  return { items, last, etag: answer.etag, hasNext: answer.hasNext && items.length > 0 };
}

/**
 * More than a page of items changed within the second `since` (a bulk edit), so time cannot tell the
 * pages apart. Reads forward to the end of that second, then back: items move only towards page 1, so
 * on the way back none can pass unseen. Returns the last change that was seen on the way forward.
 */
async function readSecond(changes: ChangeList, since: string | null): Promise<string | null> {
  let last = since;
  let end = 2;
  for (; end <= SECOND_PAGES_MAX; end++) {
    const page = await readSaved(changes, since, end);
    last = page?.last ?? last;
    if (!page?.hasNext || last !== since) break;
  }
  if (end > SECOND_PAGES_MAX) {
    throw new UpstreamError("GitHub", `too many ${changes.name} changed in one second (${since})`);
  }
  for (let number = end; number >= 1; number--) await readSaved(changes, since, number);
  return last;
}

async function readSaved(
  changes: ChangeList,
  since: string | null,
  number: number,
): Promise<Page | null> {
  const page = await readPage(changes, { since, page: number, etag: null });
  if (typeof page === "string") return null;
  await changes.save(page.items, { cursor: since, etag: null });
  return page;
}
