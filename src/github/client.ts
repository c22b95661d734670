// GitHub's REST API, read only: one `get`. Octokit with its own plugins waits out rate limits and
// tries again after failures, both bounded. What comes back is data, or one of the two errors.

import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { boundedFetch } from "./bounded-fetch.ts";
import { type Asked, askGraph } from "./graphql.ts";
import { toError } from "./refusal.ts";
import type { GitHubSettings } from "./settings.ts";
import { checkSettings } from "./settings-check.ts";

const RETRIES = 2; // after 1 s and 4 s: retry.js squares the number of the try
const WAITS_MAX = 3; // times that one request may be told to wait
const WAIT_SECONDS_MAX = 120; // GitHub asks 60 s at secondary limits; an hour is for the next run
/** Statuses that a second try does not change. 403 and 429 are for the throttle, which reads when. */
const FINAL = [304, 400, 401, 403, 404, 410, 422, 429, 451];

export type GitHub = {
  /**
   * @throws SetupError when GitHub does not accept the token.
   * @throws UpstreamError when it refuses otherwise, or cannot be reached.
   */
  readonly get: (route: string, query?: Query) => Promise<Answer>;
  /** GraphQL, which needs a token. Throws as `get` does; errors that came with an answer are in it. */
  readonly ask: (
    query: string,
    variables: Readonly<Record<string, string | number | null>>,
    signal?: AbortSignal,
  ) => Promise<Asked>;
};

export type Query = {
  /** Fill `{owner}` and the like of the route; the rest goes to the query string. */
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** Answer "unchanged" while this still holds. */
  readonly etag?: string | null;
  readonly signal?: AbortSignal | undefined;
};

export type Answer =
  | {
      readonly kind: "ok";
      /** Parse it: it is whatever came. */
      readonly data: unknown;
      readonly etag: string | null;
      readonly hasNext: boolean;
    }
  | { readonly kind: "unchanged" }
  /** 404: not there, or not for this token. 410: deleted. */
  | { readonly kind: "absent"; readonly status: 404 | 410 };

export type Patience = {
  /** False asks once: for an answer that somebody waits for. */
  readonly isPatient?: boolean;
  /** How long one second of waiting lasts. Tests do not wait. */
  readonly secondMs?: number;
};

/** @throws SetupError when the address or the token cannot be right. */
export function openGitHub(settings: GitHubSettings, patience: Patience = {}): GitHub {
  checkSettings(settings);
  const octokit = toOctokit(settings, patience);
  return {
    get: async (route, { parameters = {}, etag = null, signal } = {}) => {
      try {
        const response = await octokit.request(route, {
          ...parameters,
          headers: etag ? { "if-none-match": etag } : {},
          request: signal ? { signal } : {},
        });
        return {
          kind: "ok",
          data: response.data,
          etag: response.headers.etag ?? null,
          hasNext: /\brel="next"/.test(response.headers.link ?? ""),
        };
      } catch (error) {
        const status = statusOf(error);
        if (status === 304) return { kind: "unchanged" };
        if (status === 404 || status === 410) return { kind: "absent", status };
        throw toError(error, settings.token);
      }
    },
    ask: async (query, variables, signal) => {
      try {
        return await askGraph(octokit, query, variables, signal);
      } catch (error) {
        throw toError(error, settings.token);
      }
    },
  };
}

const Patient = Octokit.plugin(throttling, retry);

function toOctokit(
  { token, apiUrl }: GitHubSettings,
  { isPatient = true, secondMs = 1_000 }: Patience,
): Octokit {
  const mayWait = (seconds: number, _options: unknown, _octokit: unknown, waits: number) =>
    isPatient && seconds <= WAIT_SECONDS_MAX && waits < WAITS_MAX;
  return new Patient({
    ...(token && { auth: token }),
    baseUrl: apiUrl.replace(/\/+$/, ""),
    userAgent: "tracehound",
    log: SILENT,
    request: { fetch: boundedFetch },
    throttle: {
      id: isPatient ? "sync" : "refresh",
      retryAfterBaseValue: secondMs,
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
      write: UNSPACED,
      search: UNSPACED,
    },
    retry: { retries: isPatient ? RETRIES : 0, retryAfterBaseValue: secondMs, doNotRetry: FINAL },
  });
}

/**
 * Octokit waits a second between writes, and takes every POST for one: a GraphQL query only reads. It
 * waits two between searches: ours are counted by the minute where they are made.
 */
const UNSPACED = {
  key: () => ({ schedule: (_options: unknown, work: () => Promise<unknown>) => work() }),
} as never; // its type is a class of a package that is not ours to import

/** Octokit would write to the console; what matters here is in the errors. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function statusOf(error: unknown): number | null {
  const isAnswered = error instanceof Error && "response" in error && error.response;
  return isAnswered && "status" in error ? Number(error.status) : null;
}
