// Resolved conversations as a source: how somebody else here got rid of the same error. Who may see a
// conversation is decided in the query itself, before anything is scored.

import type { Visibility } from "../storage/visibility.ts";
import { buildIndex } from "./build.ts";
import { toDocument } from "./document.ts";
import { type Asked, toQuery } from "./query.ts";
import { rank } from "./rank.ts";

const THREADS_MAX = 5;

/** Where a conversation is, and how far what is said there is heard. */
export type Place = {
  readonly visibility: Visibility;
  /** The channel or the direct message; nothing else is the same place. */
  readonly place: string;
};

export type ResolvedThread = Place & {
  readonly id: string;
  /** Redacted. */
  readonly report: string;
  /** What ended it, in a maintainer's or the asker's words. */
  readonly resolution: string;
};

export type ThreadHit = {
  readonly thread: ResolvedThread;
  readonly score: number;
  readonly share: number;
};

/** What is public serves everybody; all else stays where it was said. */
export function mayUse(source: Place, asker: Place): boolean {
  if (source.visibility === "public") return true;
  return source.place === asker.place && isAsNarrow(asker.visibility, source.visibility);
}

const NARROWER: readonly Visibility[] = ["public", "channel", "private"];

function isAsNarrow(asker: Visibility, source: Visibility): boolean {
  return NARROWER.indexOf(asker) >= NARROWER.indexOf(source);
}

/**
 * Best first. The index is made of what the asker may see and of nothing else: a conversation that is
 * hidden from them does not even make a word less rare.
 */
export function findThreads(
  threads: readonly ResolvedThread[],
  asked: Asked,
  asker: Place,
): ThreadHit[] {
  const usable = threads.filter((thread) => mayUse(thread, asker));
  const index = buildIndex(
    usable.map(({ id, report, resolution }) => toDocument(`thread:${id}`, report, resolution)),
  );
  return rank(index, toQuery(index, asked))
    .slice(0, THREADS_MAX)
    .flatMap(({ position, points, features }) => {
      const thread = usable[position];
      return thread ? [{ thread, score: points, share: features.wordsShare }] : [];
    });
}
