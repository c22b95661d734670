// What a sync of one repository works with.

import type { Source } from "../search/ingest-sync.ts";
import type { Database } from "../storage/open.ts";
import type { Mark, StreamName, StreamState } from "../storage/sync.ts";
import type { RepositoryState } from "../storage/sync-pages.ts";
import type { InAppTest } from "../trace/trace.ts";
import type { Answer, GitHub, Query } from "./client.ts";

export type Counts = {
  issues: number;
  comments: number;
  releases: number;
  docs: number;
  discussions: number;
  relations: number;
  requests: number;
};

export type RepositorySync = {
  readonly github: GitHub;
  /** Without one there is no GraphQL. */
  readonly hasToken: boolean;
  readonly db: Database;
  readonly source: Source;
  readonly branch: string;
  readonly isInApp: InAppTest;
  readonly counts: Counts;
  readonly stop: AbortSignal | undefined;
  readonly requestsMax: number;
  readonly onProgress: (counts: Readonly<Counts>) => void;
};

/** Where a repository is found, as the last look said. */
export type Standing = RepositoryState["state"];

/** False once the run is told to stop, or has asked as often as one run may. */
export function mayGoOn({ stop, counts, requestsMax }: RepositorySync): boolean {
  return !stop?.aborted && counts.requests < requestsMax;
}

/** `rest`: the route behind `/repos/{owner}/{repo}`. */
export async function getFrom(sync: RepositorySync, rest: string, query: Query): Promise<Answer> {
  const [owner = "", repo = ""] = sync.source.repository.split("/");
  sync.counts.requests++;
  return sync.github.get(`GET /repos/{owner}/{repo}${rest}`, {
    ...query,
    parameters: { owner, repo, ...query.parameters },
    signal: sync.stop,
  });
}

export function toMark(sync: RepositorySync, stream: StreamName, state: StreamState): Mark {
  const { repository, checkedAt } = sync.source;
  return { repository: repository.toLowerCase(), stream, state, at: checkedAt };
}

export function count(sync: RepositorySync, what: keyof Counts, more: number): void {
  sync.counts[what] += more;
  sync.onProgress(sync.counts);
}

export function noCounts(): Counts {
  const lists = { issues: 0, comments: 0, releases: 0, docs: 0, discussions: 0 };
  return { ...lists, relations: 0, requests: 0 };
}
