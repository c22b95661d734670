// Known reports: at most three, duplicates folded into one, each with its state, the date of that
// state, and why it bears on this report. An entry's own list comes first, then what search found.

import { isShown } from "../diagnosis/diagnosis.ts";
import { judge } from "../knowledge/condition.ts";
import type { Entry, KnownReport } from "../knowledge/entry.ts";
import { isSameTopic } from "../search/evidence.ts";
import type { IssueHit } from "../search/retrieve.ts";
import { type Block, type Inline, link, list, paragraph, text, withCode } from "../text/nodes.ts";
import type { ShownReport } from "./answer.ts";
import type { Context } from "./context.ts";
import { commonWords, evidenceWords, fixedWords, outcomeWords } from "./evidence-words.ts";
import { foldDuplicates } from "./fold-duplicates.ts";
import { searchedText } from "./searched-text.ts";

const SHOWN_MAX = 3;
const WHY_MAX = 5; // clauses: a row is read in one look

export function knownReports(context: Context, entry: Entry | null): ShownReport[] {
  const { issues } = context.diagnosis;
  const listed = entry ? listedReports(context, entry) : [];
  // Beside a curated list only the same error is worth a row; without one, whatever is near is a lead.
  const found = issues
    .filter((hit) => isShown(hit) && (listed.length === 0 || hit.isSameError))
    .map((hit) => toShown(context, hit));
  const originals = foldDuplicates(listed, found, issues, (original, duplicate) =>
    toOriginal(context, original, duplicate),
  );
  return originals.slice(0, SHOWN_MAX);
}

export function reportsBlocks(
  { diagnosis: { searched } }: Context,
  reports: readonly ShownReport[],
  entry: Entry | null,
): Block[] {
  const none = entry?.none_upstream ? [paragraph(text(entry.none_upstream))] : [];
  if (reports.length === 0) {
    return none.length > 0 ? none : [paragraph(text(`None found in ${searchedText(searched)}.`))];
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
    text(
      ` (${[report.state, report.since].filter(Boolean).join(" ")}, checked ${report.checked}): `,
    ),
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
      const curated = {
        issue: report.issue,
        state: report.state,
        since: null,
        checked: report.checked,
        fixed_in: null,
        title: report.title,
        url: issueUrl(report.issue),
      };
      return {
        ...(mirrored ? { ...recordOf(mirrored), issue: report.issue } : curated),
        duplicates: report.duplicates.filter((ref) => !context.hidden.has(ref.toLowerCase())),
        why: withFix(report.why, mirrored),
      };
    });
}

/** The release with the fix, where the mirror knows it and the entry does not say it. */
function withFix(why: string, hit: IssueHit | undefined): string {
  if (!hit?.fixedIn || hit.fixedIn.saidBy === "stranger" || why.includes(hit.fixedIn.version))
    return why;
  return `${why.replace(/[.]$/, "")}; ${fixedWords(hit.kind, hit.fixedIn)}`;
}

/** Reports about exactly this come first, those that may be last; null leaves one out. */
function rankOf(report: KnownReport, context: Context): number | null {
  if (report.conditions.length === 0) return 1;
  const truth = judge(report.conditions, context.given);
  return truth === "false" ? null : truth === "true" ? 0 : 2;
}

function toShown(context: Context, hit: IssueHit): ShownReport {
  const words = evidenceWords(context.shelf, hit, context.diagnosis.issues);
  return { ...recordOf(hit), duplicates: [], why: words.slice(0, WHY_MAX).join(", ") };
}

/** An original may say less of the error than the duplicate that led to it. */
function toOriginal(context: Context, hit: IssueHit, duplicate: IssueHit | undefined): ShownReport {
  const own = toShown(context, hit);
  if (!duplicate || isTelling(hit) || !isTelling(duplicate)) return own;
  const words = commonWords(context.shelf, duplicate).join(", ");
  const outcome = outcomeWords(hit).map((it) => `; ${it}`);
  return { ...own, why: `its duplicate ${duplicate.issue}: ${words}${outcome.join("")}` };
}

function isTelling({ evidence }: IssueHit): boolean {
  return evidence !== null && isSameTopic(evidence);
}

/** What the mirror has on record. */
function recordOf(hit: IssueHit): Omit<ShownReport, "duplicates" | "why"> {
  return {
    issue: hit.issue,
    state: hit.state,
    since: (hit.mergedAt ?? hit.closedAt)?.slice(0, 10) ?? null,
    checked: hit.checkedAt.slice(0, 10),
    fixed_in: hit.fixedIn?.version ?? null,
    title: hit.title,
    url: hit.url,
  };
}

export function issueUrl(issue: string): string {
  const [repository = "", number = ""] = issue.split("#");
  return `https://github.com/${repository}/issues/${number}`;
}
