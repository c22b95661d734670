// An incident to hits: entries whose signature holds, entries whose text is near, and issues. Scores
// only order hits; what may be claimed is decided in `diagnosis/`.

import type { Incident } from "../incident/incident.ts";
import type { Entry } from "../knowledge/entry.ts";
import { type Match, matchEntry, type Subject } from "../knowledge/match.ts";
import type { IssueRow } from "../storage/issues.ts";
import { fold } from "../text/template.ts";
import { entryDocument, issueDocument, mentionsOf } from "./document.ts";
import { buildIndex, type Index, idf, type QueryTerm, searchIndex } from "./index.ts";
import { toQuery } from "./query.ts";

const CANDIDATES_MAX = 20;
const POOL_MAX = 60;
const LEADS_MAX = 5;
const SHARED_TERMS_SHOWN = 4;

// How much beside the words counts, as a factor on the score. First choice, by the dev cases; the
// issue "Finding" replaces them by learned weights with a run on record.
const LISTED_BY_ENTRY = 0.8; // added, relative to the best score
const SAME_ERROR = 0.25;
const SAME_MESSAGE = 0.5;
const MENTIONED_BY_HIT = 0.55; // of the score of the hit that names it
const HITS_FOLLOWED = 5;

export type IssueHit = {
  /** `owner/repo#7` as GitHub spells it. */
  readonly issue: string;
  readonly ref: string;
  readonly title: string;
  readonly state: string;
  readonly checkedAt: string;
  readonly url: string;
  readonly score: number;
  /** Part of the query's weight that the issue's words carry, 0 to 1. */
  readonly share: number;
  readonly why: readonly string[];
  readonly mentions: readonly string[];
  readonly isDuplicate: boolean;
  /** It names the same exception type or message. */
  readonly isSameError: boolean;
};

export type LeadHit = { readonly entry: Entry; readonly score: number; readonly share: number };

export type Hits = {
  readonly matches: readonly Match[];
  readonly leads: readonly LeadHit[];
  readonly issues: readonly IssueHit[];
};

type IssueFacts = Omit<IssueHit, "score" | "share" | "why" | "isSameError"> & {
  readonly folded: string;
};

/** Everything that is searched, built once and again after an import. */
export type Corpus = {
  readonly entries: readonly Entry[];
  readonly issues: ReadonlyMap<string, IssueFacts>;
  readonly index: Index;
  readonly entryIndex: Index;
};

export function buildCorpus(entries: readonly Entry[], rows: readonly IssueRow[]): Corpus {
  return {
    entries,
    issues: new Map(rows.map((row) => [row.ref, toFacts(row)])),
    index: buildIndex(rows.map(issueDocument)),
    entryIndex: buildIndex(entries.map(entryDocument)),
  };
}

/** `exclude`: issues that do not exist for this report (`owner/repo#7`, any case). */
export function retrieve(corpus: Corpus, subject: Subject, exclude: readonly string[] = []): Hits {
  const hidden = new Set(exclude.map((ref) => ref.toLowerCase()));
  const matches = corpus.entries
    .map((entry) => matchEntry(entry, subject))
    .filter((match) => match !== null)
    .sort((a, b) => b.specificity - a.specificity || (a.entry.id < b.entry.id ? -1 : 1));
  return {
    matches,
    leads: findLeads(corpus, subject.incident),
    issues: findIssues(corpus, subject, matches, hidden),
  };
}

function findLeads(corpus: Corpus, incident: Incident): LeadHit[] {
  const { terms, whole } = toQuery(incident, corpus.entryIndex);
  const byId = new Map(corpus.entries.map((entry) => [`entry:${entry.id}`, entry]));
  return searchIndex(corpus.entryIndex, terms, LEADS_MAX, () => true).flatMap(({ id, score }) => {
    const entry = byId.get(id);
    return entry ? [{ entry, score, share: score / whole }] : [];
  });
}

