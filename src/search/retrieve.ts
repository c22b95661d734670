// An incident to hits: entries whose signature holds, entries whose text is near, and issues. Scores
// only order hits; what may be claimed is decided in `diagnosis/`.

import type { Entry } from "../knowledge/entry.ts";
import { type Match, matchEntry, type Subject } from "../knowledge/match.ts";
import type { IssueRow } from "../storage/issues.ts";
import type { LinkRow } from "../storage/links.ts";
import type { PageRows } from "../storage/pages.ts";
import { askedOf } from "./asked.ts";
import { type Document, entryDocument, issueDocument } from "./document.ts";
import { buildIndex, type Index } from "./index.ts";
import { findIssues, type IssueFacts, type IssueHit, toIssues } from "./issues.ts";
import { docDocuments, findPages, type Page, type PageHit, releaseDocument } from "./pages.ts";
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
};

export type Hits = {
  readonly matches: readonly Match[];
  readonly leads: readonly LeadHit[];
  readonly issues: readonly IssueHit[];
  /** Sections of documentation pages, and releases. */
  readonly pages: readonly PageHit[];
  readonly searched: Searched;
};

/** Everything that is searched, built once and again after an import. */
export type Corpus = {
  readonly entries: readonly Entry[];
  readonly issues: ReadonlyMap<string, IssueFacts>;
  readonly index: Index;
  readonly entryIndex: Index;
  /** By the id of their document. */
  readonly pages: ReadonlyMap<string, Page>;
  readonly pageIndex: Index;
  readonly searched: Searched;
};

const NO_PAGES: PageRows = { docs: [], releases: [] };

export function buildCorpus(
  entries: readonly Entry[],
  rows: readonly IssueRow[],
  links: readonly LinkRow[] = [],
  { docs, releases }: PageRows = NO_PAGES,
): Corpus {
  const pages = [...docs.flatMap(docDocuments), ...releases.map(releaseDocument)];
  return {
    pages: new Map(pages.map(({ page }) => [page.id, page])),
    pageIndex: buildIndex(pages.map(({ document }) => document)),
    entries,
    issues: toIssues(rows, links),
    index: buildIndex(documents(rows, issueDocument)),
    entryIndex: buildIndex(documents(entries, entryDocument)),
    searched: {
      entries: entries.length,
      issues: rows.length,
      pages: docs.length,
      releases: releases.length,
    },
  };
}

/** One at a time: the words of all at once would take several times the index. */
function* documents<Row>(rows: readonly Row[], toDocument: (row: Row) => Document) {
  for (const row of rows) yield toDocument(row);
}

/** `exclude`: issues that do not exist for this report (`owner/repo#7`, any case). */
export function retrieve(corpus: Corpus, subject: Subject, exclude: readonly string[] = []): Hits {
  const hidden = new Set(exclude.map((ref) => ref.toLowerCase()));
  const asked = askedOf(subject.incident);
  const matches = corpus.entries
    .map((entry) => matchEntry(entry, subject))
    .filter((match) => match !== null)
    .sort((a, b) => b.specificity - a.specificity || (a.entry.id < b.entry.id ? -1 : 1));
  const leads = findLeads(corpus, asked);
  return {
    matches,
    leads,
    issues: findIssues(corpus, asked, subject, matches[0] ?? null, hidden),
    pages: findPages(corpus.pages, corpus.pageIndex, asked),
    searched: searchedOf(corpus, hidden),
  };
}

/** An excluded issue does not exist, so it was not looked at. */
function searchedOf({ searched, issues }: Corpus, hidden: ReadonlySet<string>): Searched {
  const excluded = [...hidden].filter((ref) => issues.has(ref)).length;
  return { ...searched, issues: searched.issues - excluded };
}

function findLeads({ entries, entryIndex }: Corpus, asked: Asked): LeadHit[] {
  return rank(entryIndex, toQuery(entryIndex, asked))
    .slice(0, LEADS_MAX)
    .flatMap(({ position, points, features }) => {
      const entry = entries[position];
      return entry ? [{ entry, score: points, share: features.wordsShare }] : [];
    });
}
