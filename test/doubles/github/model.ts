// What the double holds: repositories as a test makes them. A logical clock gives each change its own
// second; a bulk edit shares one.

import { createHash } from "node:crypto";

export type Association =
  | "COLLABORATOR"
  | "CONTRIBUTOR"
  | "FIRST_TIMER"
  | "FIRST_TIME_CONTRIBUTOR"
  | "MANNEQUIN"
  | "MEMBER"
  | "NONE"
  | "OWNER";
export type Issue = {
  number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  labels: string[];
  created_at: string;
  updated_at: string;
  /** A pull request; merged at that time. */
  pull: { merged_at: string | null } | null;
  /** Transferred there: GitHub redirects. */
  movedTo: { repository: Repository; number: number } | null;
  isDeleted: boolean;
  /** Of a closed issue; completed where nothing is said. */
  state_reason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  closed_at: string | null;
  association: Association;
  /** Of a pull request: the branch that it goes to. */
  base: string;
  /** What closed it, as GitHub knows: a pull request, or a commit of one. */
  closedBy: { pull: number; repository?: Repository; isCommit?: boolean } | null;
  duplicateOf: { repository: Repository; number: number } | null;
};
export type DiscussionComment = {
  id: number;
  body: string;
  association: Association;
  at: string;
  replies: DiscussionComment[];
};
export type Discussion = {
  number: number;
  title: string;
  body: string;
  category: string;
  closed: boolean;
  createdAt: string;
  updatedAt: string;
  answer: DiscussionComment | null;
  readonly comments: DiscussionComment[];
};
export type Comment = {
  id: number;
  number: number;
  body: string;
  association: Association;
  created_at: string;
  updated_at: string;
};
export type Release = { id: number; tag: string; name: string; body: string; created_at: string };
export type Commit = { readonly sha: string; readonly files: ReadonlyMap<string, string> };

export type Repository = {
  readonly id: number;
  name: string;
  isPrivate: boolean;
  isDeleted: boolean;
  readonly branch: string;
  readonly issues: Issue[];
  readonly comments: Comment[];
  readonly releases: Release[];
  hasDiscussions: boolean;
  /** GraphQL cuts longer texts. */
  textsMax: number;
  readonly discussions: Discussion[];
  readonly commits: Commit[];
  /** Several changes in the same second. */
  readonly atOnce: (changes: () => void) => void;
  readonly addIssue: (part?: Partial<Issue>) => Issue;
  readonly update: (number: number, part: Partial<Issue>) => Issue;
  readonly comment: (number: number, body: string, association?: Association) => Comment;
  readonly edit: (comment: Comment, body: string) => void;
  readonly discuss: (part?: Partial<Discussion>) => Discussion;
  readonly say: (
    discussion: Discussion,
    body: string,
    association?: Association,
  ) => DiscussionComment;
  readonly release: (tag: string, body?: string) => Release;
  /** Commits files: path to text, null removes one. */
  readonly push: (files: Readonly<Record<string, string | null>>) => Commit;
};

export type Clock = { readonly tick: () => string; readonly atOnce: (changes: () => void) => void };

const START = Date.parse("2026-01-01T00:00:00Z");

export function newClock(): Clock {
  let seconds = 0;
  let isHeld = false;
  const at = () => new Date(START + seconds * 1_000).toISOString().replace(".000Z", "Z");
  return {
    tick: () => {
      if (!isHeld) seconds++;
      return at();
    },
    atOnce: (changes) => {
      seconds++;
      isHeld = true;
      changes();
      isHeld = false;
    },
  };
}

/** Issues and discussions of a repository share their numbers. */
const DISCUSSIONS_FROM = 50_001;

let lastId = 1_000;

export function newRepository(name: string, clock: Clock, isPrivate = false): Repository {
  const issues: Issue[] = [];
  const comments: Comment[] = [];
  const releases: Release[] = [];
  const discussions: Discussion[] = [];
  const commits: Commit[] = [{ sha: sha("commit", name), files: new Map() }];
  const update = (number: number, part: Partial<Issue>) => {
    const issue = issues.find((it) => it.number === number)!;
    return Object.assign(issue, part, { updated_at: clock.tick() });
  };
  return {
    id: lastId++,
    name,
    isPrivate,
    isDeleted: false,
    branch: "main",
    issues,
    comments,
    releases,
    hasDiscussions: true,
    textsMax: 500_000,
    discussions,
    commits,
    atOnce: clock.atOnce,
    update,
    addIssue: (part = {}) => {
      const at = clock.tick();
      const number = issues.length + 1;
      const issue: Issue = {
        number,
        title: `Problem ${number}`,
        body: `It fails: error ${number}`,
        state: "open",
        labels: [],
        created_at: at,
        updated_at: at,
        pull: null,
        movedTo: null,
        isDeleted: false,
        state_reason: null,
        closed_at: null,
        association: "NONE",
        base: "main",
        closedBy: null,
        duplicateOf: null,
        ...part,
      };
      issues.push(issue);
      return issue;
    },
    comment: (number, body, association = "NONE") => {
      const at = update(number, {}).updated_at;
      const comment = { id: lastId++, number, body, association, created_at: at, updated_at: at };
      comments.push(comment);
      return comment;
    },
    edit: (comment, body) => {
      Object.assign(comment, { body, updated_at: clock.tick() });
    },
    discuss: (part = {}) => {
      const at = clock.tick();
      const number = DISCUSSIONS_FROM + discussions.length;
      const discussion = {
        number,
        title: `Question ${number}`,
        body: `How does ${number} work?`,
        category: "Q&A",
        closed: false,
        createdAt: at,
        updatedAt: at,
        answer: null,
        comments: [],
        ...part,
      };
      discussions.push(discussion);
      return discussion;
    },
    say: (discussion, body, association = "NONE") => {
      const at = clock.tick();
      const comment = { id: lastId++, body, association, at, replies: [] };
      discussion.comments.push(comment);
      discussion.updatedAt = at;
      return comment;
    },
    release: (tag, body = `Notes of ${tag}`) => {
      const release = { id: lastId++, tag, name: `Release ${tag}`, body, created_at: clock.tick() };
      releases.push(release);
      return release;
    },
    push: (changes) => {
      const files = new Map(commits.at(-1)!.files);
      for (const [path, text] of Object.entries(changes)) {
        if (text === null) files.delete(path);
        else files.set(path, text);
      }
      const commit = { sha: sha("commit", `${commits.length}${name}`), files };
      commits.push(commit);
      return commit;
    },
  };
}

export function sha(kind: string, content: string): string {
  return createHash("sha1").update(`${kind}\0${content}`).digest("hex");
}