function findIssues(
  corpus: Corpus,
  subject: Subject,
  matches: readonly Match[],
  hidden: ReadonlySet<string>,
): IssueHit[] {
  const { terms, whole } = toQuery(subject.incident, corpus.index);
  const pool = searchIndex(corpus.index, terms, POOL_MAX, (id) => !hidden.has(toKey(id)));
  const best = pool[0]?.score ?? 0;
  const scores = new Map(pool.map(({ id, score }) => [toKey(id), score]));

  const raise = (ref: string, score: number) => {
    if (!hidden.has(ref) && corpus.issues.has(ref))
      scores.set(ref, Math.max(scores.get(ref) ?? 0, score));
  };
  for (const { id, score } of pool.slice(0, HITS_FOLLOWED)) {
    for (const ref of corpus.issues.get(toKey(id))?.mentions ?? [])
      raise(ref, score * MENTIONED_BY_HIT);
  }
  const listed = new Set(listedBy(matches[0]));
  for (const ref of listed) raise(ref, 0);

  return [...scores]
    .flatMap(([ref, score]) => {
      const facts = corpus.issues.get(ref);
      if (!facts) return [];
      const same = sameness(facts, subject);
      const bonus = listed.has(ref) ? LISTED_BY_ENTRY * best : 0;
      const shared = terms.filter(({ term }) => has(corpus.index, term, `issue:${ref}`));
      const why = [...same.why, ...sharedWords(corpus.index, shared)];
      const { folded: _, ...shown } = facts;
      const hit: IssueHit = {
        ...shown,
        score: score * (1 + same.factor) + bonus,
        share: score / whole,
        why,
        mentions: facts.mentions.filter((it) => !hidden.has(it)),
        isSameError: same.factor > 0,
      };
      return [hit];
    })
    .sort((a, b) => b.score - a.score || (a.ref < b.ref ? -1 : 1))
    .slice(0, CANDIDATES_MAX);
}

function listedBy(match: Match | undefined): string[] {
  const reports = match?.entry.reports ?? [];
  return reports
    .flatMap((report) => [report.issue, ...report.duplicates])
    .map((ref) => ref.toLowerCase());
}

function sameness(facts: IssueFacts, subject: Subject): { factor: number; why: string[] } {
  const isNamed = (phrase: string) => phrase.length > 0 && facts.folded.includes(phrase);
  const type = subject.types.find((it) => isNamed(fold(it.split(".").at(-1) ?? "")));
  const message = subject.messages.find((it) => it.length >= 16 && isNamed(it.slice(0, 200)));
  const why = [...(type ? [`same exception (${type})`] : []), ...(message ? ["same message"] : [])];
  return { factor: (type ? SAME_ERROR : 0) + (message ? SAME_MESSAGE : 0), why };
}

function sharedWords(index: Index, shared: readonly QueryTerm[]): string[] {
  const rarest = shared
    .toSorted((a, b) => idf(index, b.term) - idf(index, a.term))
    .slice(0, SHARED_TERMS_SHOWN)
    .map(({ term }) => term);
  return rarest.length > 0 ? [`shares ${rarest.join(", ")}`] : [];
}

function has(index: Index, term: string, id: string): boolean {
  const position = index.positions.get(id);
  return (
    position !== undefined && (index.postings.get(term)?.documents.includes(position) ?? false)
  );
}

function toFacts(row: IssueRow): IssueFacts {
  const labels = row.labels.toLowerCase();
  return {
    issue: `${row.repository}#${row.number}`,
    ref: row.ref,
    title: row.title,
    state: row.state,
    checkedAt: row.checked_at,
    url: row.url,
    mentions: mentionsOf(row),
    isDuplicate: labels.includes("duplicate"),
    folded: fold(`${row.title}\n${row.body}`),
  };
}

function toKey(id: string): string {
  return id.slice("issue:".length);
}
