// Many reports through the bot, compared with what is expected: `knowledge test` and `eval`. The
// definitions of `eval` are those of the graded cases' README, so that both print the same figures.

import type { Answer } from "./answer/answer.ts";
import { newThread } from "./conversation/thread.ts";
import type { Fixture, Knowledge } from "./knowledge/knowledge.ts";
import { respond, type Services } from "./respond.ts";
import { toReport } from "./text/report.ts";

/** The answer to a report by itself; null when the bot stays silent. */
export async function answerTo(
  services: Services,
  text: string,
  exclude: readonly string[] = [],
): Promise<Answer | null> {
  const { reply } = await respond(services, await toReport(text), newThread(), { exclude });
  return "answer" in reply ? reply.answer : null;
}

export type FixtureResult = {
  readonly entry: string;
  readonly name: string;
  readonly kind: "must match" | "must not match";
  /** Null when it passed. */
  readonly problem: string | null;
};

/** Every report beside an entry. A must-match report is given to its entry and to no other. */
export async function testKnowledge(
  services: Services,
  knowledge: Knowledge,
): Promise<FixtureResult[]> {
  const results: FixtureResult[] = [];
  for (const entry of knowledge.entries) {
    const fixtures = knowledge.fixtures.get(entry.id);
    for (const fixture of fixtures?.match ?? []) {
      const answer = await answerTo(services, fixture.report);
      const problem =
        entry.kind === "outside"
          ? outsideProblem(entry.id, answer)
          : matchProblem(entry.id, fixture, answer);
      results.push({ entry: entry.id, name: fixture.name, kind: "must match", problem });
    }
    for (const fixture of fixtures?.not ?? []) {
      const answer = await answerTo(services, fixture.report);
      const problem =
        answer?.entry === entry.id ? `is claimed by ${entry.id} (${answer.level})` : null;
      results.push({ entry: entry.id, name: fixture.name, kind: "must not match", problem });
    }
  }
  return results;
}

function matchProblem(id: string, fixture: Fixture, answer: Answer | null): string | null {
  if (!answer) return "gets no answer";
  if (answer.entry !== id)
    return `goes to ${answer.entry ?? `nobody (${answer.level}, near ${answer.lead ?? "nothing"})`}`;
  if (fixture.level && answer.level !== fixture.level)
    return `is ${answer.level}, expected ${fixture.level}`;
  return null;
}

function outsideProblem(id: string, answer: Answer | null): string | null {
  if (answer?.entry) return `is claimed by ${answer.entry}`;
  return answer?.lead === id ? null : `goes to ${answer?.lead ?? "nobody"}`;
}

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
};

const RECALL_AT = [1, 3, 5, 10];

export function grade(graded: readonly Graded[], knowledge: Knowledge): Figures {
  const slugs = new Map(knowledge.entries.map((entry) => [entry.id, [entry.id, ...entry.aliases]]));
  const covers = (id: string | null | undefined, it: Graded) =>
    (slugs.get(id ?? "") ?? []).some((slug) => it.case.expect.families.includes(slug));
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
  const reported = graded.filter(
    (it) => it.case.expect.answerable && it.case.expect.issues.length > 0,
  );
  const within = (rank: (it: Graded) => number, most: number) =>
    ratio(
      reported.filter((it) => rank(it) > 0 && rank(it) <= most),
      reported,
    );
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
    recall: Object.fromEntries(RECALL_AT.map((most) => [most, within(candidateRank, most)])),
  };
}

function shownRank(it: Graded): number {
  return rankOf(
    it,
    (it.answer?.reports ?? []).map((report) => [report.issue, ...report.duplicates]),
  );
}

function candidateRank(it: Graded): number {
  return rankOf(
    it,
    (it.answer?.candidates ?? []).map((candidate) => [candidate.issue]),
  );
}

/** Place of the first group that holds an expected issue, from 1; 0 for none. */
function rankOf(it: Graded, groups: readonly (readonly string[])[]): number {
  const wanted = new Set(it.case.expect.issues.map((issue) => issue.toLowerCase()));
  return groups.findIndex((group) => group.some((issue) => wanted.has(issue.toLowerCase()))) + 1;
}

function ratio(part: readonly unknown[], whole: readonly unknown[]): number | null {
  return whole.length === 0 ? null : part.length / whole.length;
}
