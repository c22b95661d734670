// Known reports: at most three, duplicates folded into one, each with its state, the date of that
// state, and why it bears on this report. An entry's own list comes first, then what search found.

import { isShown } from "../diagnosis/diagnosis.ts";
import { judge } from "../knowledge/condition.ts";
import type { Entry, KnownReport } from "../knowledge/entry.ts";
import type { IssueHit } from "../search/retrieve.ts";
import { type Block, type Inline, link, list, paragraph, text, withCode } from "../text/nodes.ts";
import type { ShownReport } from "./answer.ts";
import type { Context } from "./context.ts";

const SHOWN_MAX = 3;

export function knownReports(context: Context, entry: Entry | null): ShownReport[] {
  const listed = entry ? listedReports(context, entry) : [];
  // Beside a curated list only the same error is worth a row; without one, whatever is near is a lead.
  const found = context.diagnosis.issues
    .filter((hit) => isShown(hit) && (listed.length === 0 || hit.isSameError))
    .map(toShown);
  return fold([...listed, ...found], context.diagnosis.issues).slice(0, SHOWN_MAX);
}

export function reportsBlocks(reports: readonly ShownReport[], entry: Entry | null): Block[] {
  const none = entry?.none_upstream ? [paragraph(text(entry.none_upstream))] : [];
  if (reports.length === 0) {
    return none.length > 0
      ? none
      : [paragraph(text("None found in the issues that are mirrored here."))];
  }
  return [list(reports.map(reportLine)), ...none];
}

function reportLine(report: ShownReport): Inline[] {
  const duplicates = report.duplicates.flatMap((ref, at) => [
    text(at ? ", " : " Duplicates: "),
    link(`issue:${ref}`),
  ]);
  return [
    link(`issue:${report.issue}`),
    text(" "),
    ...withCode(report.title),
    text(` (${report.state}, checked ${report.checked}): `),
    ...withCode(sentence(report.why)),
    ...duplicates,
  ];
}

function sentence(value: string): string {
  return /[.!?]$/.test(value) ? value : `${value}.`;
}

/** The mirror's state wins over the entry's: it is younger. */
function listedReports(context: Context, entry: Entry): ShownReport[] {
  return entry.reports
    .filter((report) => !context.hidden.has(report.issue.toLowerCase()))
    .map((report) => ({ report, rank: rankOf(report, context) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ report }) => {
      const mirrored = context.diagnosis.issues.find(
        (hit) => hit.ref === report.issue.toLowerCase(),
      );
      return {
        issue: report.issue,
        duplicates: report.duplicates.filter((ref) => !context.hidden.has(ref.toLowerCase())),
        state: mirrored?.state ?? report.state,
        checked: (mirrored?.checkedAt ?? report.checked).slice(0, 10),
        title: mirrored?.title ?? report.title,
        url: mirrored?.url ?? issueUrl(report.issue),
        why: report.why,
      };
    });
}

/** Reports about exactly this come first, those that may be last; null leaves one out. */
function rankOf(report: KnownReport, context: Context): number | null {
  if (report.conditions.length === 0) return 1;
  const truth = judge(report.conditions, context.given);
  return truth === "false" ? null : truth === "true" ? 0 : 2;
}

function toShown(hit: IssueHit): ShownReport {
  return {
    issue: hit.issue,
    duplicates: [],
    state: hit.state,
    checked: hit.checkedAt.slice(0, 10),
    title: hit.title,
    url: hit.url,
    why: hit.why.join("; "),
  };
}

/** One row a problem: a report that is another's duplicate, or was listed already, joins it. */
function fold(reports: readonly ShownReport[], hits: readonly IssueHit[]): ShownReport[] {
  const rows: ShownReport[] = [];
  for (const report of reports) {
    const hit = hits.find((it) => it.issue === report.issue);
    const at = rows.findIndex(
      (row) =>
        isSame(row.issue, report.issue) ||
        row.duplicates.some((ref) => isSame(ref, report.issue)) ||
        (hit?.isDuplicate && hit.mentions.includes(row.issue.toLowerCase())),
    );
    const row = rows[at];
    if (!row) rows.push(report);
    else if (
      !isSame(row.issue, report.issue) &&
      !row.duplicates.some((ref) => isSame(ref, report.issue))
    ) {
      rows[at] = { ...row, duplicates: [...row.duplicates, report.issue] };
    }
  }
  return rows;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function issueUrl(issue: string): string {
  const [repository = "", number = ""] = issue.split("#");
  return `https://github.com/${repository}/issues/${number}`;
}
