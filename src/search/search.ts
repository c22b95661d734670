// A query through the index: the documents that share its words, best first.

import { countOf, type Index, impactAt } from "./index.ts";

// A term that most documents have costs most and says least. Rarest first, and when this many
// postings are looked at the rest is asked only about the best documents so far. On 16 k documents no
// query reaches it; on 200 k it keeps the cost from growing with the corpus.
const POSTINGS_MAX = 150_000;
/** Documents that get the postponed terms, for each one that is wanted. */
const SPARE = 4;

/** A query term, what a document gains that has it, and the form in which it was asked. */
export type QueryTerm = { readonly term: string; readonly gain: number; readonly form: string };

export type Scored = { readonly position: number; readonly score: number };

export type SearchOptions = {
  readonly most: number;
  /** Only documents at positions below it. */
  readonly before?: number;
  readonly isWanted?: (position: number) => boolean;
};

/** Best first; ties in order of position. */
export function searchIndex(
  index: Index,
  query: readonly QueryTerm[],
  { most, before = index.ids.length, isWanted = () => true }: SearchOptions,
): Scored[] {
  const { now, later } = split(index, query);
  const touched = addUp(index, now, before);
  const best = takeBest(index.scratch, touched, later.length > 0 ? most * SPARE : most, isWanted);
  for (const position of touched) index.scratch[position] = 0;
  if (later.length === 0) return best;
  return best
    .map(({ position, score }) => ({
      position,
      score: later.reduce((sum, it) => sum + it.gain * impactOf(index, it.term, position), score),
    }))
    .sort(byScore)
    .slice(0, most);
}

/** What a document gets for a term, before its gain; 0 when it does not have it. */
export function impactOf(index: Index, term: string, position: number): number {
  const id = index.vocabulary.get(term);
  if (id === undefined) return 0;
  let low = index.starts[id] ?? 0;
  let high = (index.starts[id + 1] ?? 0) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = index.documents[middle] ?? 0;
    if (found === position) return impactAt(index, middle);
    if (found < position) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}

function split(index: Index, query: readonly QueryTerm[]) {
  const counted = query
    .map((it) => ({ ...it, count: countOf(index, it.term) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.count - b.count || (a.term < b.term ? -1 : 1));
  let postings = 0;
  const end = counted.findIndex(({ count }, at) => {
    postings += count;
    return postings > POSTINGS_MAX && at > 0;
  });
  return end < 0
    ? { now: counted, later: [] }
    : { now: counted.slice(0, end), later: counted.slice(end) };
}

/** Adds up in `scratch`, and says which documents it touched. */
function addUp(index: Index, terms: readonly QueryTerm[], before: number): number[] {
  const { starts, documents, scratch } = index;
  const touched: number[] = [];
  for (const { term, gain } of terms) {
    const id = index.vocabulary.get(term) ?? 0;
    const end = starts[id + 1] ?? 0;
    for (let at = starts[id] ?? 0; at < end; at++) {
      const document = documents[at] ?? 0;
      if (document >= before) break;
      if (scratch[document] === 0) touched.push(document);
      scratch[document] = (scratch[document] ?? 0) + gain * impactAt(index, at);
    }
  }
  return touched;
}

/** Sorting what cannot be among the best any more is most of the cost of a common word. */
function takeBest(
  scores: Float32Array,
  touched: readonly number[],
  most: number,
  isWanted: (position: number) => boolean,
): Scored[] {
  let kept: Scored[] = [];
  let least = 0;
  for (const position of touched) {
    const score = scores[position] ?? 0;
    if (score <= least || !isWanted(position)) continue;
    kept.push({ position, score });
    if (kept.length < most * 3) continue;
    kept = kept.sort(byScore).slice(0, most);
    least = kept.at(-1)?.score ?? 0;
  }
  return kept.sort(byScore).slice(0, most);
}

function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || a.position - b.position;
}
