// What is searched: issues and entries, cut into fields that differ in what a shared word is worth.

import type { Entry } from "../knowledge/entry.ts";
import type { IssueRow } from "../storage/issues.ts";
import { toTerms } from "../text/terms.ts";

/** Fields of a document, most telling first; BM25F weighs them (`index.ts`). */
export const FIELDS = ["title", "error", "body"] as const;

export type Document = {
  /** `issue:owner/repo#7` or `entry:some-id`. */
  readonly id: string;
  readonly terms: Readonly<Record<(typeof FIELDS)[number], readonly string[]>>;
};

const ERROR_LINE =
  /(?:error|exception|failed|failure|fatal|traceback|denied|refused|timeout|\b[45]\d\d\b)/i;
const MENTION = /\b([\w.-]+\/[\w.-]+#\d+)\b/g;

export function issueDocument(issue: IssueRow): Document {
  // Mentions are relations (`mentionsOf`), not words: an excluded issue must leave no trace here.
  const body = `${issue.body}\n${issue.comments}`.replace(MENTION, " ");
  const lines = body.split("\n");
  return {
    id: `issue:${issue.ref}`,
    terms: {
      title: toTerms(issue.title.replace(MENTION, " ")),
      error: toTerms(lines.filter((line) => ERROR_LINE.test(line)).join("\n")),
      body: toTerms(lines.filter((line) => !ERROR_LINE.test(line)).join("\n")),
    },
  };
}

export function entryDocument(entry: Entry): Document {
  const phrases = entry.any.flatMap((rule) => [
    ...rule.errors,
    ...rule.messages.map((template) => template.source),
    ...rule.says.flat().map((template) => template.source),
  ]);
  return {
    id: `entry:${entry.id}`,
    terms: {
      title: toTerms([entry.title, entry.id, ...entry.aliases].join(" ")),
      error: toTerms(phrases.join(" ").replaceAll(/<\w+>/g, " ")),
      body: toTerms(entry.prose.replace(MENTION, " ")),
    },
  };
}

/** Issues that this one names in full (`owner/repo#7`), lower case, without itself. */
export function mentionsOf(issue: IssueRow): string[] {
  const text = `${issue.body}\n${issue.comments}`;
  const refs = [...text.matchAll(MENTION)].map((match) => (match[1] ?? "").toLowerCase());
  return [...new Set(refs)].filter((ref) => ref !== issue.ref);
}
