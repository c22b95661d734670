// The state of the knowledge in figures: how much there is, how well it is proven, how old it is.

import type { Entry } from "./entry.ts";
import type { Knowledge } from "./knowledge.ts";

export type Stats = Readonly<Record<string, number | string>>;

/** In the order in which they are worth reading. */
export function statsOf({ entries, fixtures, references, rules }: Knowledge): Stats {
  const reports = [...fixtures.values()];
  const sum = (count: (entry: Entry) => number) =>
    entries.reduce((total, entry) => total + count(entry), 0);
  const byStatus = (status: Entry["status"]) => entries.filter((it) => it.status === status).length;
  const oldest = entries.map((it) => it.reviewed).toSorted()[0] ?? "-";
  return {
    entries: entries.length,
    verified: byStatus("verified"),
    draft: byStatus("draft"),
    outside: entries.filter((it) => it.kind === "outside").length,
    slugs: sum((entry) => 1 + entry.aliases.length),
    "match rules": sum((entry) => entry.any.length),
    "must-match reports": reports.reduce((total, it) => total + it.match.length, 0),
    "must-not-match reports": reports.reduce((total, it) => total + it.not.length, 0),
    "fewest reports beside an entry": Math.min(
      ...entries.map(({ id }) => fixtures.get(id)?.match.length ?? 0),
    ),
    settings: new Set(entries.flatMap((entry) => entry.settings.map((it) => it.name))).size,
    "known issues": new Set(entries.flatMap((entry) => entry.reports.map((it) => it.issue))).size,
    "fixes by release": sum((entry) => entry.fixed_in.length),
    "facts that can be asked": rules.facts.length,
    "documentation pages": references.size,
    "oldest review": oldest,
  };
}
