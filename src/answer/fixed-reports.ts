// What became of the reports that show the same failure: where one was fixed in a release, that is
// upgrade advice without any entry. No version is made up, and none is said to be good: only what
// the mirror has on record, with who says so.

import type { FactRule } from "../incident/fact-rule.ts";
import { compareVersions } from "../knowledge/range.ts";
import { repositoryOf } from "../search/bonus.ts";
import { isSameFailure } from "../search/evidence.ts";
import type { IssueHit } from "../search/retrieve.ts";
import { type Block, code, type Inline, link, list, paragraph, text } from "../text/nodes.ts";
import type { Asked, Upgrade } from "./answer.ts";
import { type Context, productOf, type Shelf } from "./context.ts";
import { toAsked } from "./questions.ts";

const SHOWN_MAX = 2;

export type FixedReport = {
  readonly hit: IssueHit;
  readonly version: string;
  /** "Acme", or the repository where nothing says what its releases are versions of. */
  readonly product: string;
  /** The fact that is the version of this product; null for none. */
  readonly rule: FactRule | null;
  /** Where the asker stands: before the release, at it or after, or nobody knows. */
  readonly side: "older" | "newer" | "unknown";
};

/** Reports with the same exception and message, and a release on record. A stranger's word is none. */
export function fixedReports(context: Context): FixedReport[] {
  const fixed = context.diagnosis.issues.flatMap((hit) => {
    const { fixedIn, evidence } = hit;
    if (!fixedIn || fixedIn.saidBy === "stranger" || !evidence || !isSameFailure(evidence))
      return [];
    const rule = ruleOf(context.shelf, hit);
    const side = sideOf(context, rule, fixedIn.version);
    const product = rule ? productOf(context.shelf, rule.name) : repositoryOf(hit.issue);
    return side ? [{ hit, version: fixedIn.version, product, rule, side }] : [];
  });
  const isFirst = (it: FixedReport, at: number) =>
    fixed.findIndex((other) => isSameRelease(it, other)) === at;
  return fixed.filter(isFirst).slice(0, SHOWN_MAX);
}

/** For those that an upgrade may help. */
export function toUpgrades(reports: readonly FixedReport[]): Upgrade[] {
  return reports
    .filter(({ side }) => side !== "newer")
    .map(({ hit, version, product }) => ({
      product,
      version,
      what: `has the fix of ${hit.issue}`,
    }));
}

/** The upgrade section: what helps, on which condition, and what has no release yet. */
export function upgradeAdvice(context: Context, reports: readonly FixedReport[]): Block[] {
  const lines = reports
    .filter(({ side }) => side !== "newer")
    .map((report) => [...upgradeWords(context, report), ...proofWords(report)]);
  const unreleased = lines.length > 0 ? [] : unreleasedLines(context);
  const all = [...lines, ...unreleased];
  return all.length > 0 ? [list(all)] : [];
}

/** Said below the reports: an upgrade is no advice, and the same error is news. */
export function alreadyFixed(context: Context, reports: readonly FixedReport[]): Block[] {
  return reports
    .filter(({ side }) => side === "newer")
    .map(({ hit, version, product, rule }) =>
      paragraph(
        text("The fix of "),
        link(`issue:${hit.issue}`),
        text(` is in ${product} `),
        code(version),
        text(
          `, and this report states ${valuesText(context, rule)}: either it came back, or the cause is another one.`,
        ),
      ),
    );
}

/** Only the version decides whether the release is news. */
export function versionQuestions(context: Context, reports: readonly FixedReport[]): Asked[] {
  const open = reports.find(({ side, rule }) => side === "unknown" && rule !== null);
  if (!open?.rule || context.given.values(open.rule.name).length > 0) return [];
  const why = `${open.hit.issue} is fixed in ${open.version}: upgrading helps what is older.`;
  return [{ ...toAsked(context, open.rule.name), why }];
}

function upgradeWords(context: Context, { side, product, version, rule }: FixedReport): Inline[] {
  const release = [text(`${product} `), code(version), text(" or newer")];
  if (side === "unknown")
    return [text(`If you run ${product} older than `), code(version), text(": upgrade.")];
  return [text(`${product} ${valuesText(context, rule)} to `), ...release.slice(1), text(".")];
}

/** Why that release: the report, its end, and who says so. */
function proofWords({ hit, version }: FixedReport): Inline[] {
  const said =
    hit.fixedIn?.saidBy === "release"
      ? `${version} is the first release after its fix was merged`
      : `a maintainer says that ${version} has its fix`;
  return [
    text(" "),
    link(`issue:${hit.issue}`),
    text(
      ` shows the same ${hit.evidence?.error?.message === "equal" ? "exception and message" : "trace"} and is ${hit.state}; ${said}`,
    ),
    ...viaWords(hit),
    text("."),
  ];
}

function viaWords({ fixedIn, ref }: IssueHit): Inline[] {
  return fixedIn?.via && fixedIn.via !== ref
    ? [text(" ("), link(`issue:${fixedIn.via}`), text(")")]
    : [];
}

/** Closed by a change that no release on record carries. */
function unreleasedLines({ diagnosis }: Context): Inline[][] {
  const closed = diagnosis.issues.flatMap((hit) => {
    const isSame = hit.evidence !== null && isSameFailure(hit.evidence);
    const closer = hit.links.find((it) => it.kind === "closed_by" && it.mergedAt !== null);
    return isSame && closer && hit.state === "closed" && !hit.fixedIn ? [{ hit, closer }] : [];
  });
  return closed
    .slice(0, 1)
    .map(({ hit, closer }) => [
      link(`issue:${hit.issue}`),
      text(" shows the same error and was closed by "),
      link(`issue:${closer.other}`),
      text(
        "; no release that carries it is on record here yet, so there is nothing to upgrade to.",
      ),
    ]);
}

/** Null where the asker's version and the release cannot be compared: then nothing is said. */
function sideOf(
  context: Context,
  rule: FactRule | null,
  version: string,
): FixedReport["side"] | null {
  if (!rule) return "unknown";
  const values = context.given.values(rule.name);
  // A release of another package of the repository: `helm-chart-2.1`.
  if (compareVersions(version, version, rule.scheme) === null) return null;
  const orders = values.map((value) => compareVersions(value, version, rule.scheme));
  if (orders.length > 0 && orders.every((it) => it !== null && it < 0)) return "older";
  if (orders.length > 0 && orders.every((it) => it !== null && it >= 0)) return "newer";
  return "unknown";
}

function ruleOf({ facts }: Shelf, hit: IssueHit): FactRule | null {
  const repository = repositoryOf(hit.issue).toLowerCase();
  return [...facts.values()].find((it) => it.repository?.toLowerCase() === repository) ?? null;
}

function valuesText(context: Context, rule: FactRule | null): string {
  return rule ? context.given.values(rule.name).join(", ") : "";
}

function isSameRelease(a: FixedReport, b: FixedReport): boolean {
  return a.product === b.product && a.version === b.version;
}
