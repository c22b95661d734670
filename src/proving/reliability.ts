// How often each level was right: what a level claims against what was expected.

import type { Level } from "../diagnosis/diagnosis.ts";
import { type Covers, type Graded, shownRank } from "./grade.ts";
import { type Interval, wilson } from "./interval.ts";

export type Reliability = {
  readonly level: Level;
  /** What counts as right at this level. */
  readonly right_when: string;
  readonly count: number;
  readonly right: number;
  /** Null where no answer had the level. */
  readonly share: number | null;
  readonly interval: Interval;
};

const RIGHT_WHEN: Readonly<Record<Level, string>> = {
  exact: "the entry is an expected one",
  likely: "the entry is an expected one",
  similar: "the lead, or an issue shown, is an expected one",
  new: "nothing that is expected could be found",
};

/** `hasEntries`: whether entries were in use at all. */
export function reliability(
  graded: readonly Graded[],
  covers: Covers,
  hasEntries: boolean,
): Reliability[] {
  const levels = Object.keys(RIGHT_WHEN) as Level[];
  return levels.map((level) => {
    const mine = graded.filter(({ answer }) => answer?.level === level);
    const right = mine.filter((it) => isRight(level, it, covers, hasEntries)).length;
    return {
      level,
      right_when: RIGHT_WHEN[level],
      count: mine.length,
      right,
      share: mine.length === 0 ? null : right / mine.length,
      interval: wilson(right, mine.length),
    };
  });
}

function isRight(level: Level, it: Graded, covers: Covers, hasEntries: boolean): boolean {
  const { answerable, families, issues } = it.case.expect;
  if (level === "new")
    return !answerable || (issues.length === 0 && (!hasEntries || families.length === 0));
  if (level === "similar") return covers(it.answer?.lead, it.case) || shownRank(it) > 0;
  return answerable && covers(it.answer?.entry, it.case);
}
