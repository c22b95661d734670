// An inverted index with BM25F scores, in typed arrays. One design for every database: the index is
// built from rows at start and after an import, and holds no text.
//
// BM25F sums a term's frequency over the fields, each divided by its length norm and times its
// weight, and saturates once per document (Robertson, Zaragoza: The Probabilistic Relevance
// Framework, 2009). The weighted frequency does not depend on the query, so it is computed here.

import { type Document, FIELDS } from "./document.ts";

// k1 and b are the usual middle values. Field weights: first choice, from `eval` on the dev cases;
// the issue "Finding" tunes them with a run on record.
const K1 = 1.2;
const B = 0.6;
const WEIGHTS: Record<(typeof FIELDS)[number], number> = { title: 2.5, error: 2, body: 1 };

type Postings = { readonly documents: Uint32Array; readonly frequencies: Float32Array };

export type Index = {
  readonly ids: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  readonly postings: ReadonlyMap<string, Postings>;
};

/** A query term and how much it counts. */
export type QueryTerm = { readonly term: string; readonly weight: number };

export type Scored = { readonly id: string; readonly score: number };

export function buildIndex(documents: readonly Document[]): Index {
  const lengths = averageLengths(documents);
  const growing = new Map<string, { documents: number[]; frequencies: number[] }>();
  for (const [position, document] of documents.entries()) {
    for (const [term, frequency] of weightedFrequencies(document, lengths)) {
      const postings = growing.get(term) ?? { documents: [], frequencies: [] };
      postings.documents.push(position);
      postings.frequencies.push(frequency);
      growing.set(term, postings);
    }
  }
  const postings = new Map<string, Postings>();
  for (const [term, list] of growing) {
    postings.set(term, {
      documents: Uint32Array.from(list.documents),
      frequencies: Float32Array.from(list.frequencies),
    });
  }
  const ids = documents.map((document) => document.id);
  return { ids, positions: new Map(ids.map((id, position) => [id, position])), postings };
}

/** The best `most` documents for which `isWanted` holds, best first; ties in order of id. */
export function searchIndex(
  index: Index,
  query: readonly QueryTerm[],
  most: number,
  isWanted: (id: string) => boolean,
): Scored[] {
  const scores = new Float64Array(index.ids.length);
  for (const { term, weight } of query) {
    const postings = index.postings.get(term);
    if (!postings) continue;
    const gain = weight * idf(index, term);
    for (let at = 0; at < postings.documents.length; at++) {
      const frequency = postings.frequencies[at] ?? 0;
      const document = postings.documents[at] ?? 0;
      scores[document] = (scores[document] ?? 0) + (gain * frequency) / (K1 + frequency);
    }
  }
  const found: Scored[] = [];
  for (const [position, score] of scores.entries()) {
    const id = index.ids[position] ?? "";
    if (score > 0 && isWanted(id)) found.push({ id, score });
  }
  return found.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, most);
}

/** Rarity of a term; 0 for one that no document has. */
export function idf(index: Index, term: string): number {
  const count = index.postings.get(term)?.documents.length ?? 0;
  return count === 0 ? 0 : Math.log(1 + (index.ids.length - count + 0.5) / (count + 0.5));
}

/** The rarity of a term that one document would have. */
export function rarestIdf(index: Index): number {
  return Math.log(1 + (index.ids.length - 0.5) / 1.5);
}

type Lengths = Record<(typeof FIELDS)[number], number>;

function averageLengths(documents: readonly Document[]): Lengths {
  const lengths: Lengths = { title: 0, error: 0, body: 0 };
  for (const document of documents) {
    for (const field of FIELDS) lengths[field] += document.terms[field].length;
  }
  for (const field of FIELDS)
    lengths[field] = Math.max(1, lengths[field] / Math.max(1, documents.length));
  return lengths;
}

function weightedFrequencies(document: Document, average: Lengths): Map<string, number> {
  const frequencies = new Map<string, number>();
  for (const field of FIELDS) {
    const terms = document.terms[field];
    const norm = 1 - B + B * (terms.length / average[field]);
    for (const term of terms) {
      frequencies.set(term, (frequencies.get(term) ?? 0) + WEIGHTS[field] / norm);
    }
  }
  return frequencies;
}
