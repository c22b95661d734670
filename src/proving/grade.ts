// Answers compared with what is expected of them. The definitions are those of the graded cases'
// README, so that both print the same figures.

import type { Answer } from "../answer/answer.ts";
import type { Knowledge } from "../knowledge/knowledge.ts";
import { type Interval, wilson } from "./interval.ts";

/** A graded case, as far as it is used. */
export type Case = {
  readonly id: string;
  readonly text: string;
  readonly exclude: readonly string[];
  readonly expect: {
    readonly families: readonly string[];
    readonly issues: readonly string[];
    readonly answerable: boolean;
    readonly settings: readonly string[];
  };
  readonly hard_negative_of_family?: string | null | undefined;
};

export type Graded = {
  readonly case: Case;
  readonly answer: Answer | null;
  readonly markdown: string;
};

export type Figures = {
  readonly cases: number;
  readonly answered: number;
  readonly right_entry_first: number | null;
  readonly claimed_and_right: number | null;
  readonly wrong_of_claimed: number | null;
  readonly wrong_exact_of_all: number | null;
  readonly abstained_outside: number | null;
  readonly look_alike_taken: number | null;
  readonly setting_named: number | null;
  readonly issue_shown_3: number | null;
  readonly recall: Readonly<Record<string, number | null>>;
  /** 95 % intervals of `recall`. */
  readonly recall_interval: Readonly<Record<string, Interval>>;
};

const RECALL_AT = [1, 3, 5, 10];

/** The cases whose report is known to be in some issue. */
export function isReported({ expect }: Case): boolean {
  return expect.answerable && expect.issues.length > 0;
}

/** Which of an entry's names a case may expect. */
export function toCovers(knowledge: Knowledge): Covers {
  const slugs = new Map(knowledge.entries.map((entry) => [entry.id, [entry.id, ...entry.aliases]]));
  return (id, { expect }) =>
    (slugs.get(id ?? "") ?? []).some((slug) => expect.families.includes(slug));
}
export type Covers = (id: string | null | undefined, it: Case) => boolean;

export function grade(graded: readonly Graded[], knowledge: Knowledge): Figures {
  const slugs = new Map(knowledge.entries.map((entry) => [entry.id, [entry.id, ...entry.aliases]]));
  const coversCase = toCovers(knowledge);
  const covers = (id: string | null | undefined, it: Graded) => coversCase(id, it.case);
  const claims = (it: Graded) => it.answer?.entry != null;
  const isRight = (it: Graded) => it.case.expect.answerable && covers(it.answer?.entry, it);

  const known = graded.filter(
    (it) => it.case.expect.answerable && it.case.expect.families.length > 0,
  );
  const claimed = graded.filter(claims);
  const right = known.filter((it) => claims(it) && covers(it.answer?.entry, it));
  const outside = graded.filter((it) => !it.case.expect.answerable);
  const hard = graded.filter(
    ({ case: { hard_negative_of_family: family, expect } }) =>
      Boolean(family) && !expect.families.includes(family ?? ""),
  );
  const taken = hard.filter((it) =>
    (slugs.get(it.answer?.entry ?? "") ?? []).includes(it.case.hard_negative_of_family ?? ""),
  );
  const wrong = claimed.filter((it) => !isRight(it));
  const settings = right.filter((it) => it.case.expect.settings.length > 0);
  const reported = graded.filter((it) => isReported(it.case));
  const within = (rank: (it: Graded) => number, most: number) =>
    ratio(
      reported.filter((it) => rank(it) > 0 && rank(it) <= most),
      reported,
    );
  const recall = recallOf(reported.map(candidateRank));
  return {
    cases: graded.length,
    answered: graded.filter((it) => it.answer !== null).length,
    right_entry_first: ratio(
      known.filter((it) => covers(it.answer?.entry ?? it.answer?.lead, it)),
      known,
    ),
    claimed_and_right: ratio(right, known),
    wrong_of_claimed: ratio(wrong, claimed),
    wrong_exact_of_all: ratio(
      wrong.filter((it) => it.answer?.level === "exact"),
      graded,
    ),
    abstained_outside: ratio(
      outside.filter((it) => !claims(it)),
      outside,
    ),
    look_alike_taken: ratio(taken, hard),
    setting_named: ratio(
      settings.filter((it) => it.case.expect.settings.some((name) => it.markdown.includes(name))),
      settings,
    ),
    issue_shown_3: within(shownRank, 3),
    ...recall,
  };
}

/** `ranks`: the place of the first expected issue for each case, from 1; 0 for none. */
export function recallOf(ranks: readonly number[]): Pick<Figures, "recall" | "recall_interval"> {
  const hits = (most: number) => ranks.filter((rank) => rank > 0 && rank <= most);
  return {
    recall: Object.fromEntries(RECALL_AT.map((most) => [most, ratio(hits(most), ranks)])),
    recall_interval: Object.fromEntries(
      RECALL_AT.map((most) => [most, wilson(hits(most).length, ranks.length)]),
    ),
  };
}

export function shownRank(it: Graded): number {
  return rankOf(
    it.case,
    (it.answer?.reports ?? []).map((report) => [report.issue, ...report.duplicates]),
  );
}

function candidateRank(it: Graded): number {
  return rankOf(
    it.case,
    (it.answer?.candidates ?? []).map((candidate) => [candidate.issue]),
  );
}

/** Place of the first group that holds an expected issue, from 1; 0 for none. */
export function rankOf({ expect }: Case, groups: readonly (readonly string[])[]): number {
  const wanted = new Set(expect.issues.map((issue) => issue.toLowerCase()));
  return groups.findIndex((group) => group.some((issue) => wanted.has(issue.toLowerCase()))) + 1;
}

function ratio(part: readonly unknown[], whole: readonly unknown[]): number | null {
  return whole.length === 0 ? null : part.length / whole.length;
}
