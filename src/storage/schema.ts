// Every table, as Kysely sees it. Plain columns only: the same schema serves Postgres later.

import type { Generated } from "kysely";

/** Who may see a row's text. A source is never used where the audience is wider. */
export type Visibility = "public" | "channel" | "private";

/** `sign`: a thumb down or a check mark. */
export type InboxKind = "mention" | "direct" | "reply" | "choice" | "sign" | "edit" | "deletion";
/** `update` and `delete` change a message that was posted before. */
export type OutboxKind = "message" | "notice" | "update" | "delete";
export type IssueKind = "issue" | "pull" | "discussion";
/** GitHub itself, one of those who speak for the project, or anybody. */
export type Speaker = "github" | "maintainer" | "stranger";
export type LinkKind = "duplicate_of" | "closed_by" | "fixes" | "mentions_pull";

export type Tables = {
  migrations: { name: string; applied_at: string };
  meta: { key: string; value: string };
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
  threads: {
    id: string;
    surface: string;
    visibility: Visibility;
    state: string;
    created_at: string;
    updated_at: string;
  };
  messages: {
    id: Generated<number>;
    thread_id: string;
    author: string;
    /** Decoded and redacted; there is no other text here. */
    text: string;
    /** What was redacted and could not be read, as JSON. */
    notes: string;
    /** The reply that the message got, as JSON; null for none. */
    reply: string | null;
    /** What was pressed, as JSON; null for what was typed. */
    act: string | null;
    /** Which of the surface's messages `text` holds words of, its own first; a JSON list. */
    sources: Generated<string>;
    created_at: string;
  };
  /** What was accepted from Slack: committed before it is acknowledged, answered once. */
  inbox: {
    id: Generated<number>;
    event_id: string;
    team: string;
    channel: string;
    /** The message's own timestamp (of an edit or a deletion, with what sets it apart): with team and channel, one job, whatever event told of it. */
    ts: string;
    /** Of the message that the thread hangs on. */
    thread_ts: string;
    thread_id: string;
    client_msg_id: string | null;
    kind: InboxKind;
    author: string;
    /** Decoded and redacted; emptied when settled. */
    text: string;
    notes: string;
    /** What was pressed, as JSON; null for what was typed. */
    act: string | null;
    /** Who wrote the message that the thread hangs on, where the surface says so. */
    root_author: string | null;
    /** 1: it gets no answer when a person has answered first. */
    yields: Generated<number>;
    /** Of an edit or a deletion: the message that it is about. */
    of_ts: string | null;
    /** Which version of the message `text` is; null for the first. */
    edited_ts: string | null;
    /** What was attached, as the surface's own JSON; emptied when settled. */
    files: Generated<string>;
    visibility: Visibility;
    state: "pending" | "leased" | "done" | "failed";
    /** Raised by every claim: a write of an older claim finds no row. */
    epoch: number;
    /** Errors over it; a death of the process is none. */
    attempts: number;
    lease_until: string | null;
    received_at: string;
    settled_at: string | null;
    /** Not to be worked on before (ISO time). */
    not_before: Generated<string | null>;
    /** When its author was told that it takes a while. */
    told_at: Generated<string | null>;
    /** The budget that was used up, when it got no answer for that. */
    refused: Generated<"user" | "channel" | "workspace" | null>;
  };
  /** What is to be posted: `sending` is committed before the write, `sent` after it. */
  outbox: {
    id: Generated<number>;
    /** Deterministic, and carried by the message itself: how a lost outcome is found again. */
    key: string;
    /** Of an update or a delete: the key of the message that it changes. */
    of_key: string | null;
    inbox_id: number;
    kind: OutboxKind;
    team: string;
    channel: string;
    thread_ts: string;
    thread_id: string;
    /** Who alone sees a notice. */
    recipient: string;
    /** The surface's own JSON; emptied when sent. */
    payload: string;
    visibility: Visibility;
    state: "pending" | "sending" | "sent" | "parked";
    /** Why it is parked. */
    reason: string | null;
    sent_ts: string | null;
    epoch: number;
    /** Posts that were turned away for now. */
    tries: number;
    /** Read-backs that did not find it, since the last post. */
    reads: number;
    /** Read-backs that failed, since the last post. */
    failures: number;
    lease_until: string | null;
    due_at: string;
    attempted_at: string | null;
    created_at: string;
    updated_at: string;
  };
  /** How far a channel was looked through for what Slack never told. */
  catch_up: {
    team: string;
    channel: string;
    /** A message's timestamp: what is not newer has been seen. */
    watermark: string;
    scanned_at: string;
  };
  /** Found too late to be answered; never their text. */
  late_messages: {
    team: string;
    channel: string;
    ts: string;
    thread_ts: string;
    why: "old" | "answered by a person";
    found_at: string;
  };
  /** Deleted before they were heard of, so that they are not answered when they come. */
  deleted_messages: { team: string; channel: string; ts: string; deleted_at: string };
  votes: {
    team: string;
    channel: string;
    message_ts: string;
    voter: string;
    value: "up" | "down";
    created_at: string;
    updated_at: string;
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
