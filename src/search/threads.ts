// Resolved conversations as a source: that somebody else here got rid of the same error. A thread is
// read as an issue is, and counts only where it shows the same failure or the same known problem.

import type { Incident } from "../incident/incident.ts";
import type { Recognition } from "../incident/read.ts";
import { askedOf } from "./asked.ts";
import { buildIndex } from "./build.ts";
import { toDocument } from "./document.ts";
import { isSameFailure, printsOf, toEvidence } from "./evidence.ts";
import { readBounded } from "./judge.ts";
import { toQuery } from "./query.ts";
import { rank } from "./rank.ts";

// The dearest step is reading: so many by their fingerprints and entry, and so many by their words.
const READ_MAX = 4;
const WORDS_CHARS_MAX = 4_000;

/** A thread that the asker may hear of. */
export type ResolvedThread = Solved & {
  /** Redacted. */
  readonly report: string;
  readonly fingerprints: readonly string[];
};

/** What is said of it; no word of its people. */
export type Solved = {
  readonly id: string;
  /** ISO time. */
  readonly at: string;
  readonly by: "asker" | "maintainer";
  /** What was claimed there, and which of its fixes was recommended. */
  readonly entry: string | null;
  readonly fix: string | null;
};

/**
 * The newest thread with the same fingerprint or entry, else the nearest by its words; null for none.
 * `threads` are only those that the asker may hear of, newest first: the index is made of nothing else.
 */
export function findSolved(
  recognition: Recognition,
  incident: Incident,
  entry: string | null,
  threads: readonly ResolvedThread[],
): Solved | null {
  const prints = printsOf(incident);
  const isMarked = (it: ResolvedThread) =>
    it.fingerprints.some((print) => prints.has(print)) || (entry !== null && it.entry === entry);
  const marked = threads.filter(isMarked).slice(0, READ_MAX);
  const others = threads.filter((it) => !isMarked(it));
  const candidates = [...marked, ...nearest(incident, others)];
  // A thread can have had two problems: its last report is the one that was solved.
  const readings = candidates.map(({ report }) => readBounded(recognition, report));
  const evidence = toEvidence(incident, readings);
  const found = candidates.find((it, at) => {
    const shown = evidence[at];
    return (entry !== null && it.entry === entry) || (shown && isSameFailure(shown));
  });
  return found ? toSolved(found) : null;
}

function nearest(incident: Incident, threads: readonly ResolvedThread[]): ResolvedThread[] {
  if (threads.length === 0) return [];
  const index = buildIndex(
    threads.map(({ id, report }) => toDocument(id, "", report.slice(0, WORDS_CHARS_MAX))),
  );
  return rank(index, toQuery(index, askedOf(incident)))
    .slice(0, READ_MAX)
    .flatMap(({ position }) => threads[position] ?? []);
}

function toSolved({ id, at, by, entry, fix }: ResolvedThread): Solved {
  return { id, at, by, entry, fix };
}
