// One row a problem: a report that is another's duplicate joins the original, also where only the
// duplicate was near enough to be found.

import type { IssueHit } from "../search/retrieve.ts";
import type { ShownReport } from "./answer.ts";

const STEPS_MAX = 5; // a duplicate of a duplicate; strangers can close a circle

/** In order of each problem's first report. `toShown`: a row for an original that has none. */
export function foldDuplicates(
  reports: readonly ShownReport[],
  hits: readonly IssueHit[],
  toShown: (hit: IssueHit) => ShownReport,
): ShownReport[] {
  const rows: ShownReport[] = [];
  for (const report of reports) {
    const original = originalOf(report.issue, hits);
    const at = rows.findIndex((row) => isIn(row, report.issue) || isIn(row, original?.issue));
    const row = rows[at];
    if (row) rows[at] = join(row, report.issue);
    else if (original) rows.push(join(ofOriginal(toShown(original), report), report.issue));
    else rows.push(report);
  }
  return rows;
}

/** The original says less of the error than the duplicate that led to it. */
function ofOriginal(row: ShownReport, duplicate: ShownReport): ShownReport {
  return { ...row, why: row.why || `its duplicate ${duplicate.issue}: ${duplicate.why}` };
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
    const hit = hits.find((it) => it.ref === ref);
    if (step > 0 && hit) found = hit;
    ref = hit && originalRef(hit, hits);
  }
  return found?.ref === issue.toLowerCase() ? null : found;
}

/**
 * What a stranger calls a duplicate counts where a maintainer has marked it as one. An issue that is
 * marked and names a single one of the others is that one's.
 */
function originalRef(hit: IssueHit, hits: readonly IssueHit[]): string | undefined {
  const links = hit.links.filter(({ kind }) => kind === "duplicate_of");
  const said = links.find(({ saidBy }) => saidBy !== "stranger" || hit.isDuplicate)?.other;
  if (said !== undefined || !hit.isDuplicate) return said;
  const named = hit.mentions.filter((ref) => hits.some((it) => it.ref === ref));
  return named.length === 1 ? named[0] : undefined;
}
