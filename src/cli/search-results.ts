// What a search found, as one list of plain rows: entries, then issues, then pages, each in its own
// ranking, because scores of two indexes cannot be compared.

import type { Shelf } from "../answer/context.ts";
import { evidenceWords } from "../answer/evidence-words.ts";
import type { Match } from "../knowledge/match.ts";
import { listedBy } from "../search/issues.ts";
import type { Hits, IssueHit, LeadHit, PageHit } from "../search/retrieve.ts";

export const KINDS = ["entry", "issue", "pull", "discussion", "doc", "release"] as const;
export type Kind = (typeof KINDS)[number];

export type Result = {
  readonly kind: Kind;
  /** Within its ranking, from 1. */
  readonly rank: number;
  readonly id: string;
  readonly title: string;
  readonly url: string | null;
  /** "closed", "merged", "verified"; null for what has none. */
  readonly state: string | null;
  /** When it came to that state; null where nobody said. */
  readonly since: string | null;
  /** When the state was seen. */
  readonly checked: string | null;
  readonly fixed_in: string | null;
  readonly score: number;
  /** Part of the query's weight that its words carry, 0 to 1. */
  readonly share: number | null;
  readonly why: readonly string[];
};

export type Choice = {
  readonly limit: number;
  /** Empty: every kind. */
  readonly kinds: ReadonlySet<Kind>;
};

/** At most `limit` of each of the three rankings. */
export function toResults(shelf: Shelf, hits: Hits, { limit, kinds }: Choice): Result[] {
  const matched = new Set(hits.matches.map(({ entry }) => entry.id));
  const near = hits.leads.filter(({ entry }) => !matched.has(entry.id));
  const rankings = [
    [...hits.matches.map(matchResult), ...near.map(leadResult)],
    hits.issues.map((hit) => issueResult(shelf, hit, hits)),
    hits.pages.map(pageResult),
  ];
  return rankings.flatMap((ranking) =>
    ranking
      .filter(({ kind }) => kinds.size === 0 || kinds.has(kind))
      .slice(0, limit)
      .map((result, at) => ({ ...result, rank: at + 1 })),
  );
}

type Unranked = Omit<Result, "rank">;
const UNDATED = { since: null, checked: null, fixed_in: null, url: null } as const;

function matchResult({ entry, fired, specificity, outside }: Match): Unranked {
  const ruledOut = outside.map((it) => `ruled out: ${it.fact} ${it.value} is not in ${it.range}`);
  const why = fired.map(({ atom, what }) => `${atom} "${what}"`);
  return {
    ...UNDATED,
    kind: "entry",
    id: entry.id,
    title: entry.title,
    state: entry.status,
    score: specificity,
    share: null,
    why: [`signature holds: ${why.join(", ")}`, ...ruledOut],
  };
}

function leadResult({ entry, score, share }: LeadHit): Unranked {
  const { id, title, status: state } = entry;
  const why = ["near by its words only"];
  return {
    ...UNDATED,
    kind: "entry",
    id,
    title,
    state,
    score: round(score),
    share: round(share),
    why,
  };
}

function issueResult(shelf: Shelf, hit: IssueHit, hits: Hits): Unranked {
  return {
    kind: hit.kind,
    id: hit.issue,
    title: hit.title,
    url: hit.url,
    state: hit.state,
    since: (hit.mergedAt ?? hit.closedAt)?.slice(0, 10) ?? null,
    checked: hit.checkedAt.slice(0, 10),
    fixed_in: hit.fixedIn?.version ?? null,
    score: round(hit.score),
    share: round(hit.share),
    why: [...evidenceWords(shelf, hit, hits.issues), ...listedWords(hit, hits)],
  };
}

/** The first entry that holds lifts the reports that it lists above all others. */
function listedWords({ ref }: IssueHit, { matches }: Hits): string[] {
  const entry = matches[0]?.entry;
  return entry && listedBy(entry).includes(ref) ? [`listed by ${entry.id}`] : [];
}

function pageResult({ id, kind, title, section, url, score, share, why }: PageHit): Unranked {
  const name = section ? `${title}: ${section}` : title;
  const state = null;
  return {
    ...UNDATED,
    kind,
    id,
    title: name,
    url,
    state,
    score: round(score),
    share: round(share),
    why,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
