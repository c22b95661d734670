// What is known of each issue beside its words. Changed in place: it is looked into only between two
// changes, and copying hundreds of thousands of rows for one would hold answers up.

import type { IssueFacts } from "./issues.ts";

export type Known = {
  /** By `owner/repo#7` in lower case. */
  readonly issues: Map<string, IssueFacts>;
  /** Who names an issue, whether it is known or not. */
  readonly mentionedBy: Map<string, string[]>;
};

export function newKnown(): Known {
  return { issues: new Map(), mentionedBy: new Map() };
}

/** Adds or replaces; who names it is already known. */
export function putIssue(known: Known, issue: Omit<IssueFacts, "mentionedBy">): void {
  dropIssue(known, issue.ref);
  for (const other of issue.mentions) {
    const naming = known.mentionedBy.get(other);
    if (naming) naming.push(issue.ref);
    else setNaming(known, other, [issue.ref]);
  }
  const mentionedBy = known.mentionedBy.get(issue.ref) ?? [];
  known.issues.set(issue.ref, { ...issue, mentionedBy });
}

export function dropIssue(known: Known, ref: string): void {
  for (const other of known.issues.get(ref)?.mentions ?? []) {
    const naming = known.mentionedBy.get(other);
    const at = naming?.indexOf(ref) ?? -1;
    if (at >= 0) naming?.splice(at, 1);
  }
  known.issues.delete(ref);
}

function setNaming(known: Known, ref: string, mentionedBy: string[]): void {
  known.mentionedBy.set(ref, mentionedBy);
  const issue = known.issues.get(ref);
  if (issue) known.issues.set(ref, { ...issue, mentionedBy });
}
