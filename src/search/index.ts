// An inverted index with BM25F scores, in typed arrays. One design for every database: the index is
// built from rows at start and after an import, and holds no text.
//
// BM25F sums a term's frequency over the fields, each divided by its length norm and times its
// weight, and saturates once per document (Robertson, Zaragoza: The Probabilistic Relevance
// Framework, 2009). What a term adds to a document does not depend on the query: computed here.

import type { Document } from "./document.ts";
import { buildForward, type Forward, type ForwardBuilder } from "./forward.ts";
import { Growing } from "./growing.ts";

// K1 is the usual value; the others are those of the best single ranking that was seen on the Rust
// duplicates. With them words alone have R@10 0.658 on the later half (`npm run eval:duplicates`).
const K1 = 1.2;
const B = 0.8;
const TITLE_WEIGHT = 3;
const TF_MAX = 255;

export type Index = {
  readonly ids: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Postings of term n: from `starts[n]` to `starts[n + 1]`, in order of position. */
  readonly starts: Uint32Array;
  readonly documents: Uint32Array;
  /** What the term adds to the document's score, before its rarity: 0 to 1. */
  readonly impacts: Float32Array;
  /** Words of the body. */
  readonly lengths: Uint32Array;
  /** Days since 1970; NaN where unknown. */
  readonly days: Float32Array;
  readonly newest: number;
  readonly forward: Forward;
  /** Scores of the running query; all zero between two. */
  readonly scratch: Float32Array;
};

/** Takes one document at a time, so that a generator need not hold the words of all. */
export function buildIndex(documents: Iterable<Document>): Index {
  const growing = startIndex();
  for (const document of documents) addDocument(growing, document);
  return finishIndex(growing);
}

type GrowingIndex = ReturnType<typeof startIndex>;

function startIndex() {
  return {
    ids: [] as string[],
    vocabulary: new Map<string, number>(),
    counts: new Growing(Uint32Array), // documents of each term
    terms: new Growing(Uint32Array), // one row a document and term, as three columns
    titles: new Growing(Uint8Array),
    bodies: new Growing(Uint8Array),
    rows: new Growing(Uint32Array), // rows of each document
    titleLengths: new Growing(Uint32Array),
    lengths: new Growing(Uint32Array),
    days: new Growing(Float32Array),
    forward: buildForward() as ForwardBuilder,
  };
}

function addDocument(index: GrowingIndex, document: Document): void {
  const frequencies = new Map<number, [title: number, body: number]>();
  for (const [field, words] of [document.title, document.body].entries()) {
    for (const word of words) {
      const term = toTermId(index, word);
      const frequency = frequencies.get(term) ?? [0, 0];
      frequency[field === 0 ? 0 : 1] += 1;
      frequencies.set(term, frequency);
    }
  }
  const counts = index.counts.view();
  for (const [term, [title, body]] of frequencies) {
    counts[term] = (counts[term] ?? 0) + 1;
    index.terms.push(term);
    index.titles.push(Math.min(TF_MAX, title));
    index.bodies.push(Math.min(TF_MAX, body));
  }
  index.ids.push(document.id);
  index.rows.push(frequencies.size);
  index.titleLengths.push(document.title.length);
  index.lengths.push(document.body.length);
  index.days.push(document.day ?? Number.NaN);
  index.forward.add(document.marks);
}

function toTermId(index: GrowingIndex, word: string): number {
  const known = index.vocabulary.get(word);
  if (known !== undefined) return known;
  const id = index.vocabulary.size;
  index.vocabulary.set(word, id);
  index.counts.push(0);
  return id;
}

function finishIndex(growing: GrowingIndex): Index {
  const { ids, vocabulary } = growing;
  const lengths = growing.lengths.done();
  const days = growing.days.done();
  const titleAverage = average(growing.titleLengths.view());
  const bodyAverage = average(lengths);

  const starts = new Uint32Array(vocabulary.size + 1);
  for (const [term, count] of growing.counts.view().entries())
    starts[term + 1] = (starts[term] ?? 0) + count;
  const next = starts.slice();
  const documents = new Uint32Array(growing.terms.length);
  const impacts = new Float32Array(growing.terms.length);
  const [terms, titles, bodies] = [
    growing.terms.view(),
    growing.titles.view(),
    growing.bodies.view(),
  ];
  let row = 0;
  for (const [document, rows] of growing.rows.view().entries()) {
    const titleNorm = 1 - B + (B * (growing.titleLengths.view()[document] ?? 0)) / titleAverage;
    const bodyNorm = 1 - B + (B * (lengths[document] ?? 0)) / bodyAverage;
    for (const end = row + rows; row < end; row++) {
      const frequency =
        ((titles[row] ?? 0) * TITLE_WEIGHT) / titleNorm + (bodies[row] ?? 0) / bodyNorm;
      const term = terms[row] ?? 0;
      const at = next[term] ?? 0;
      next[term] = at + 1;
      documents[at] = document;
      impacts[at] = frequency / (K1 + frequency);
    }
  }
  return {
    ids,
    positions: new Map(ids.map((id, position) => [id, position])),
    vocabulary,
    starts,
    documents,
    impacts,
    lengths,
    days,
    newest: days.reduce((newest, day) => (Number.isNaN(day) ? newest : Math.max(newest, day)), 0),
    forward: growing.forward.done(),
    scratch: new Float32Array(ids.length),
  };
}

function average(lengths: Uint32Array): number {
  const sum = lengths.reduce((total, length) => total + length, 0);
  return Math.max(1, sum / Math.max(1, lengths.length));
}

/** How many documents have the term. */
export function countOf(index: Index, term: string): number {
  const id = index.vocabulary.get(term);
  return id === undefined ? 0 : (index.starts[id + 1] ?? 0) - (index.starts[id] ?? 0);
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
