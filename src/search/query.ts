// What is asked to query terms. What is asked matters more than the engine: the words of the title
// count three times and are all kept, of the others the rarest are (measured on duplicate reports:
// R@10 0.534 with all words, 0.636 with title ×3 and the 48 rarest).

import { EVERYDAY_WORDS } from "../text/everyday.ts";
import { toSpokenWords, toWords } from "../text/terms.ts";
import { toDay } from "./document.ts";
import { countOf, type Index, idf, rarestIdf } from "./index.ts";
import { type Marks, toMarks } from "./marks.ts";
import type { QueryTerm } from "./search.ts";

const BODY_TERMS_MAX = 48;
const TITLE_TERMS_MAX = 64; // a message can hold a whole SQL statement
const TITLE_WEIGHT = 3;
// Everyday words count as if one document in ten had them: in a corpus of short reports the rarity that
// is counted is an accident.
const EVERYDAY_GAIN_MAX = Math.log(10);
const BODY_CHARS_MAX = 20_000;
// Who asks now runs a release that is some weeks old, so the newest reports are not yet the nearest.
const RELEASE_DAYS = 30;

/** A report as it is compared: what it is about, and everything else that it says. */
export type Asked = {
  /** The title; where nobody wrote one, the decisive error lines. */
  readonly title: string;
  readonly body: string;
  /** ISO time of the report; null for now, of which only the newest report of the index tells. */
  readonly at: string | null;
};

export type Query = {
  readonly terms: readonly QueryTerm[];
  /** What a document would score that held every term, and every word of the title, endlessly often. */
  readonly whole: number;
  readonly marks: Marks;
  /** Words of the body. */
  readonly length: number;
  /** Days since 1970. */
  readonly day: number;
};

/** `before`: only documents below this position exist; their rarity is still that of all. */
export function toQuery(index: Index, asked: Asked, before = index.ids.length): Query {
  const said = asked.body.slice(0, BODY_CHARS_MAX);
  const title = toSpokenWords(asked.title);
  const body = toSpokenWords(said);
  const gains = (words: Iterable<readonly [string, string]>, weight: number) =>
    [...words]
      .filter(([term]) => isTelling(term) && existsBefore(index, term, before))
      .map(([term, form]) => ({ term, form, gain: weight * gainOf(index, term, form) }))
      .sort((a, b) => b.gain - a.gain || (a.term < b.term ? -1 : 1));
  const others = [...body].filter(([word]) => !title.has(word));
  const terms = [
    ...gains(title, TITLE_WEIGHT).slice(0, TITLE_TERMS_MAX),
    ...gains(others, 1).slice(0, BODY_TERMS_MAX),
  ];
  // Words of the title that nobody has written before speak for a new problem. Other unseen words are
  // the asker's own names and paths, and say nothing.
  const unseen = [...title.keys()]
    .filter((it) => isTelling(it) && countOf(index, it) === 0)
    .slice(0, TITLE_TERMS_MAX);
  const seen = terms.reduce((sum, { gain }) => sum + gain, 0);
  return {
    terms,
    whole: seen + unseen.length * TITLE_WEIGHT * rarestIdf(index) || 1,
    marks: toMarks(asked.title, said),
    length: toWords(said).length,
    day: (asked.at === null ? null : toDay(asked.at)) ?? index.newest + RELEASE_DAYS,
  };
}

/** What a term is worth. */
function gainOf(index: Index, term: string, form: string): number {
  const gain = idf(index, term);
  return EVERYDAY_WORDS.has(form) ? Math.min(gain, EVERYDAY_GAIN_MAX) : gain;
}

function existsBefore(index: Index, term: string, before: number): boolean {
  const id = index.vocabulary.get(term);
  if (id === undefined || countOf(index, term) === 0) return false;
  return (index.documents[index.starts[id] ?? 0] ?? before) < before;
}

/** Small numbers are rare, and shared by accident. */
function isTelling(word: string): boolean {
  return !/^\d{1,2}$/.test(word);
}
