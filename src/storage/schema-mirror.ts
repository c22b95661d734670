// Tables of the mirror: what GitHub and documentation say, how far a sync has come, what changed.

import type { Generated } from "kysely";
import type { Visibility } from "./visibility.ts";

export type IssueKind = "issue" | "pull" | "discussion";
/** GitHub itself, one of those who speak for the project, or anybody. */
export type Speaker = "github" | "maintainer" | "stranger";
export type LinkKind = "duplicate_of" | "closed_by" | "fixes" | "mentions_pull";

export type MirrorTables = {
  issues: {
    /** `owner/repo#number`, lower case: the key, because GitHub names ignore case. */
    ref: string;
    repository: string;
    number: number;
    title: string;
    body: string;
    comments: string;
    state: string;
    kind: IssueKind;
    /** GitHub's word for why it was closed: completed, not_planned, duplicate, resolved, … */
    state_reason: string | null;
    closed_at: string | null;
    merged_at: string | null;
    /** Who wrote the accepted answer of a discussion. */
    answered: "maintainer" | "stranger" | null;
    /** Its author's `author_association`. */
    association: string | null;
    /** One who speaks for the project has written here. */
    has_maintainer: number;
    /** Of the traces in its own text, as a JSON array. */
    fingerprints: string;
    /** The release that its own text names as the one with the fix. */
    says_fixed: string | null;
    /** The first release with the fix, who says so, and the issue that proves it. */
    fixed_in: string | null;
    fixed_by: "release" | "maintainer" | "stranger" | null;
    fixed_via: string | null;
    /** `updated_at` of the row whose relations GitHub was asked for. */
    linked_at: string | null;
    labels: string;
    url: string;
    created_at: string | null;
    updated_at: string | null;
    /** When the state was last seen: an import's or a sync's time. */
    checked_at: string;
    visibility: Visibility;
  };
  /** How far a sync has come in one list of one repository (lower case). */
  sync_streams: {
    repository: string;
    stream: string;
    /** Everything that changed before this is in the mirror; null: nothing yet. */
    cursor: string | null;
    /** Of the request that starts at `cursor`: while it holds there is nothing to read. */
    etag: string | null;
    updated_at: string;
  };
  /** What GitHub said last about a configured repository (lower case). */
  sync_repositories: {
    repository: string;
    state: "public" | "private" | "moved" | "absent";
    /** Its new name, when it was renamed or transferred. */
    moved_to: string | null;
    checked_at: string;
    /** When a run last read everything to the end. */
    synced_at: string | null;
  };
  /** What hangs together: `ref` is a duplicate of, was closed by, fixes or names the pull `other`. */
  issue_links: {
    ref: string;
    other: string;
    kind: LinkKind;
    said_by: Speaker;
    /** Of a `closed_by`: when the pull request reached the default branch. */
    merged_at: string | null;
    seen_at: string;
  };
  issue_comments: {
    /** GitHub's number; that of a discussion's comment, which counts on its own, is negative. */
    id: number;
    /** Of the issue; its row may come later. */
    ref: string;
    /** GitHub's `author_association`: OWNER, MEMBER and COLLABORATOR speak for the project. */
    association: string;
    body: string;
    created_at: string | null;
    updated_at: string;
    /** The accepted answer of a discussion. */
    is_answer: Generated<number>;
    /** The release that it names as the one with the fix. */
    says_fixed: string | null;
  };
  /** The answer to the last single look at an issue, to ask for it only when it has changed. */
  issue_checks: {
    ref: string;
    etag: string;
    /** Of the issue's row at that time: the etag proves nothing about another row. */
    state: string;
    updated_at: string | null;
  };
  releases: {
    id: number;
    repository: string;
    tag: string;
    title: string;
    body: string;
    is_prerelease: number;
    url: string;
    published_at: string | null;
    checked_at: string;
    visibility: Visibility;
  };
  doc_pages: {
    repository: string;
    path: string;
    title: string;
    text: string;
    /** Where people read it; null when no address was configured. */
    url: string | null;
    /** Git's name of exactly this text. */
    blob: string;
    /** The commit that it was read at. */
    commit_sha: string;
    checked_at: string;
    visibility: Visibility;
  };
  /** The last change of every row that is or was searched, numbered by triggers. */
  changes: {
    number: Generated<number>;
    kind: "issue" | "doc" | "release";
    /** `owner/repo#7`, `owner/repo/path`, `owner/repo#id`. */
    key: string;
  };
};
