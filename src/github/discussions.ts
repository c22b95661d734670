// Discussions, latest activity first, down to what the last whole run saw. Only GraphQL has them. A run
// that ends on its way goes on at its cursor; what changes meanwhile is newer than that run, and is
// read by the next one.

import { z } from "zod";
import { toDiscussion } from "../search/ingest-discussions.ts";
import { withFingerprints } from "../search/ingest-traces.ts";
import { saveDiscussionPage } from "../storage/discussions.ts";
import { loadStream } from "../storage/sync.ts";
import type { Outcome } from "./changes.ts";
import { unreadable } from "./refusal.ts";
import { count, mayGoOn, type RepositorySync, toMark } from "./repository.ts";
import { parse } from "./shapes.ts";

const DISCUSSIONS_PER_QUERY = 20;
const COMMENTS_MAX = 40; // of one discussion, the first; its accepted answer is asked for by name
const REPLIES_MAX = 5; // of one comment
const SETTLED_MS = 5_000; // GitHub's times are whole seconds, and its clock is not ours

const SAID = "databaseId body authorAssociation createdAt updatedAt";
const QUERY = `query Discussions($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    hasDiscussionsEnabled
    discussions(first: ${DISCUSSIONS_PER_QUERY}, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number title body closed closedAt stateReason authorAssociation createdAt updatedAt
        category { name }
        labels(first: 20) { nodes { name } }
        answer { ${SAID} }
        comments(first: ${COMMENTS_MAX}) {
          nodes { ${SAID} replies(first: ${REPLIES_MAX}) { nodes { ${SAID} } } }
        }
      }
    }
  }
}`;

/** "absent": the repository has none. */
export async function syncDiscussions(sync: RepositorySync): Promise<Outcome> {
  const stored = await loadStream(sync.db, sync.source.repository.toLowerCase(), "discussions");
  let place = readPlace(stored.cursor);
  for (let isFirst = place.after === null; mayGoOn(sync); isFirst = false) {
    const page = await readPage(sync, place.after);
    if (page === "refused" && place.after !== null) {
      place = { seen: place.seen, newest: null, after: null }; // the cursor may be too old to go on at
      continue;
    }
    if (page === "refused") throw unreadable("discussions");
    if (!page) return "absent";
    const read = page.nodes.flatMap((node) => toDiscussion(node, sync.source) ?? []);
    const fresh = read.filter(({ row }) => (row.updated_at ?? "") >= (place.seen ?? ""));
    const isEnd = !page.pageInfo.hasNextPage || fresh.length < read.length;
    const newest = place.newest ?? read[0]?.row.updated_at ?? place.seen;
    const isNothingNew = isFirst && isEnd && newest === place.seen;
    if (isNothingNew) return "unchanged";
    place = isEnd
      ? { seen: newest && settled(newest, sync.source.checkedAt), newest: null, after: null }
      : { seen: place.seen, newest, after: page.pageInfo.endCursor };
    const rows = await withFingerprints(
      fresh.map((it) => it.row),
      sync.isInApp,
    );
    const mark = toMark(sync, "discussions", { cursor: JSON.stringify(place), etag: null });
    await saveDiscussionPage(
      sync.db,
      fresh.map((it, at) => ({ ...it, row: rows[at] ?? it.row })),
      mark,
    );
    count(sync, "discussions", fresh.length);
    if (isEnd) return "done";
  }
  return "more";
}

/** How far it is read: all up to `seen`; on the way, all between `newest` and the cursor as well. */
const Place = z.object({
  seen: z.string().nullable(),
  newest: z.string().nullable(),
  after: z.string().nullable(),
});

/** A second that may not have been over when it was read is read again. */
function settled(newest: string, now: string): string {
  const time = Date.parse(newest);
  if (Date.parse(now) - time > SETTLED_MS) return newest;
  return new Date(time - 1_000).toISOString().replace(/\.\d+Z$/, "Z");
}

function readPlace(cursor: string | null): z.infer<typeof Place> {
  const stored = cursor ? Place.safeParse(JSON.parse(cursor)) : null;
  return stored?.data ?? { seen: null, newest: null, after: null };
}

async function readPage(sync: RepositorySync, after: string | null) {
  const [owner = "", name = ""] = sync.source.repository.split("/");
  sync.counts.requests++;
  const { data } = await sync.github.ask(QUERY, { owner, name, after }, sync.stop);
  if (data === null) return "refused";
  const { repository } = parse(Answer, data, "discussions");
  return repository?.hasDiscussionsEnabled ? repository.discussions : null;
}

const Answer = z.object({
  repository: z
    .object({
      hasDiscussionsEnabled: z.boolean(),
      discussions: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(z.unknown()),
      }),
    })
    .nullable(),
});
