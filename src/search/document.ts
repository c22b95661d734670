// What is searched: issues and entries, as a title, a body and what the two are compared by later.

import type { Entry } from "../knowledge/entry.ts";
import type { IssueRow } from "../storage/issues.ts";
import { toHumps, toWords } from "../text/terms.ts";
import { type Marks, toMarks } from "./marks.ts";

const BODY_CHARS_MAX = 20_000;
const MENTIONS_MAX = 200; // of one issue; a longer list relates to nothing in it
const DAY_MS = 86_400_000;

export type Document = {
  /** `issue:owner/repo#7` or `entry:some-id`. */
  readonly id: string;
  readonly title: readonly string[];
  readonly body: readonly string[];
  readonly marks: Marks;
  /** Days since 1970; null when nobody said. */
  readonly day: number | null;
};

/** An issue, named in full: as long as GitHub lets names be, because strangers write long ones. */
export const MENTION = /\b([\w-]{1,39}\/[\w.-]{1,100}#\d{1,10})\b/g;

export function issueDocument(issue: IssueRow): Document {
  const title = mentionFree(issue.title);
  const body = mentionFree(issue.body);
  const comments = mentionFree(issue.comments);
  const name = issue.repository.slice(issue.repository.indexOf("/") + 1);
  return toDocument(`issue:${issue.ref}`, title, body, {
    more: `${name}\n${comments}`, // a title in a library's own tracker need not name it
    day: issue.created_at ? toDay(issue.created_at) : null,
  });
}

/** Mentions are relations (`mentionsOf`), not words: an excluded issue must leave no trace in a text. */
export function mentionFree(text: string): string {
  return text.replace(MENTION, " ");
}

export function entryDocument(entry: Entry): Document {
  const phrases = entry.any.flatMap((rule) => [
    ...rule.errors,
    ...rule.messages.map((template) => template.source),
    ...rule.says.flat().map((template) => template.source),
  ]);
  const title = [entry.title, entry.id, ...entry.aliases].join(" ");
  const body = `${phrases.join("\n").replaceAll(/<\w+>/g, " ")}\n${mentionFree(entry.prose)}`;
  return toDocument(`entry:${entry.id}`, title, body);
}

/** `more`: text that is searched, but says nothing about what the report itself shows. */
export function toDocument(
  id: string,
  title: string,
  body: string,
  { more = "", day = null }: { more?: string; day?: number | null } = {},
): Document {
  const bounded = body.slice(0, BODY_CHARS_MAX);
  const rest = more.slice(0, BODY_CHARS_MAX - bounded.length);
  return {
    id,
    title: toWords(title),
    body: [...toWords(rest ? `${bounded}\n${rest}` : bounded), ...toHumps(`${title}\n${bounded}`)],
    marks: toMarks(title, bounded),
    day,
  };
}

/** Days since 1970 of an ISO time; null for what is none. */
export function toDay(time: string): number | null {
  const value = Date.parse(time) / DAY_MS;
  return Number.isFinite(value) ? value : null;
}

/** Issues that this one names in full (`owner/repo#7`), lower case, without itself. */
export function mentionsOf(issue: IssueRow): string[] {
  const text = `${issue.body}\n${issue.comments}`;
  const refs = [...text.matchAll(MENTION)].map((match) => (match[1] ?? "").toLowerCase());
  return [...new Set(refs)].filter((ref) => ref !== issue.ref).slice(0, MENTIONS_MAX);
}
