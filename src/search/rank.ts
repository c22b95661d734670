// Candidates in the order of what speaks for them: a linear score over named features.

import { type Candidate, FEATURES, type Feature, type Features, toCandidates } from "./features.ts";
import type { Index } from "./index.ts";
import type { Query } from "./query.ts";
import { type SearchOptions, searchIndex } from "./search.ts";

/** Documents by words that are looked at again: an earlier duplicate is among them in 88 % (Rust). */
const CANDIDATES_MAX = 150;

export type Weights = Readonly<Record<Feature, number>>;

/**
 * From `npm run train:rank -- rust.jsonl.gz`, 2026-11-23: trained on the earlier half of Rust's 1,081
 * queries. On the later half R@10 0.736 (words alone 0.662), of pasted blocks 0.668; on
 * Hadoop, which it never saw, 0.923 (0.846). Several features say nearly the same, so the sign of a
 * single weight means little; a younger, shorter report with the same error line wins.
 */
export const WEIGHTS: Weights = {
  words: 1.677,
  wordsShare: -1.907,
  wordsLog: 0.136,
  place: -0.425,
  title: 0.819,
  titleAsked: -0.559,
  titleFound: -2.189,
  titleSaid: 2.318,
  identifiers: 0.528,
  identifiersLog: 0.011,
  errors: 0.961,
  pairs: 1.921,
  pairsLog: -0.244,
  age: -0.594,
  month: -0.533,
  days: -0.588,
  rarest: 0.332,
  shared: 0.288,
  length: -0.387,
  lengthGap: 0.266,
};

export type Ranked = Candidate & {
  /** The features' weighted sum. Only differences mean something: e to the difference is an odds. */
  readonly points: number;
};

export type RankOptions = Omit<SearchOptions, "most"> & { readonly weights?: Weights };

/** Best first; ties in the order of the words, then of position. */
export function rank(index: Index, query: Query, options: RankOptions = {}): Ranked[] {
  const { weights = WEIGHTS, ...search } = options;
  return candidates(index, query, search)
    .map((it) => ({ ...it, points: pointsOf(it.features, weights) }))
    .sort((a, b) => b.points - a.points || b.score - a.score || a.position - b.position);
}

export function candidates(
  index: Index,
  query: Query,
  search: Omit<SearchOptions, "most"> = {},
): Candidate[] {
  return toCandidates(
    index,
    query,
    searchIndex(index, query.terms, { ...search, most: CANDIDATES_MAX }),
  );
}

function pointsOf(features: Features, weights: Weights): number {
  return FEATURES.reduce((points, name) => points + weights[name] * features[name], 0);
}
