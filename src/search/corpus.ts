// Everything that is searched, and how it follows what changes in storage: entries are indexed once,
// issues and pages change while questions are answered. A change is worked out in steps and takes
// effect with the last one, so that a search sees all of it or nothing.

import type { Entry } from "../knowledge/entry.ts";
import type { PageRows } from "../storage/changes.ts";
import type { IssueRow } from "../storage/issues.ts";
import type { LinkRow } from "../storage/links.ts";
import { build, buildIndex } from "./build.ts";
import { type Document, entryDocument, issueDocument, mentionsOf } from "./document.ts";
import type { Index } from "./index.ts";
import { toIssueFacts } from "./issues.ts";
import { dropIssue, type Known, newKnown, putIssue } from "./known.ts";
import { hash } from "./marks.ts";
import { mergeIndexes } from "./merge.ts";
import { docDocuments, type Page, type PageDocument, releaseDocument } from "./pages.ts";
import type { Searched } from "./retrieve.ts";
import { runSteps, type Steps } from "./steps.ts";

export type Corpus = Known & {
  readonly entries: readonly Entry[];
  readonly entryIndex: Index;
  /** Of the issues. */
  index: Index;
  /** Of each issue's text, by ref: one of which only the state has changed is not read again. */
  readonly texts: Map<string, number>;
  /** By the id of their document. */
  readonly pages: Map<string, Page>;
  pageIndex: Index;
  /** Of what `pages` are parts. */
  pageCounts: Pick<Searched, "pages" | "releases">;
  indexed: Searched["indexed"];
};

/** What is to be searched in place of what was under these keys. */
export type Changes = {
  /** Of all that changed: `issue:owner/repo#7`, `doc:owner/repo/path`, `release:owner/repo#id`. */
  readonly keys: readonly string[];
  /** Those of them that are still there. */
  readonly issues: readonly IssueRow[];
  /** Of these issues. */
  readonly links: readonly LinkRow[];
} & PageRows;

export function emptyCorpus(entries: readonly Entry[]): Corpus {
  return {
    ...newKnown(),
    entries,
    entryIndex: buildIndex(entries.map(entryDocument)),
    index: buildIndex([]),
    texts: new Map(),
    pages: new Map(),
    pageIndex: buildIndex([]),
    pageCounts: { pages: 0, releases: 0 },
    indexed: 1,
  };
}

const NO_PAGES: PageRows = { docs: [], releases: [] };

export function buildCorpus(
  entries: readonly Entry[],
  issues: readonly IssueRow[],
  links: readonly LinkRow[] = [],
  pages: PageRows = NO_PAGES,
): Corpus {
  const corpus = emptyCorpus(entries);
  runSteps(changeCorpus(corpus, { keys: issues.map(keyOfIssue), issues, links, ...pages }));
  return corpus;
}

/** One after the other. Whoever calls has chosen the rows; those that not everybody may see stay out. */
export function* changeCorpus(corpus: Corpus, changes: Changes): Steps<void> {
  const { keys, issues, links, docs, releases } = changes;
  const applyIssues = yield* changeIssues(corpus, keys, issues.filter(isPublic), links);
  const applyPages = yield* changePages(corpus, keys, [
    ...docs.filter(isPublic).flatMap(docDocuments),
    ...releases.filter(isPublic).map(releaseDocument),
  ]);
  applyIssues();
  applyPages();
}

type Apply = () => void;

function* changeIssues(
  corpus: Corpus,
  keys: readonly string[],
  rows: readonly IssueRow[],
  links: readonly LinkRow[],
): Steps<Apply> {
  const read: { row: IssueRow; mentions: string[]; text: number }[] = [];
  for (const row of rows) {
    read.push({ row, mentions: mentionsOf(row), text: hashOf(row) });
    yield;
  }
  const linksOf = Map.groupBy(links, (link) => link.ref);
  const there = new Set(rows.map(keyOfIssue));
  const gone = keys
    .filter((key) => !there.has(key) && corpus.index.positions.has(key))
    .map((key) => key.slice(ISSUE.length));
  const fresh = read
    .filter(({ row, text }) => corpus.texts.get(row.ref) !== text)
    .map(({ row }) => row);
  const left = [...gone.map((ref) => ISSUE + ref), ...fresh.map(keyOfIssue)];
  const index = yield* replace(corpus.index, left, fresh.toSorted(byRef), issueDocument);
  return () => {
    corpus.index = index;
    for (const ref of gone) {
      dropIssue(corpus, ref);
      corpus.texts.delete(ref);
    }
    for (const { row, mentions, text } of read) {
      putIssue(corpus, toIssueFacts(row, mentions, linksOf.get(row.ref) ?? []));
      corpus.texts.set(row.ref, text);
    }
  };
}

function* changePages(
  corpus: Corpus,
  keys: readonly string[],
  read: readonly PageDocument[],
): Steps<Apply> {
  const changed = new Set(keys);
  const left = corpus.pageIndex.ids.filter((id) => changed.has(keyOfPage(id)));
  const fresh = read.toSorted((a, b) => compare(a.page.id, b.page.id));
  if (left.length === 0 && fresh.length === 0) return () => {};
  const pageIndex = yield* replace(corpus.pageIndex, left, fresh, ({ document }) => document);
  return () => {
    corpus.pageIndex = pageIndex;
    for (const id of left) corpus.pages.delete(id);
    for (const { page } of fresh) corpus.pages.set(page.id, page);
    corpus.pageCounts = countPages(pageIndex.ids);
  };
}

/** `left`: ids of documents that go; `rows`: in order of the ids of the documents that come. */
function* replace<Row>(
  base: Index,
  left: readonly string[],
  rows: readonly Row[],
  toDocument: (row: Row) => Document,
): Steps<Index> {
  const gone = left.flatMap((id) => base.positions.get(id) ?? []);
  if (gone.length === 0 && rows.length === 0) return base;
  const added = yield* build(documents(rows, toDocument), base.vocabulary);
  return yield* mergeIndexes(base, { gone, added });
}

/** One at a time: the words of all at once would take several times the index. */
function* documents<Row>(rows: readonly Row[], toDocument: (row: Row) => Document) {
  for (const row of rows) yield toDocument(row);
}

const ISSUE = "issue:";

function keyOfIssue({ ref }: IssueRow): string {
  return ISSUE + ref;
}

/** A release is one document, a documentation page one for each section. */
function keyOfPage(id: string): string {
  return id.startsWith("doc:") ? id.slice(0, id.lastIndexOf("#")) : id;
}

function countPages(ids: readonly string[]): Corpus["pageCounts"] {
  const keys = [...new Set(ids.map(keyOfPage))];
  const pages = keys.filter((key) => key.startsWith("doc:")).length;
  return { pages, releases: keys.length - pages };
}

function isPublic({ visibility }: { readonly visibility: string }): boolean {
  return visibility === "public";
}

/** All that `issueDocument` is made of. */
function hashOf({ title, body, comments, created_at }: IssueRow): number {
  return hash(title, `${created_at}\n${body}\n${comments}`) | 0; // signed: kept without a box
}

function byRef(a: IssueRow, b: IssueRow): number {
  return compare(a.ref, b.ref);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
