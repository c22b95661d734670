// An incident to hits: entries whose signature holds, entries whose text is near, and issues. Scores
// only order hits; what may be claimed is decided in `diagnosis/`.

import type { Entry } from "../knowledge/entry.ts";
import { type Match, matchEntry, type Subject } from "../knowledge/match.ts";
import { askedOf } from "./asked.ts";
import type { Corpus } from "./corpus.ts";
import { findIssues, type IssueHit } from "./issues.ts";
import { findPages, type PageHit } from "./pages.ts";
import { type Asked, toQuery } from "./query.ts";
import { rank } from "./rank.ts";

const LEADS_MAX = 5;

export type { IssueHit } from "./issues.ts";
export type { PageHit } from "./pages.ts";
export type LeadHit = { readonly entry: Entry; readonly score: number; readonly share: number };

/** How much was looked through: what "nothing found" is worth. */
export type Searched = {
  readonly entries: number;
  readonly issues: number;
  readonly pages: number;
  readonly releases: number;
  /** Part of what is mirrored that could be searched: below 1 while the first index is built. */
  readonly indexed: number;
};

export type Hits = {
  readonly matches: readonly Match[];
  readonly leads: readonly LeadHit[];
  readonly issues: readonly IssueHit[];
  /** Sections of documentation pages, and releases. */
  readonly pages: readonly PageHit[];
  readonly searched: Searched;
};

/** What is searched, of all there is. */
export type Scope = {
  /** Of issues and pages; every kind when left out. */
  readonly kinds?: readonly (IssueHit["kind"] | PageHit["kind"])[];
};

/** `exclude`: issues that do not exist for this report (`owner/repo#7`, any case). */
export function retrieve(
  corpus: Corpus,
  subject: Subject,
  exclude: readonly string[] = [],
  scope: Scope = {},
): Hits {
  const hidden = new Set(exclude.map((ref) => ref.toLowerCase()));
  const asked = askedOf(subject.incident);
  const kinds = scope.kinds ? new Set(scope.kinds) : null;
  const matches = corpus.entries
    .map((entry) => matchEntry(entry, subject))
    .filter((match) => match !== null)
    .sort((a, b) => b.specificity - a.specificity || (a.entry.id < b.entry.id ? -1 : 1));
  const leads = findLeads(corpus, asked);
  return {
    matches,
    leads,
    issues: findIssues(corpus, asked, subject, matches[0] ?? null, hidden, kinds),
    pages: findPages(corpus.pages, corpus.pageIndex, asked, kinds),
    searched: searchedOf(corpus, hidden),
  };
}

/** An excluded issue does not exist, so it was not looked at. */
function searchedOf(
  { entries, issues, pageCounts, indexed }: Corpus,
  hidden: ReadonlySet<string>,
): Searched {
  const excluded = [...hidden].filter((ref) => issues.has(ref)).length;
  return { entries: entries.length, issues: issues.size - excluded, ...pageCounts, indexed };
}

function findLeads({ entries, entryIndex }: Corpus, asked: Asked): LeadHit[] {
  return rank(entryIndex, toQuery(entryIndex, asked))
    .slice(0, LEADS_MAX)
    .flatMap(({ position, points, features }) => {
      const entry = entries[position];
      return entry ? [{ entry, score: points, share: features.wordsShare }] : [];
    });
}
