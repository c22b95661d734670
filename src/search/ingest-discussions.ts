// A discussion of GitHub's GraphQL API to a row among the issues, with its comments. Strangers' text,
// bounded here.

import { z } from "zod";
import { type IssueRow, UNTOLD } from "../storage/issues.ts";
import type { LinkRow } from "../storage/links.ts";
import { type CommentRow, isMaintainer } from "../storage/sync.ts";
import { BODY_CHARS_MAX, TITLE_CHARS_MAX, toRef } from "./ingest.ts";
import { saidFix } from "./ingest-fixed.ts";
import { linksIn } from "./ingest-links.ts";
import { COMMENT_CHARS_MAX, type Source } from "./ingest-sync.ts";

const Said = z.object({
  databaseId: z.number().int().positive().nullable(),
  body: z.string(),
  authorAssociation: z.string().max(40),
  createdAt: z.string(),
  updatedAt: z.string(),
});
type Said = z.infer<typeof Said>;

const Node = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  body: z.string(),
  closed: z.boolean(),
  closedAt: z.string().nullable(),
  stateReason: z.string().max(40).nullable(),
  authorAssociation: z.string().max(40),
  createdAt: z.string(),
  updatedAt: z.string(),
  category: z.object({ name: z.string().max(100) }),
  labels: z.object({ nodes: z.array(z.object({ name: z.string().max(100) })) }).nullable(),
  answer: Said.nullable(),
  comments: z.object({
    nodes: z.array(Said.extend({ replies: z.object({ nodes: z.array(Said) }) })),
  }),
});

export type Discussion = {
  readonly row: IssueRow;
  readonly comments: readonly CommentRow[];
  readonly links: readonly LinkRow[];
};

/** Null for what is no discussion. */
export function toDiscussion(value: unknown, source: Source): Discussion | null {
  const parsed = Node.safeParse(value);
  if (!parsed.success) return null;
  const node = parsed.data;
  const { repository, checkedAt, visibility } = source;
  const ref = toRef(repository, node.number);
  const labels = (node.labels?.nodes ?? []).map((label) => label.name);
  const { answer } = node;
  const answerer = answer && isMaintainer(answer.authorAssociation) ? "maintainer" : "stranger";
  const row: IssueRow = {
    ...UNTOLD,
    ref,
    repository,
    number: node.number,
    kind: "discussion",
    title: node.title.slice(0, TITLE_CHARS_MAX),
    body: node.body.slice(0, BODY_CHARS_MAX),
    comments: "",
    state: node.closed ? "closed" : "open",
    state_reason: node.stateReason?.toLowerCase() ?? null,
    closed_at: node.closedAt,
    answered: answer && answerer,
    association: node.authorAssociation,
    says_fixed: saidFix(node.body, repository),
    labels: JSON.stringify([node.category.name, ...labels]),
    url: `https://github.com/${repository}/discussions/${node.number}`,
    created_at: node.createdAt,
    updated_at: node.updatedAt,
    checked_at: checkedAt,
    visibility,
  };
  const said = new Map<number, Said>();
  for (const comment of node.comments.nodes) {
    for (const it of [comment, ...comment.replies.nodes]) said.set(it.databaseId ?? 0, it);
  }
  if (answer) said.set(answer.databaseId ?? 0, answer);
  said.delete(0); // what has no number could not be told from the next
  const comments = [...said.values()].map((it) => toCommentRow(it, ref, source, answer));
  const about = { ref, kind: "discussion", seenAt: checkedAt } as const;
  const own = { text: `${node.title}\n${node.body}`, association: node.authorAssociation };
  return {
    row,
    comments,
    links: [
      ...linksIn({ ...about, ...own, isOwnText: true }),
      ...comments.flatMap(({ body, association }) =>
        linksIn({ ...about, text: body, association, isOwnText: false }),
      ),
    ],
  };
}

function toCommentRow(
  said: Said,
  ref: string,
  { repository }: Source,
  answer: Said | null,
): CommentRow {
  const body = said.body.slice(0, COMMENT_CHARS_MAX);
  return {
    // Numbers of their own, which those of issues' comments may equal: kept below zero.
    id: -(said.databaseId ?? 0),
    ref,
    association: said.authorAssociation,
    body,
    is_answer: said.databaseId === answer?.databaseId ? 1 : 0,
    says_fixed: saidFix(body, repository),
    created_at: said.createdAt,
    updated_at: said.updatedAt,
  };
}
