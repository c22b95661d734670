// What the text of an issue, pull request or comment says of others: "duplicate of #7", "fixes #7",
// "closed by #9". Strangers wrote it, so each link carries who said it; GitHub's own word weighs more.

import type { LinkRow } from "../storage/links.ts";
import type { IssueKind, LinkKind } from "../storage/schema-mirror.ts";
import { isMaintainer } from "../storage/sync.ts";

const TEXT_CHARS_MAX = 60_000;
const LINKS_MAX = 20; // of one text; a list of a hundred issues relates to none of them

/** `#7`, `owner/repo#7` or the address of an issue, pull request or discussion. */
const REFERENCE =
  "(?:(?:https://github\\.com/)?([A-Za-z0-9][\\w-]{0,38}/[\\w.-]{1,100})(?:#|/(?:issues|pull|discussions)/)|(?:#|gh-))(\\d{1,9})\\b";
const DUPLICATE = new RegExp(`\\b(?:duplicate|dupe?) of:? ${REFERENCE}`, "gi");
const CLOSED_BY = new RegExp(
  `\\b(?:fixed|closed|resolved|solved) (?:by|in|with|via) (?:(?:pr|pull request) )?${REFERENCE}`,
  "gi",
);
/** The words by which GitHub closes an issue when a pull request is merged. */
const FIXES = new RegExp(`\\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?):? ${REFERENCE}`, "gi");
const PULL =
  /https:\/\/github\.com\/([A-Za-z0-9][\w-]{0,38}\/[\w.-]{1,100})\/pull\/(\d{1,9})\b|\b(?:pr|pull request) #(\d{1,9})\b/gi;
const FENCE = /^[ \t]{0,3}(```|~~~)/;
const QUOTE = /^[ \t]*>/;

export type Said = {
  /** Of the issue that the text belongs to. */
  readonly ref: string;
  readonly kind: IssueKind;
  /** Title and body of a pull request close issues; what is said below it does not. */
  readonly isOwnText: boolean;
  readonly text: string;
  /** The writer's `author_association`. */
  readonly association: string | null;
  readonly seenAt: string;
};

/** Code and quotes are left out: they are somebody else's words. */
export function linksIn({ ref, kind, isOwnText, text, association, seenAt }: Said): LinkRow[] {
  const words = proseOf(text.slice(0, TEXT_CHARS_MAX));
  const repository = ref.split("#")[0] ?? "";
  const said_by = isMaintainer(association) ? ("maintainer" as const) : ("stranger" as const);
  const links = new Map<string, LinkRow>();
  const add = (linkKind: LinkKind, pattern: RegExp) => {
    for (const [, name, number, short] of words.matchAll(pattern)) {
      const other = `${name ?? repository}#${number ?? short}`.toLowerCase();
      if (other === ref || links.size >= LINKS_MAX) continue;
      const link: LinkRow = {
        ref,
        other,
        kind: linkKind,
        said_by,
        merged_at: null,
        seen_at: seenAt,
      };
      links.set(`${linkKind} ${other}`, link);
    }
  };
  if (kind !== "pull") add("duplicate_of", DUPLICATE);
  if (kind === "issue") add("closed_by", CLOSED_BY);
  if (kind === "pull" && isOwnText) add("fixes", FIXES);
  if (kind !== "pull") add("mentions_pull", PULL);
  return [...links.values()];
}

/** On one line. A fence that is never closed hides the rest, as it does on GitHub. */
function proseOf(text: string): string {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of text.split("\n")) {
    const mark = FENCE.exec(line)?.[1];
    if (fence === null && mark) fence = mark;
    else if (fence !== null && mark === fence) fence = null;
    else if (fence === null && !QUOTE.test(line)) kept.push(line);
  }
  return kept.join(" ").replace(/[ \t\r]+/g, " ");
}
