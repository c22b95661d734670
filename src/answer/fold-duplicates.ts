// One row a problem: a report that is another's duplicate joins the original, also where only the
// duplicate was near enough to be found.

import type { IssueHit } from "../search/retrieve.ts";
import type { ShownReport } from "./answer.ts";

const STEPS_MAX = 5; // a duplicate of a duplicate; strangers can close a circle

/**
 * `listed` as curated, then the problems of `found` in the order of their first report. `toShown`: the
 * row of an original, with the duplicate that led to it.
 */
export function foldDuplicates(
  listed: readonly ShownReport[],
  found: readonly ShownReport[],
  hits: readonly IssueHit[],
  toShown: (original: IssueHit, duplicate: IssueHit | undefined) => ShownReport,
): ShownReport[] {
  const rows = [...listed];
  for (const report of found) {
    const original = originalOf(report.issue, hits);
    const at = rows.findIndex((row) => isIn(row, report.issue) || isIn(row, original?.issue));
    const row = rows[at];
    const isCurated = at >= 0 && at < listed.length;
    const isFirst = row === undefined || (!isCurated && row.duplicates.length === 0);
    const shown = original && isFirst ? toShown(original, hitOf(report.issue, hits)) : row;
    if (!shown) rows.push(report);
    else rows[row ? at : rows.length] = join(shown, report.issue);
  }
  return rows;
}

function hitOf(issue: string, hits: readonly IssueHit[]): IssueHit | undefined {
  return hits.find(({ ref }) => ref === issue.toLowerCase());
}

function join(row: ShownReport, issue: string): ShownReport {
  return isIn(row, issue) ? row : { ...row, duplicates: [...row.duplicates, issue] };
}

function isIn(row: ShownReport, issue: string | undefined): boolean {
  if (issue === undefined) return false;
  return [row.issue, ...row.duplicates].some((ref) => ref.toLowerCase() === issue.toLowerCase());
}

/** Where a chain of duplicates ends among the hits; null for one that is no duplicate. */
function originalOf(issue: string, hits: readonly IssueHit[]): IssueHit | null {
  let found: IssueHit | null = null;
  let ref: string | undefined = issue.toLowerCase();
  for (let step = 0; step < STEPS_MAX && ref !== undefined; step += 1) {
    const hit = hitOf(ref, hits);
    if (step > 0 && hit) found = hit;
    ref = hit && originalRef(hit, hits);
  }
  return found?.ref === issue.toLowerCase() ? null : found;
}

/** What a stranger calls a duplicate counts where a maintainer has marked it as one. */
export function saidOriginal({ links, isDuplicate }: IssueHit): string | undefined {
  const counts = links.filter(({ saidBy }) => saidBy !== "stranger" || isDuplicate);
  return counts.find(({ kind }) => kind === "duplicate_of")?.other;
}

/** An issue that is marked and names a single one of the others is that one's. */
function originalRef(hit: IssueHit, hits: readonly IssueHit[]): string | undefined {
  const said = saidOriginal(hit);
  if (said !== undefined || !hit.isDuplicate) return said;
  const named = hit.mentions.filter((ref) => hits.some((it) => it.ref === ref));
  return named.length === 1 ? named[0] : undefined;
}
