// What speaks for a candidate, as numbers that can be said in words. Computed for the few hundred
// documents that share most words with the query, from their marks.

import { markIdf, marksOf } from "./forward.ts";
import { type Index, idf } from "./index.ts";
import { hashes, MARK_KINDS, type MarkKind } from "./marks.ts";
import type { Query } from "./query.ts";
import { impactOf, type Scored } from "./search.ts";

/** In the order of the vectors that `train` sees. */
export const FEATURES = [
  "words", // score of the words, as a part of the best candidate's
  "wordsShare", // … as a part of what the query could score
  "wordsLog", // … by itself
  "place", // in the ranking by words, logarithmic
  "title", // rare words of the title, as a part of the best candidate's
  "titleAsked", // how much of the asked title the other title has, by rarity
  "titleFound", // how much of the other title is asked, by rarity
  "titleSaid", // how much of the other title is asked anywhere, by rarity
  "identifiers", // names of code, as a part of the best candidate's
  "identifiersLog",
  "errors", // words of error lines, as a part of the best candidate's
  "pairs", // neighbouring words of titles and error lines, as a part of the best candidate's
  "pairsLog",
  "age", // days between the two, logarithmic and bounded
  "month", // within 30 days
  "days", // within 3 days
  "rarest", // rarity of the rarest shared word
  "shared", // how many of the asked terms it has, logarithmic
  "length", // of the other body, logarithmic
  "lengthGap",
] as const;
export type Feature = (typeof FEATURES)[number];

export type Features = Readonly<Record<Feature, number>>;
export type Candidate = Scored & { readonly features: Features };

const K1 = 1.2;
const B = 0.75;
const TITLE_MARK_WEIGHT = 2; // a mark of the asked title counts twice
const MARKS_MAX = 64; // of one kind in the query: the rarest
const AGE_DAYS_MAX = 1_500; // about four years: older is all the same
const MONTH_DAYS = 30;
const SOME_DAYS = 3;

export function toCandidates(index: Index, query: Query, found: readonly Scored[]): Candidate[] {
  const asked = askedMarks(index, query);
  const raw = found.map(({ position }) => compareMarks(index, asked, position));
  const most = (of: (it: Compared) => number) => Math.max(1e-9, ...raw.map(of));
  const best = {
    words: Math.max(1e-9, found[0]?.score ?? 0),
    title: most((it) => it.title),
    identifiers: most((it) => it.identifiers),
    errors: most((it) => it.errors),
    pairs: most((it) => it.pairs),
  };
  return found.map((it, rank) => {
    const marks = raw[rank] ?? NOTHING;
    const days = ageOf(index, query, it.position);
    const shared = sharedTerms(index, query, it.position);
    const length = Math.log1p(index.lengths[it.position] ?? 0);
    const features: Features = {
      words: it.score / best.words,
      wordsShare: it.score / query.whole,
      wordsLog: Math.log1p(it.score),
      place: Math.log1p(rank),
      title: marks.title / best.title,
      titleAsked: marks.titleAsked,
      titleFound: marks.titleFound,
      titleSaid: marks.titleSaid,
      identifiers: marks.identifiers / best.identifiers,
      identifiersLog: Math.log1p(marks.identifiers),
      errors: marks.errors / best.errors,
      pairs: marks.pairs / best.pairs,
      pairsLog: Math.log1p(marks.pairs),
      age: Math.log1p(days),
      month: days < MONTH_DAYS ? 1 : 0,
      days: days < SOME_DAYS ? 1 : 0,
      rarest: shared.rarest,
      shared: Math.log1p(shared.count),
      length,
      lengthGap: Math.abs(length - Math.log1p(query.length)),
    };
    return { ...it, features };
  });
}

type Compared = Record<MarkKind | "titleAsked" | "titleFound" | "titleSaid", number>;
const NOTHING: Compared = {
  title: 0,
  identifiers: 0,
  errors: 0,
  pairs: 0,
  versions: 0,
  titleAsked: 0,
  titleFound: 0,
  titleSaid: 0,
};

type AskedMarks = {
  readonly gains: Readonly<Record<MarkKind, ReadonlyMap<number, number>>>;
  readonly titleIdf: number;
  readonly said: ReadonlySet<number>;
};

/** The rarest marks of the query with what each is worth; those of no document are worth nothing. */
function askedMarks(index: Index, { marks, terms }: Query): AskedMarks {
  const titles = new Set(marks.title);
  const gains = Object.fromEntries(
    MARK_KINDS.map((kind) => {
      const weighed = [...marks[kind]]
        .map((hash, at) => {
          const weight = kind === "pairs" && at < titles.size - 1 ? TITLE_MARK_WEIGHT : 1;
          return [hash, weight * markIdf(index.forward, index.ids.length, hash)] as const;
        })
        .filter(([, gain]) => gain > 0)
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .slice(0, MARKS_MAX);
      return [kind, new Map(weighed)];
    }),
  ) as unknown as AskedMarks["gains"];
  return {
    gains,
    titleIdf: sum(gains.title.values()),
    said: new Set(
      hashes(
        "t",
        terms.map(({ term }) => term),
      ),
    ),
  };
}

/** BM25 with every frequency taken as one: a mark is there or not. */
function compareMarks(index: Index, asked: AskedMarks, position: number): Compared {
  const { forward, ids } = index;
  const compared: Compared = { ...NOTHING };
  for (const kind of MARK_KINDS) {
    const gains = asked.gains[kind];
    const marks = marksOf(forward, position, kind);
    let shared = 0;
    if (gains.size > 0) for (const mark of marks) shared += gains.get(mark) ?? 0;
    const norm = 1 - B + (B * marks.length) / forward.averages[kind];
    compared[kind] = shared / (1 + K1 * norm);
    if (kind !== "title") continue;
    compared.titleAsked = shared / (asked.titleIdf || 1);
    let all = 0;
    let said = 0;
    for (const mark of marks) {
      const gain = markIdf(forward, ids.length, mark);
      all += gain;
      if (asked.said.has(mark)) said += gain;
    }
    compared.titleSaid = said / (all || 1);
    compared.titleFound = shared / (all || 1);
  }
  return compared;
}

/** An unknown day is taken for the oldest, which is the same for all where none is known. */
function ageOf(index: Index, query: Query, position: number): number {
  const day = index.days[position] ?? Number.NaN;
  const age = Number.isNaN(day) ? AGE_DAYS_MAX : query.day - day;
  return Math.min(AGE_DAYS_MAX, Math.max(0, age));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The asked terms that a document has. */
function sharedTerms(index: Index, { terms }: Query, position: number) {
  let count = 0;
  let rarest = 0;
  for (const { term } of terms) {
    if (impactOf(index, term, position) === 0) continue;
    count += 1;
    rarest = Math.max(rarest, idf(index, term));
  }
  return { count, rarest };
}
