// Keeps the corpus of an engine up to date with the database: what changed since the last look is read
// and indexed in slices, so that an answer in between waits for one of them at most. The first build is
// the same work, with everything changed.

import type { Entry } from "./knowledge/entry.ts";
import { type Changes, type Corpus, changeCorpus, emptyCorpus } from "./search/corpus.ts";
import { type Pace, runInSlices } from "./search/steps.ts";
import { type Change, changesAfter, newestChange, rowsOf } from "./storage/changes.ts";
import type { Database } from "./storage/open.ts";

const ROWS_AT_ONCE = 25; // of up to 120 KB each
// What takes effect together. Every time the whole index is copied once, so few would be slow; texts
// are held until then, so many would be large.
const ROWS_MAX = 5_000;
const CHARS_MAX = 30_000_000;

export type LiveCorpus = {
  readonly corpus: Corpus;
  /** Settles when everything that was stored before the call is searched. */
  readonly refresh: () => Promise<void>;
  /** Part of what is stored that is searched already, 0 to 1. */
  readonly done: () => number;
};

export function openCorpus(entries: readonly Entry[], db: Database | null, pace: Pace): LiveCorpus {
  const corpus = emptyCorpus(entries);
  let [searched, newest] = [0, 0];
  let running: Promise<void> | null = null;

  async function catchUp(db: Database): Promise<void> {
    const isFirst = searched === 0;
    newest = await newestChange(db);
    while (searched < newest) {
      if (isFirst) corpus.indexed = searched / newest;
      const { changes, last } = await load(db, searched, pace);
      await runInSlices(changeCorpus(corpus, changes), pace);
      searched = last;
    }
    corpus.indexed = 1;
  }

  return {
    corpus,
    refresh: async () => {
      if (!db) return;
      await running; // it may have begun before what the caller wants to see was stored
      running ??= catchUp(db).finally(() => {
        running = null;
      });
      await running;
    },
    done: () => (newest === 0 ? 1 : searched / newest),
  };
}

/** The oldest changes that are not yet searched, with their rows. */
async function load(
  db: Database,
  after: number,
  { pause }: Pace,
): Promise<{ changes: Changes; last: number }> {
  const all = await changesAfter(db, after, ROWS_MAX);
  const changes: { [Kind in keyof Changes]: Changes[Kind][number][] } = {
    keys: [],
    issues: [],
    links: [],
    docs: [],
    releases: [],
  };
  let chars = 0;
  let last = after;
  for (let start = 0; start < all.length && chars < CHARS_MAX; start += ROWS_AT_ONCE) {
    const some = all.slice(start, start + ROWS_AT_ONCE);
    const { issues, links, docs, releases } = await rowsOf(db, some);
    changes.keys.push(...some.map(toKey));
    changes.issues.push(...issues);
    changes.links.push(...links);
    changes.docs.push(...docs);
    changes.releases.push(...releases);
    for (const { body, comments } of issues) chars += body.length + comments.length;
    for (const { text } of docs) chars += text.length;
    last = some.at(-1)?.number ?? last;
    await pause();
  }
  return { changes, last };
}

function toKey({ kind, key }: Change): string {
  return `${kind}:${key}`;
}
