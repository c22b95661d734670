// What a project says itself: sections of its documentation and its releases, as documents of their
// own index (beside thousands of issues a page's words would not be rare) and as hits.

import type { DocRow, ReleaseRow } from "../storage/sync-pages.ts";
import { type Document, MENTION, toDocument } from "./document.ts";
import type { Index } from "./index.ts";
import { type Asked, toQuery } from "./query.ts";
import { rank } from "./rank.ts";
import { toSections } from "./sections.ts";
import { sharedTerms, sharesWords } from "./shared-words.ts";

const PAGES_MAX = 10;

/** A section of a documentation page, or a release. */
export type Page = {
  readonly id: string;
  readonly kind: "doc" | "release";
  /** Of the page or the release. */
  readonly title: string;
  /** The heading that the address leads to; null for the page itself and for a release. */
  readonly section: string | null;
  readonly url: string;
  readonly repository: string;
};

export type PageHit = Page & {
  readonly score: number;
  /** Part of the query's weight that its words carry, 0 to 1. */
  readonly share: number;
  readonly why: readonly string[];
};

/** A page with what it is searched by. */
export type PageDocument = { readonly page: Page; readonly document: Document };

export function docDocuments(row: DocRow): PageDocument[] {
  const address = row.url ?? fileAddress(row);
  return toSections(row.text).map(({ heading, anchor, text }, at) => {
    const id = `doc:${row.repository}/${row.path}#${String(at).padStart(4, "0")}`;
    const url = anchor === null ? address : `${address}#${encodeURIComponent(anchor)}`;
    const section = anchor === null ? null : heading;
    const title = `${row.title} ${heading ?? ""}`.trim();
    return {
      page: { id, kind: "doc", title: row.title, section, url, repository: row.repository },
      document: toDocument(id, title, text.replace(MENTION, " ")),
    };
  });
}

export function releaseDocument(row: ReleaseRow): PageDocument {
  const id = `release:${row.repository}#${row.id}`;
  const { title, url, repository } = row;
  return {
    page: { id, kind: "release", title, section: null, url, repository },
    document: toDocument(id, `${title} ${row.tag}`, row.body.replace(MENTION, " ")),
  };
}

/** Where GitHub shows exactly the text that is indexed. */
function fileAddress({ repository, commit_sha, path }: DocRow): string {
  const file = path.split("/").map(encodeURIComponent).join("/");
  return `https://github.com/${repository}/blob/${commit_sha}/${file}`;
}

/**
 * Best first; of one page the best section only, because they share most of their words. Other `kinds`
 * are left out before anything is ranked: a rare one is not lost behind a common one.
 */
export function findPages(
  pages: ReadonlyMap<string, Page>,
  index: Index,
  asked: Asked,
  kinds: ReadonlySet<string> | null = null,
): PageHit[] {
  const pageAt = (position: number) => pages.get(index.ids[position] ?? "");
  const query = toQuery(index, asked);
  const seen = new Set<string>();
  const isWanted = (position: number) => !kinds || kinds.has(pageAt(position)?.kind ?? "");
  return rank(index, query, { isWanted })
    .flatMap(({ position, points, features }) => {
      const page = pageAt(position);
      if (!page) return [];
      const whole = page.url.replace(/#.*$/, "");
      if (seen.has(whole)) return [];
      seen.add(whole);
      const why = sharesWords(sharedTerms(index, query.terms, position));
      return [{ ...page, score: points, share: features.wordsShare, why }];
    })
    .slice(0, PAGES_MAX);
}
