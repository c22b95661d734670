// The marks of every document, one after the other, and how many documents have each.

import { Growing } from "./growing.ts";
import { MARK_KINDS, type MarkKind, type Marks } from "./marks.ts";

const SLOTS_MIN = 1 << 16;
const SLOTS_MAX = 1 << 23;
const SLOTS_PER_DOCUMENT = 64;

export type Forward = {
  readonly hashes: Uint32Array;
  /** Marks of kind k of document d: from `starts[d * kinds + k]` to the next start. */
  readonly starts: Uint32Array;
  /** Distinct marks that a document has on average. */
  readonly averages: Readonly<Record<MarkKind, number>>;
  /** Documents of a mark, by the low bits of its hash: rarity needs no exact count. */
  readonly counts: Uint32Array;
};

export type ForwardBuilder = {
  readonly add: (marks: Marks) => void;
  readonly done: () => Forward;
};

export function buildForward(): ForwardBuilder {
  const hashes = new Growing(Uint32Array);
  const starts = new Growing(Uint32Array);
  return {
    add: (marks) => {
      for (const kind of MARK_KINDS) {
        starts.push(hashes.length);
        hashes.append(marks[kind]);
      }
    },
    done: () => {
      starts.push(hashes.length);
      return finish(hashes.done(), starts.done());
    },
  };
}

function finish(hashes: Uint32Array, starts: Uint32Array): Forward {
  const documents = Math.floor(starts.length / MARK_KINDS.length);
  const wanted = Math.min(SLOTS_MAX, Math.max(SLOTS_MIN, documents * SLOTS_PER_DOCUMENT));
  const counts = new Uint32Array(1 << Math.ceil(Math.log2(wanted)));
  const mask = counts.length - 1;
  for (const hash of hashes) counts[hash & mask] = (counts[hash & mask] ?? 0) + 1;

  const sums = MARK_KINDS.map(() => 0);
  for (let at = 0; at + 1 < starts.length; at++) {
    const kind = at % MARK_KINDS.length;
    sums[kind] = (sums[kind] ?? 0) + (starts[at + 1] ?? 0) - (starts[at] ?? 0);
  }
  const averages = Object.fromEntries(
    MARK_KINDS.map((kind, at) => [kind, Math.max(1, (sums[at] ?? 0) / Math.max(1, documents))]),
  ) as Record<MarkKind, number>;
  return { hashes, starts, averages, counts };
}

/** The marks of one document; a view. */
export function marksOf(forward: Forward, document: number, kind: MarkKind): Uint32Array {
  const at = document * MARK_KINDS.length + MARK_KINDS.indexOf(kind);
  return forward.hashes.subarray(forward.starts[at], forward.starts[at + 1]);
}

/** Rarity of a mark among `documents`, as `idf` of a term. */
export function markIdf(forward: Forward, documents: number, hash: number): number {
  const count = Math.min(documents, forward.counts[hash & (forward.counts.length - 1)] ?? 0);
  return count === 0 ? 0 : Math.log(1 + (documents - count + 0.5) / (count + 0.5));
}
