// Which release fixed an issue, and who says so: dates of merge and release prove more than words, a
// maintainer's words more than a stranger's.

import type { FixFacts } from "../storage/fixes.ts";
import type { IssueRow } from "../storage/issues.ts";
import { isMaintainer } from "../storage/sync.ts";
import { firstReleaseAfter, toReleaseLine } from "./ingest-releases.ts";

export type Fix = Pick<IssueRow, "fixed_in" | "fixed_by" | "fixed_via">;

/** GitHub closes an issue within seconds of the merge that fixes it. */
const CLOSED_BY_MERGE_MS = 60_000;
const NOT_KNOWN: Fix = { fixed_in: null, fixed_by: null, fixed_via: null };

/** By ref, for every issue of one repository. */
export function fixesOf(facts: FixFacts): ReadonlyMap<string, Fix> {
  const line = toReleaseLine(facts.releases);
  const merges = mergesOf(facts);
  const said = saidOf(facts);
  return new Map(
    facts.issues.map((issue) => {
      const merge = merges.get(issue.ref);
      const version = merge ? firstReleaseAfter(line, merge.at) : null;
      if (merge && version) {
        return [issue.ref, { fixed_in: version, fixed_by: "release", fixed_via: merge.via }];
      }
      return [issue.ref, said.get(issue.ref) ?? NOT_KNOWN];
    }),
  );
}

type Merge = { readonly at: string; readonly via: string };

/** The last merge that closed an issue; of a pull request its own. */
function mergesOf({ issues, links }: FixFacts): ReadonlyMap<string, Merge> {
  const byRef = new Map(issues.map((issue) => [issue.ref, issue]));
  const merges = new Map<string, Merge>();
  const add = (ref: string, at: string, via: string) => {
    const known = merges.get(ref);
    if (byRef.get(ref)?.state !== "open" && (!known || known.at < at)) merges.set(ref, { at, via });
  };
  for (const issue of issues) if (issue.merged_at) add(issue.ref, issue.merged_at, issue.ref);
  for (const { ref, other, kind, merged_at } of links) {
    if (kind === "closed_by" && merged_at) add(ref, merged_at, other);
    // Anybody can write "fixes #7": it counts where #7 was closed by that very merge.
    const pull = kind === "fixes" ? byRef.get(ref) : undefined;
    const closed_at = kind === "fixes" ? byRef.get(other)?.closed_at : null;
    if (pull?.merged_at && closed_at && isAtOnce(pull.merged_at, closed_at)) {
      add(other, pull.merged_at, ref);
    }
  }
  return merges;
}

function isAtOnce(a: string, b: string): boolean {
  return Math.abs(Date.parse(a) - Date.parse(b)) <= CLOSED_BY_MERGE_MS;
}

/** What people say: the last of the maintainers, else the last of anybody; later words know more. */
function saidOf({ issues, statements }: FixFacts): ReadonlyMap<string, Fix> {
  const states = new Map(issues.map((issue) => [issue.ref, issue.state]));
  const said = new Map<string, Fix>();
  for (const { ref, association, version } of statements) {
    const fixed_by = isMaintainer(association) ? ("maintainer" as const) : ("stranger" as const);
    if (fixed_by === "stranger" && states.get(ref) === "open") continue;
    if (fixed_by === "stranger" && said.get(ref)?.fixed_by === "maintainer") continue;
    said.set(ref, { fixed_in: version, fixed_by, fixed_via: null });
  }
  return said;
}
