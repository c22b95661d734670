// What is on record about an issue besides its words: kind, how it was closed, what fixed it and who says
// so, what it hangs together with.

import type { IssueRow } from "../storage/issues.ts";
import type { LinkRow } from "../storage/links.ts";
import type { IssueKind, LinkKind, Speaker } from "../storage/schema-mirror.ts";

export type IssueRecord = {
  readonly kind: IssueKind;
  /** GitHub's word: completed, not_planned, duplicate, resolved, outdated, … */
  readonly stateReason: string | null;
  readonly closedAt: string | null;
  readonly mergedAt: string | null;
  /** Who wrote the accepted answer of a discussion. */
  readonly answered: "maintainer" | "stranger" | null;
  /** One who speaks for the project wrote a comment. */
  readonly hasMaintainer: boolean;
  /** Of the traces in its own text. */
  readonly fingerprints: readonly string[];
  readonly fixedIn: FixedIn | null;
  readonly links: readonly IssueLink[];
  readonly isDuplicate: boolean;
};

export type FixedIn = {
  /** The first release with the fix, as its tag says, without a leading "v". */
  readonly version: string;
  /** "release": found by dates, the first release after the fix was merged. */
  readonly saidBy: "release" | "maintainer" | "stranger";
  /** The pull request with the fix. */
  readonly via: string | null;
};

export type IssueLink = {
  /** `owner/repo#7` in lower case; it may not be mirrored. */
  readonly other: string;
  readonly kind: LinkKind;
  readonly saidBy: Speaker;
  /**
   * Of a `closed_by`: when it was merged where releases come from. Null also for a merge into another
   * branch or repository: then a missing `fixedIn` does not mean that no release has the fix.
   */
  readonly mergedAt: string | null;
};

export function toRecord(row: IssueRow, links: readonly LinkRow[]): IssueRecord {
  return {
    kind: row.kind,
    stateReason: row.state_reason,
    closedAt: row.closed_at,
    mergedAt: row.merged_at,
    answered: row.answered,
    hasMaintainer: row.has_maintainer === 1,
    fingerprints: JSON.parse(row.fingerprints) as string[],
    fixedIn:
      row.fixed_in && row.fixed_by
        ? { version: row.fixed_in, saidBy: row.fixed_by, via: row.fixed_via }
        : null,
    links: links.map(({ other, kind, said_by, merged_at }) => ({
      other,
      kind,
      saidBy: said_by,
      mergedAt: merged_at,
    })),
    isDuplicate: row.state_reason === "duplicate" || row.labels.toLowerCase().includes("duplicate"),
  };
}

/** Without what hidden issues (lower case) say: they leave no trace. */
export function visibleRecord(
  { fixedIn, links }: Pick<IssueRecord, "fixedIn" | "links">,
  hidden: ReadonlySet<string>,
): Pick<IssueRecord, "fixedIn" | "links"> {
  return {
    fixedIn: fixedIn?.via && hidden.has(fixedIn.via) ? null : fixedIn,
    links: links.filter((link) => !hidden.has(link.other)),
  };
}
