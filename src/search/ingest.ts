// GitHub REST issue objects to rows of the mirror. Bodies are strangers' text: bounded here, and
// never shown; only numbers, titles and states leave the search layer.

import { z } from "zod";
import { type IssueRow, UNTOLD } from "../storage/issues.ts";
import type { LinkRow } from "../storage/links.ts";
import { COMMENTS_CHARS_MAX, isMaintainer } from "../storage/sync.ts";
import { saidFix } from "./ingest-fixed.ts";
import { linksIn } from "./ingest-links.ts";

export const TITLE_CHARS_MAX = 500;
export const BODY_CHARS_MAX = 60_000; // GitHub's own bound is 65,536

const WORD_CHARS_MAX = 40;

const Comment = z.object({
  body: z.string().nullish(),
  author_association: z.string().nullish(),
});

/** The parts of `GET /repos/{owner}/{repo}/issues/{n}` that are used; the rest is ignored. */
const RestIssue = z.object({
  repository: z.string().regex(/^[A-Za-z0-9][\w-]*\/[\w.-]+$/, 'must be "owner/name"'),
  number: z.number().int().positive(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  html_url: z.string().optional(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).nullish(),
  pull_request: z.object({ merged_at: z.string().nullish() }).nullish(),
  merged: z.boolean().optional(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
  closed_at: z.string().nullish(),
  state_reason: z.string().nullish(),
  author_association: z.string().nullish(),
  comments_data: z.array(Comment).nullish(),
});

type RestIssue = z.infer<typeof RestIssue>;

export type Ingested =
  | {
      /** Without the fingerprints of its traces: see `ingest-traces.ts`. */
      readonly row: IssueRow;
      /** What its texts say of others. */
      readonly links: readonly LinkRow[];
    }
  | { readonly problem: string };

/** `checkedAt`: when this state was seen (ISO time). Says what is wrong with an object it refuses. */
export function toIssueRow(value: unknown, checkedAt: string): Ingested {
  const parsed = RestIssue.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    return { problem: `${first?.path.join(".") || "issue"}: ${first?.message ?? "not an issue"}` };
  }
  const row = toRow(parsed.data, checkedAt);
  return { row: { ...row, ...fixOf(parsed.data, row) }, links: linksOf(parsed.data, row) };
}

function toRow(issue: RestIssue, checkedAt: string): IssueRow {
  const merged_at = issue.pull_request?.merged_at ?? null;
  const isMerged = issue.merged === true || merged_at !== null;
  const comments = issue.comments_data ?? [];
  const body = (issue.body ?? "").slice(0, BODY_CHARS_MAX);
  return {
    ...UNTOLD,
    ref: toRef(issue.repository, issue.number),
    repository: issue.repository,
    number: issue.number,
    title: issue.title.slice(0, TITLE_CHARS_MAX),
    body,
    comments: comments
      .map((comment) => comment.body ?? "")
      .join("\n\n")
      .slice(0, COMMENTS_CHARS_MAX),
    state: isMerged ? "merged" : issue.state,
    kind: issue.pull_request ? "pull" : "issue",
    state_reason: issue.state_reason?.slice(0, WORD_CHARS_MAX) ?? null,
    closed_at: issue.closed_at ?? null,
    merged_at,
    association: issue.author_association?.slice(0, WORD_CHARS_MAX) ?? null,
    has_maintainer: comments.some((it) => isMaintainer(it.author_association ?? null)) ? 1 : 0,
    says_fixed: saidFix(body, issue.repository),
    labels: JSON.stringify(labelNames(issue.labels ?? [])),
    // Made from the checked name and number: an address in a file of strangers proves nothing.
    url: `https://github.com/${issue.repository}/${issue.pull_request ? "pull" : "issues"}/${issue.number}`,
    created_at: issue.created_at ?? null,
    updated_at: issue.updated_at ?? null,
    checked_at: checkedAt,
    visibility: "public",
  };
}

/** What the texts say; a sync that knows releases says it better. A stranger cannot fix what is open. */
function fixOf(issue: RestIssue, row: IssueRow): Pick<IssueRow, "fixed_in" | "fixed_by"> {
  const said = (issue.comments_data ?? []).map((comment) => ({
    isMaintainers: isMaintainer(comment.author_association ?? null),
    version: saidFix(comment.body ?? "", issue.repository),
  }));
  said.push({ isMaintainers: isMaintainer(row.association), version: row.says_fixed });
  const found = said.filter(
    (it) => it.version !== null && (it.isMaintainers || row.state !== "open"),
  );
  const best = found.find((it) => it.isMaintainers) ?? found[0];
  if (!best) return { fixed_in: null, fixed_by: null };
  return { fixed_in: best.version, fixed_by: best.isMaintainers ? "maintainer" : "stranger" };
}

function linksOf(issue: RestIssue, { ref, kind, association, checked_at }: IssueRow): LinkRow[] {
  const about = { ref, kind, seenAt: checked_at };
  const own = `${issue.title}\n${issue.body ?? ""}`;
  return [
    ...linksIn({ ...about, isOwnText: true, text: own, association }),
    ...(issue.comments_data ?? []).flatMap((comment) =>
      linksIn({
        ...about,
        isOwnText: false,
        text: comment.body ?? "",
        association: comment.author_association ?? null,
      }),
    ),
  ];
}

/** The key of an issue: GitHub's names ignore case. */
export function toRef(repository: string, number: number): string {
  return `${repository}#${number}`.toLowerCase();
}

function labelNames(labels: readonly (string | { name?: string | null | undefined })[]): string[] {
  return labels.map((label) => (typeof label === "string" ? label : (label.name ?? "")));
}
