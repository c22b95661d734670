// The issues that are near an incident, ranked, each with why it bears on it.

import type { Match, Subject } from "../knowledge/match.ts";
import type { IssueRow } from "../storage/issues.ts";
import type { LinkRow } from "../storage/links.ts";
import { EVERYDAY_WORDS } from "../text/everyday.ts";
import { repositoryOf, toBonus } from "./bonus.ts";
import type { Evidence } from "./evidence.ts";
import { isGeneric } from "./generic.ts";
import { countOf, type Index } from "./index.ts";
import { type IssueRecord, toRecord, visibleRecord } from "./issue-record.ts";
import { type Asked, type Query, toQuery } from "./query.ts";
import { rank } from "./rank.ts";
import { type Errors, sameness, toErrors } from "./same.ts";
import type { QueryTerm } from "./search.ts";
import { sharedTerms, sharesWords } from "./shared-words.ts";

const CANDIDATES_MAX = 20;
// A telling word is in one document of twenty, or fewer; in a small mirror, in two.
const TELLING_PART_MAX = 0.05;
const TELLING_COUNT = 2;

// What counts beside the ranking, in its points. By the dev cases.
const LISTED_BY_ENTRY = 2.5; // above the best
const MENTIONED_BY_HIT = -1; // to the points of the hit that names it
const MENTIONED_SHARE = 0.55; // of the share of that hit
const HITS_FOLLOWED = 5;

export type IssueHit = IssueRecord & {
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
  /** It names the same message, or the same exception type where that says what went wrong. */
  readonly isSameError: boolean;
  /** Words that both have and few others do; everyday words and generic exceptions are none. */
  readonly telling: number;
  /** What the two have in common when the issue is read; null until it was (`judge.ts`). */
  readonly evidence: Evidence | null;
};

export type IssueFacts = Omit<
  IssueHit,
  "score" | "share" | "why" | "isSameError" | "telling" | "evidence"
> & {
  readonly mentionedBy: readonly string[];
};

type Issues = { readonly issues: ReadonlyMap<string, IssueFacts>; readonly index: Index };

/**
 * `hidden`: issues that do not exist for this report, in lower case. Other `kinds` are left out before
 * anything is ranked: a rare one is not lost behind a common one.
 */
export function findIssues(
  { issues, index }: Issues,
  asked: Asked,
  subject: Subject,
  match: Match | null,
  hidden: ReadonlySet<string>,
  kinds: ReadonlySet<string> | null = null,
): IssueHit[] {
  const query = toQuery(index, asked);
  const isOfKind = (ref: string) => !kinds || kinds.has(issues.get(ref)?.kind ?? "");
  const errors = toErrors(subject.types, subject.messages);
  const places = new Map<string, Place>();
  const raise = (ref: string, place: Place) => {
    if (hidden.has(ref) || !issues.has(ref) || !isOfKind(ref)) return;
    const known = places.get(ref);
    if (!known || known.points < place.points)
      places.set(ref, { points: place.points, share: Math.max(known?.share ?? 0, place.share) });
  };

  const hiddenAt = new Set([...hidden].map((ref) => index.positions.get(`issue:${ref}`)));
  const isWanted = (position: number) =>
    !hiddenAt.has(position) && (!kinds || isOfKind(toRef(index, position)));
  const found = rank(index, query, { isWanted }).map((it) => ({
    ...it,
    ref: toRef(index, it.position),
  }));
  const repositories = found.map(({ ref }) => repositoryOf(ref));
  const bonus = toBonus(index, asked, query, errors, repositories, hidden);
  const ranked = found
    .map(({ ref, position, points, features }) => ({
      ref,
      points: points + bonus(position, issues.get(ref)),
      share: features.wordsShare,
    }))
    .sort((a, b) => b.points - a.points || (a.ref < b.ref ? -1 : 1));
  for (const it of ranked) raise(it.ref, it);
  for (const it of ranked.slice(0, HITS_FOLLOWED)) {
    const named = { points: it.points + MENTIONED_BY_HIT, share: it.share * MENTIONED_SHARE };
    for (const ref of issues.get(it.ref)?.mentions ?? []) raise(ref, named);
    // What was learnt of a duplicate stands in its original.
    for (const { kind, other } of issues.get(it.ref)?.links ?? [])
      if (kind === "duplicate_of") raise(other, { ...named, points: it.points });
  }
  const best = ranked[0]?.points ?? 0;
  for (const ref of listedBy(match?.entry ?? null)) {
    const known = places.get(ref);
    raise(ref, {
      points: best + LISTED_BY_ENTRY + Math.min(0, (known?.points ?? best) - best) / 10,
      share: 0,
    });
  }
  return [...places]
    .sort(([a, x], [b, y]) => y.points - x.points || (a < b ? -1 : 1))
    .slice(0, CANDIDATES_MAX)
    .flatMap(([ref, place]) => {
      const facts = issues.get(ref);
      return facts ? [toHit(index, query, errors, facts, place, hidden)] : [];
    });
}

type Place = { readonly points: number; readonly share: number };

function toHit(
  index: Index,
  query: Query,
  errors: Errors,
  facts: IssueFacts,
  { points, share }: Place,
  hidden: ReadonlySet<string>,
): IssueHit {
  const position = index.positions.get(`issue:${facts.ref}`) ?? -1;
  const same = sameness(index, errors, position);
  const { mentionedBy: _, ...shown } = facts;
  const shared = sharedTerms(index, query.terms, position);
  const why = [
    ...(same.type ? [`same exception (${same.type})`] : []),
    ...(same.message ? ["same message"] : []),
    ...sharesWords(shared),
  ];
  return {
    ...shown,
    ...visibleRecord(shown, hidden),
    score: points,
    share,
    why,
    mentions: facts.mentions.filter((it) => !hidden.has(it)),
    isSameError: same.message || (same.type !== null && !isGeneric(same.type)),
    telling: shared.filter((it) => isTelling(index, it)).length,
    evidence: null,
  };
}

/** What an entry lists, with the duplicates; lower case. */
export function listedBy(entry: Match["entry"] | null): string[] {
  return (entry?.reports ?? [])
    .flatMap((report) => [report.issue, ...report.duplicates])
    .map((ref) => ref.toLowerCase());
}

function isTelling(index: Index, { term, form }: QueryTerm): boolean {
  const most = Math.max(TELLING_COUNT, index.ids.length * TELLING_PART_MAX);
  return countOf(index, term) <= most && !EVERYDAY_WORDS.has(form) && !isGeneric(form);
}

export function toIssueFacts(
  row: IssueRow,
  mentions: readonly string[],
  links: readonly LinkRow[],
): Omit<IssueFacts, "mentionedBy"> {
  return {
    issue: `${row.repository}#${row.number}`,
    ref: row.ref,
    title: row.title,
    state: row.state,
    checkedAt: row.checked_at,
    url: row.url,
    mentions,
    ...toRecord(row, links),
  };
}

function toRef(index: Index, position: number): string {
  return (index.ids[position] ?? "").slice("issue:".length);
}
