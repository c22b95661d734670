// Hits to what may be claimed. Levels are set here, by rule, and nowhere else.

import { type Circumstances, judge, openFacts } from "../knowledge/condition.ts";
import type { Item } from "../knowledge/entry.ts";
import type { Match } from "../knowledge/match.ts";
import { inRange } from "../knowledge/range.ts";
import { isSameTopic } from "../search/evidence.ts";
import type { Hits, IssueHit, LeadHit, PageHit, Searched } from "../search/retrieve.ts";

// Two signatures that hold and say almost equally much: nothing is claimed. Below one more message
// or frame (3), the difference is an accident of how much was pasted.
export const NEAR_TIE = 2;
// Shares of the query's weight under which a text is not near. On the 159 dev cases, 2026-11-22, where
// 45 had an entry: of the entries that came first, 40 of 61 above 0.30 were right (31 of 44 above
// 0.33, 43 of 87 above 0.20). Issues, without entries, 2026-11-23: an expected one is shown in 61 % of the
// 88 cases that have one from 0.10 and from 0.13, in 56 % from 0.16 and in 47 % from 0.20, while 21, 20, 19
// and 16 of the 27 cases that nothing answers get a lead too. The share does not tell them apart, so
// nothing near is ever a claim. With entries 94 % show an expected issue from 0.10 as from 0.16.
export const LEAD_SHARE_MIN = 0.3;
export const ISSUE_SHARE_MIN = 0.16;
// Over Prefect's 221 pages (2026-11-23) a section comes above 0.30 for 14 of the 132 answerable dev cases,
// most of them right by eye, and for 3 of the 27 others; above 0.20 for 51 and 9, most of them wrong.
export const PAGE_SHARE_MIN = 0.3;
const TELLING_MIN = 2; // one rare word is shared by accident
const NEAR_AMONG = 3; // what ranks behind them is shown beside them, but makes nothing near

export type Outside = Match["outside"][number] & { readonly entry: string };

/** What we may claim. `outside`: entries whose signature holds, but for other versions. */
export type Diagnosis = {
  readonly outside: readonly Outside[];
  readonly issues: readonly IssueHit[];
  readonly pages: readonly PageHit[];
  /** How much was looked through. */
  readonly searched: Searched;
} & (
  | {
      readonly level: "exact" | "likely";
      readonly cause: Match;
      /** Facts that are not stated and would change the advice. */
      readonly open: readonly string[];
    }
  | {
      readonly level: "similar";
      readonly leads: readonly LeadHit[];
      readonly tie: readonly Match[];
    }
  | { readonly level: "new" }
);
export type Level = Diagnosis["level"];

/** Near text alone never makes a claim: a wrong certain answer costs more than an honest lead. */
export function diagnose(hits: Hits, given: Circumstances): Diagnosis {
  const outside = hits.matches.flatMap((match) =>
    match.outside.map((it) => ({ ...it, entry: match.entry.id })),
  );
  const holding = hits.matches.filter((match) => match.outside.length === 0);
  const [best, second] = holding;
  const { issues, pages, searched } = hits;
  const base = { outside, issues, pages, searched };

  if (best && best.entry.kind === "known" && !isNearTie(best, second)) {
    const level = isCertain(best, given) ? "exact" : "likely";
    return { ...base, level, cause: best, open: openFactsOf(best, given) };
  }
  const tie = best ? holding.filter((match) => isNearTie(match, best)) : [];
  const leads = hits.leads.filter((lead) => lead.share >= LEAD_SHARE_MIN);
  const isNear = issues.slice(0, NEAR_AMONG).some(isShown);
  if (tie.length > 0 || leads.length > 0 || isNear || pages.some(isPageShown))
    return { ...base, level: "similar", leads, tie };
  return { ...base, level: "new" };
}

/** Whether an issue is near enough to be shown to a person as a lead. */
export function isShown(hit: IssueHit): boolean {
  return isTopical(hit) || (hit.share >= ISSUE_SHARE_MIN && isEvident(hit));
}

/** Whether a page is near enough to be a reference where no entry says which ones are. */
export function isPageShown(page: PageHit): boolean {
  return page.share >= PAGE_SHARE_MIN;
}

/** A share of a short message is soon had: something of it has to be rare, and not a kind of error. */
function isEvident({ isSameError, telling }: IssueHit): boolean {
  return isSameError || telling >= TELLING_MIN;
}

/** Long reports share little of their weight with anything; the same error is near all the same. */
function isTopical({ evidence }: IssueHit): boolean {
  return evidence !== null && isSameTopic(evidence);
}

function isNearTie(a: Match, b: Match | undefined): boolean {
  return b !== undefined && Math.abs(a.specificity - b.specificity) < NEAR_TIE;
}

/** Stated versions are known to be in range (one that cannot be read is not) and no cause is open. */
function isCertain(match: Match, given: Circumstances): boolean {
  const isVersionKnown = Object.entries(match.entry.affects).every(([fact, range]) => {
    const values = given.values(fact);
    const isIn = (value: string) => inRange(value, range, given.scheme(fact)) === true;
    return values.length > 0 && values.every(isIn);
  });
  const causes = match.entry.sections.cause ?? [];
  return isVersionKnown && causes.every((item) => judge(item.when, given) !== "unknown");
}

function openFactsOf(match: Match, given: Circumstances): string[] {
  const { affects, settings, fixed_in, sections } = match.entry;
  const versions = [
    ...Object.keys(affects),
    ...settings.flatMap((setting) => (setting.by ? [setting.by] : [])),
    ...fixed_in.map((fix) => fix.fact),
  ].filter((fact) => given.values(fact).length === 0);
  const items: Item[] = Object.values(sections).flatMap((list) => [...(list ?? [])]);
  const branches = items
    .filter((item) => judge(item.when, given) === "unknown")
    .flatMap((item) => openFacts(item.when, given));
  return [...new Set([...versions, ...branches])];
}
