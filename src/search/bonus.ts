// What speaks for an issue beside the ranking of its text, in the ranking's points. These weights
// cannot be trained where the ranking's are: bug reports of one project name no exception types, no
// releases and no other repositories. Few, and by the dev cases without entries (`eval --no-knowledge`,
// 2026-11-23); halved, each moves recall@3 and @10 by two cases of 88 at most.

import { toWords } from "../text/terms.ts";
import { markIdf, marksOf } from "./forward.ts";
import { isGeneric } from "./generic.ts";
import type { Index } from "./index.ts";
import type { IssueFacts } from "./issues.ts";
import type { Asked, Query } from "./query.ts";
import { type Errors, sameness } from "./same.ts";

const SAME_TYPE = 0.3; // of one that says what went wrong
const SAME_MESSAGE = 0.6;
const NAMED_BY_OTHERS = 0.8; // times the logarithm of how many name it
const SAME_RELEASE = 0.3; // times the rarity of the rarest release line that both name
const STRANGE = 0.4; // times the logarithm of the repository's part of what was found

export type Bonus = (position: number, facts: IssueFacts | undefined) => number;

/** `found`: the repositories of what the words found, one an issue. */
export function toBonus(
  index: Index,
  asked: Asked,
  query: Query,
  errors: Errors,
  found: readonly string[],
  hidden: ReadonlySet<string>,
): Bonus {
  const releases = new Set(query.marks.versions);
  const strange = strangeness(asked, found);
  return (position, facts) => {
    const same = sameness(index, errors, position);
    return (
      (same.type && !isGeneric(same.type) ? SAME_TYPE : 0) +
      (same.message ? SAME_MESSAGE : 0) +
      namedPoints(facts, hidden) +
      releasePoints(index, releases, position) +
      (strange.get(facts ? repositoryOf(facts.ref) : "") ?? 0)
    );
  };
}

/** `owner/repo` of `owner/repo#7`. */
export function repositoryOf(ref: string): string {
  return ref.slice(0, ref.indexOf("#"));
}

/** What others refer to is a problem that many have, or where it was solved. */
function namedPoints(facts: IssueFacts | undefined, hidden: ReadonlySet<string>): number {
  const others = facts?.mentionedBy.filter((ref) => !hidden.has(ref)) ?? [];
  return NAMED_BY_OTHERS * Math.log1p(others.length);
}

/** A problem and its fix are a release apart, so lines of releases are compared and not releases. */
function releasePoints(index: Index, releases: ReadonlySet<number>, position: number): number {
  if (releases.size === 0) return 0;
  let rarest = 0;
  for (const mark of marksOf(index.forward, position, "versions"))
    if (releases.has(mark))
      rarest = Math.max(rarest, markIdf(index.forward, index.ids.length, mark));
  return SAME_RELEASE * rarest;
}

/**
 * The same error of a shared library is reported in many projects. Among the issues found, a project
 * that is there for one or two is another's, unless the report names it.
 */
function strangeness(asked: Asked, found: readonly string[]): ReadonlyMap<string, number> {
  const said = new Set(toWords(`${asked.title}\n${asked.body}`));
  const counts = new Map<string, number>();
  for (const repository of found) counts.set(repository, (counts.get(repository) ?? 0) + 1);
  return new Map(
    [...counts].map(([repository, count]) => {
      const isNamed = toWords(repository.slice(repository.indexOf("/"))).some((it) => said.has(it));
      return [repository, isNamed ? 0 : STRANGE * Math.log(count / found.length)];
    }),
  );
}
