// GitHub REST issue objects to rows of the mirror. Bodies are strangers' text: bounded here, and
// never shown; only numbers, titles and states leave the search layer.

import { z } from "zod";
import type { IssueRow } from "../storage/issues.ts";
import { COMMENTS_CHARS_MAX } from "../storage/sync.ts";

const TITLE_CHARS_MAX = 500;
const BODY_CHARS_MAX = 60_000; // GitHub's own bound is 65,536

const Comment = z.object({ body: z.string().nullish() });

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
  comments_data: z.array(Comment).nullish(),
});

export type Ingested = { readonly row: IssueRow } | { readonly problem: string };

/** `checkedAt`: when this state was seen (ISO time). Says what is wrong with an object it refuses. */
export function toIssueRow(value: unknown, checkedAt: string): Ingested {
  const parsed = RestIssue.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    return { problem: `${first?.path.join(".") || "issue"}: ${first?.message ?? "not an issue"}` };
  }
  const issue = parsed.data;
  const isMerged = issue.merged === true || Boolean(issue.pull_request?.merged_at);
  const kind = issue.pull_request ? "pull" : "issues";
  return {
    row: {
      ref: toRef(issue.repository, issue.number),
      repository: issue.repository,
      number: issue.number,
      title: issue.title.slice(0, TITLE_CHARS_MAX),
      body: (issue.body ?? "").slice(0, BODY_CHARS_MAX),
      comments: (issue.comments_data ?? [])
        .map((comment) => comment.body ?? "")
        .join("\n\n")
        .slice(0, COMMENTS_CHARS_MAX),
      state: isMerged ? "merged" : issue.state,
      is_pull: issue.pull_request ? 1 : 0,
      labels: JSON.stringify(labelNames(issue.labels ?? [])),
      // Made from the checked name and number: an address in a file of strangers proves nothing.
      url: `https://github.com/${issue.repository}/${kind}/${issue.number}`,
      created_at: issue.created_at ?? null,
      updated_at: issue.updated_at ?? null,
      checked_at: checkedAt,
      visibility: "public",
    },
  };
}

/** The key of an issue: GitHub's names ignore case. */
export function toRef(repository: string, number: number): string {
  return `${repository}#${number}`.toLowerCase();
}

function labelNames(labels: readonly (string | { name?: string | null | undefined })[]): string[] {
  return labels.map((label) => (typeof label === "string" ? label : (label.name ?? "")));
}
