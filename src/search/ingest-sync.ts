// What GitHub's lists hold, to rows of the mirror: comments, releases, documentation pages. Strangers'
// text, bounded here.

import { z } from "zod";
import type { LinkRow } from "../storage/links.ts";
import type { CommentRow } from "../storage/sync.ts";
import type { DocRow, ReleaseRow } from "../storage/sync-pages.ts";
import type { Visibility } from "../storage/visibility.ts";
import { toRef } from "./ingest.ts";
import { saidFix } from "./ingest-fixed.ts";
import { linksIn } from "./ingest-links.ts";

export const COMMENT_CHARS_MAX = 8_000; // a page of prose; GitHub's own bound is 65,536
const RELEASE_CHARS_MAX = 60_000;
const NAME_CHARS_MAX = 300;
const DOC_CHARS_MAX = 200_000;
const WITHOUT_ROLE = "NONE";

/** Where rows come from and who may see them. */
export type Source = {
  readonly repository: string;
  readonly visibility: Visibility;
  readonly checkedAt: string;
};

const RestComment = z.object({
  id: z.number().int().positive(),
  issue_url: z.string(),
  html_url: z.string().nullish(),
  body: z.string().nullish(),
  author_association: z.string().nullish(),
  created_at: z.string().nullish(),
  updated_at: z.string(),
});

export type Comment = {
  readonly row: CommentRow;
  /** What it says of other issues. */
  readonly links: readonly LinkRow[];
};

/** Null for what is no comment of an issue. */
export function toComment(value: unknown, { repository, checkedAt }: Source): Comment | null {
  const parsed = RestComment.safeParse(value);
  const number = /\/issues\/(\d{1,10})$/.exec(parsed.data?.issue_url ?? "")?.[1];
  if (!parsed.success || !number) return null;
  const comment = parsed.data;
  const body = (comment.body ?? "").slice(0, COMMENT_CHARS_MAX);
  const ref = toRef(repository, Number(number));
  const association = (comment.author_association ?? WITHOUT_ROLE).slice(0, NAME_CHARS_MAX);
  const kind = comment.html_url?.includes("/pull/") ? "pull" : "issue";
  const row = {
    id: comment.id,
    ref,
    association,
    body,
    says_fixed: saidFix(body, repository),
    created_at: comment.created_at ?? null,
    updated_at: comment.updated_at,
  };
  const about = { ref, kind, association, text: body, seenAt: checkedAt } as const;
  return { row, links: linksIn({ ...about, isOwnText: false }) };
}

const RestRelease = z.object({
  id: z.number().int().positive(),
  tag_name: z.string().min(1),
  name: z.string().nullish(),
  body: z.string().nullish(),
  draft: z.boolean().nullish(),
  prerelease: z.boolean().nullish(),
  published_at: z.string().nullish(),
});

/** Null for a draft: only its authors may see it. */
export function toReleaseRow(value: unknown, source: Source): ReleaseRow | null {
  const parsed = RestRelease.safeParse(value);
  if (!parsed.success || parsed.data.draft) return null;
  const release = parsed.data;
  const tag = release.tag_name.slice(0, NAME_CHARS_MAX);
  return {
    id: release.id,
    repository: source.repository.toLowerCase(),
    tag,
    title: (release.name || tag).slice(0, NAME_CHARS_MAX),
    body: (release.body ?? "").slice(0, RELEASE_CHARS_MAX),
    is_prerelease: release.prerelease ? 1 : 0,
    url: `https://github.com/${source.repository}/releases/tag/${encodeURIComponent(tag)}`,
    published_at: release.published_at ?? null,
    checked_at: source.checkedAt,
    visibility: source.visibility,
  };
}

export type DocFile = {
  /** In the repository. */
  readonly path: string;
  readonly blob: string;
  readonly commit: string;
  readonly text: string;
};
/** A folder of the repository, without slashes around it, and where it is published. */
export type DocsPlace = { readonly path: string; readonly url: string | null };

export function toDocRow(file: DocFile, place: DocsPlace, source: Source): DocRow {
  const text = file.text.slice(0, DOC_CHARS_MAX);
  return {
    repository: source.repository.toLowerCase(),
    path: file.path,
    title: docTitle(text, file.path).slice(0, NAME_CHARS_MAX),
    text,
    url: docUrl(file.path, place),
    blob: file.blob,
    commit_sha: file.commit,
    checked_at: source.checkedAt,
    visibility: source.visibility,
  };
}

/** As its front matter says, else its first heading, else its file name. */
function docTitle(text: string, path: string): string {
  const matter = /^---\r?\n([\s\S]{0,5000}?)\r?\n---/.exec(text)?.[1] ?? "";
  const named = /^title:[ \t]*(["']?)(\S.*?)\1[ \t]*$/m.exec(matter)?.[2];
  const heading = /^#[ \t]+(\S.*)$/m.exec(text.slice(matter.length))?.[1];
  return (named ?? heading ?? path.split("/").at(-1) ?? path).trim();
}

/** Sites publish `a/b.mdx` at `a/b` and `a/index.md` at `a`. Null when nothing is published. */
export function docUrl(path: string, { path: folder, url }: DocsPlace): string | null {
  if (!url) return null;
  const inside = path.slice(folder.length).replace(/^\//, "");
  const page = inside.replace(/\.mdx?$/i, "").replace(/(?:^|\/)index$/, "");
  const address = page.split("/").map(encodeURIComponent).join("/");
  return `${url.replace(/\/$/, "")}/${address}`.replace(/\/$/, "");
}
