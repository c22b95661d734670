// An inverted index with BM25F scores, in typed arrays. One design for every database: the index is
// made from rows (`build.ts`), changed by merging (`merge.ts`), and holds no text. An index never
// changes: a query sees the one that it began with.
//
// BM25F sums a term's frequency over the fields, each divided by its length norm and times its
// weight, and saturates once per document (Robertson, Zaragoza: The Probabilistic Relevance
// Framework, 2009).

import type { Forward } from "./forward.ts";
import type { Steps } from "./steps.ts";
import type { Vocabulary } from "./vocabulary.ts";

// K1 is the usual value; the others are those of the best single ranking that was seen on the Rust
// duplicates. With them words alone have R@10 0.658 on the later half (`npm run eval:duplicates`).
const K1 = 1.2;
const B = 0.8;
const TITLE_WEIGHT = 3;
const STEP = 20_000; // documents

/** Documents as columns: one row each. */
export type Columns = {
  readonly ids: readonly string[];
  readonly titleLengths: Uint32Array;
  /** Words of the body. */
  readonly lengths: Uint32Array;
  /** Days since 1970; NaN where unknown. */
  readonly days: Float32Array;
};

export type Postings = {
  readonly vocabulary: Vocabulary;
  /** Postings of term n: from `starts[n]` to `starts[n + 1]`, in order of position. */
  readonly starts: Uint32Array;
  readonly documents: Uint32Array;
  /** How often the term is in the title and in the body, at most 255. */
  readonly titles: Uint8Array;
  readonly bodies: Uint8Array;
};

export type Index = Columns &
  Postings & {
    readonly positions: ReadonlyMap<string, number>;
    /** What one occurrence in the title and one in the body count in each document, in turns. */
    readonly gains: Float32Array;
    /** The day of the newest document; 0 where none is known. */
    readonly newest: number;
    readonly forward: Forward;
    /** Scores of the running query; all zero between two. */
    readonly scratch: Float32Array;
  };

/** Adds what follows from the rest. */
export function* toIndex(columns: Columns, postings: Postings, forward: Forward): Steps<Index> {
  const { ids, titleLengths, lengths, days } = columns;
  const titleAverage = average(titleLengths);
  const bodyAverage = average(lengths);
  const gains = new Float32Array(ids.length * 2);
  const positions = new Map<string, number>();
  let newest = 0;
  for (const [at, id] of ids.entries()) {
    if (at % STEP === STEP - 1) yield;
    positions.set(id, at);
    gains[2 * at] = TITLE_WEIGHT / norm(titleLengths[at] ?? 0, titleAverage);
    gains[2 * at + 1] = 1 / norm(lengths[at] ?? 0, bodyAverage);
    const day = days[at] ?? Number.NaN;
    if (day > newest) newest = day;
  }
  const scratch = new Float32Array(ids.length);
  return { ...columns, ...postings, positions, gains, newest, forward, scratch };
}

function norm(length: number, average: number): number {
  return 1 - B + (B * length) / average;
}

function average(lengths: Uint32Array): number {
  let sum = 0;
  for (const length of lengths) sum += length;
  return Math.max(1, sum / Math.max(1, lengths.length));
}

/** What the posting at `at` adds to its document's score, before the term's rarity: 0 to 1. */
export function impactAt(index: Index, at: number): number {
  const document = index.documents[at] ?? 0;
  const frequency =
    (index.titles[at] ?? 0) * (index.gains[2 * document] ?? 0) +
    (index.bodies[at] ?? 0) * (index.gains[2 * document + 1] ?? 0);
  return frequency / (K1 + frequency);
}

/** How many documents have the term. While a change is indexed, the vocabulary holds its terms already. */
export function countOf(index: Index, term: string): number {
  const id = index.vocabulary.get(term);
  const end = id === undefined ? undefined : index.starts[id + 1];
  return id === undefined || end === undefined ? 0 : end - (index.starts[id] ?? 0);
}

/** Rarity of a term; 0 for one that no document has. */
export function idf(index: Index, term: string): number {
  const count = countOf(index, term);
  return count === 0 ? 0 : rarity(index.ids.length, count);
}

/** The rarity of a term that one document would have. */
export function rarestIdf(index: Index): number {
  return rarity(index.ids.length, 1);
}

function rarity(documents: number, count: number): number {
  return Math.log(1 + (documents - count + 0.5) / (count + 0.5));
}
