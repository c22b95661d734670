// The endpoints that the code may use, with the parameters that it may send. Anything else is a
// violation: the double would rather fail a test than guess what GitHub does.

import { runQuery } from "./graphql.ts";
import { graphRoot } from "./graphql-model.ts";
import type { Repository } from "./model.ts";
import { search } from "./search.ts";
import {
  blobJson,
  commentJson,
  issueJson,
  type RefShape,
  releaseJson,
  repositoryJson,
  treeJson,
} from "./shapes.ts";

export type Reply =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "list"; readonly items: readonly (() => object)[] }
  | { readonly kind: "status"; readonly status: number; readonly message: string }
  | { readonly kind: "moved"; readonly path: string }
  | { readonly kind: "violation"; readonly message: string };
export type World = {
  readonly repositories: readonly Repository[];
  /** Old names, to where GitHub redirects. */
  readonly oldNames: ReadonlyMap<string, Repository>;
  readonly base: string;
  /** The token may see private repositories. */
  readonly seesPrivate: boolean;
  readonly isSignedIn: boolean;
};

type Check = (value: string) => boolean;
type Endpoint = {
  readonly path: RegExp;
  readonly query: Readonly<Record<string, Check>>;
  readonly reply: (
    world: World,
    at: Repository,
    match: readonly string[],
    query: URLSearchParams,
  ) => Reply;
};

const PAGING = {
  per_page: (it: string) => Number(it) >= 1 && Number(it) <= 100,
  page: (it: string) => Number(it) >= 1,
};
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const CHANGES = {
  ...PAGING,
  sort: is("updated"),
  direction: is("asc"),
  since: (it: string) => ISO.test(it),
};

const ENDPOINTS: readonly Endpoint[] = [
  { path: /^$/, query: {}, reply: (world, at) => json(repositoryJson(at, world.base)) },
  {
    path: /^\/issues$/,
    query: { ...CHANGES, state: is("all") },
    reply: (world, at, _, query) =>
      changes(
        at.issues.filter((it) => !it.isDeleted && !it.movedTo),
        query,
        (it) => issueJson(it, at, world.base),
      ),
  },
  {
    path: /^\/issues\/comments$/,
    query: CHANGES,
    reply: (world, at, _, query) =>
      changes(at.comments, query, (it) => commentJson(it, at, world.base)),
  },
  {
    path: /^\/issues\/(\d+)$/,
    query: {},
    reply: (world, at, [number]) => oneIssue(world, at, Number(number)),
  },
  {
    path: /^\/releases$/,
    query: PAGING,
    reply: (world, at) => ({
      kind: "list",
      items: at.releases.toReversed().map((it) => () => releaseJson(it, at, world.base)),
    }),
  },
  {
    path: /^\/git\/ref\/heads\/(.+)$/,
    query: {},
    reply: (_, at, [branch]) =>
      branch === at.branch
        ? json({
            ref: `refs/heads/${branch}`,
            object: { type: "commit", sha: at.commits.at(-1)!.sha },
          } satisfies RefShape)
        : NOT_FOUND,
  },
  {
    path: /^\/git\/trees\/(\w+)$/,
    query: { recursive: is("1") },
    reply: (_, at, [sha = ""], query) => orNotFound(treeJson(at, sha, query.has("recursive"))),
  },
  {
    path: /^\/git\/blobs\/(\w+)$/,
    query: {},
    reply: (_, at, [sha = ""]) => orNotFound(blobJson(at, sha)),
  },
];

const NOT_FOUND: Reply = { kind: "status", status: 404, message: "Not Found" };

export function answer(world: World, url: URL): Reply {
  if (url.pathname === "/user/repos") return ownRepositories(world, url.searchParams);
  if (url.pathname === "/search/issues") return foundIssues(world, url.searchParams);
  const [, byId, owner, repo, rest = ""] =
    /^\/(?:repositories\/(\d+)|repos\/([^/]+)\/([^/]+))(\/.*)?$/.exec(url.pathname) ?? [];
  if (!byId && !owner) return { kind: "violation", message: `unknown endpoint ${url.pathname}` };
  const endpoint = ENDPOINTS.find((it) => it.path.test(rest));
  if (!endpoint) return { kind: "violation", message: `unknown endpoint ${url.pathname}` };
  const wrong = wrongParameter(endpoint, url.searchParams);
  if (wrong) return { kind: "violation", message: `${url.pathname}: ${wrong}` };

  const name = `${owner}/${repo}`.toLowerCase();
  const old = world.oldNames.get(name);
  if (old) return { kind: "moved", path: `/repositories/${old.id}${rest}${url.search}` };
  const at = world.repositories.find((it) =>
    byId ? it.id === Number(byId) : it.name.toLowerCase() === name,
  );
  if (!at || at.isDeleted || (at.isPrivate && !world.seesPrivate)) return NOT_FOUND;
  return endpoint.reply(world, at, endpoint.path.exec(rest)!.slice(1), url.searchParams);
}

function ownRepositories(
  { repositories, seesPrivate, isSignedIn, base }: World,
  query: URLSearchParams,
): Reply {
  if (!isSignedIn) return { kind: "status", status: 401, message: "Requires authentication" };
  const wrong = wrongParameter({ query: { ...PAGING, visibility: is("private") } }, query);
  if (wrong) return { kind: "violation", message: `/user/repos: ${wrong}` };
  const seen = seesPrivate ? repositories.filter((it) => it.isPrivate) : [];
  return { kind: "list", items: seen.map((it) => () => repositoryJson(it, base)) };
}

/** `body`: what was posted. A query that GitHub would refuse is a violation. */
export function answerGraph(
  body: string,
  repositories: World["repositories"],
  oldNames: World["oldNames"],
  isSignedIn: boolean,
): Reply {
  if (!isSignedIn) return { kind: "violation", message: "GraphQL without a token" };
  const find = (name: string) =>
    oldNames.get(name) ??
    repositories.find((it) => it.name.toLowerCase() === name && !it.isDeleted) ??
    null;
  try {
    const { query, variables, ...more } = JSON.parse(body);
    if (Object.keys(more).length > 0) throw new Error(`unknown keys ${Object.keys(more)}`);
    const { data, errors, nodes } = runQuery(query, variables ?? {}, graphRoot(find));
    if (nodes > 500_000) throw new Error(`asks for ${nodes} nodes`);
    return json(errors.length > 0 ? { data, errors } : { data });
  } catch (error) {
    return {
      kind: "violation",
      message: `GraphQL: ${error instanceof Error ? error.message : ""}`,
    };
  }
}

function foundIssues(world: World, query: URLSearchParams): Reply {
  const wrong = wrongParameter({ query: { q: () => true, per_page: PAGING.per_page } }, query);
  if (wrong) return { kind: "violation", message: `/search/issues: ${wrong}` };
  return search(query, world.repositories, (it, at) => issueJson(it, at, world.base));
}

function oneIssue(world: World, at: Repository, number: number): Reply {
  const issue = at.issues.find((it) => it.number === number);
  if (!issue) return NOT_FOUND;
  if (issue.isDeleted) return { kind: "status", status: 410, message: "This issue was deleted" };
  const { movedTo } = issue;
  if (movedTo)
    return {
      kind: "moved",
      path: `/repositories/${movedTo.repository.id}/issues/${movedTo.number}`,
    };
  return json(issueJson(issue, at, world.base));
}

/** Oldest change first. `since` includes its second; items of one second keep their order. */
function changes<Item extends { updated_at: string }>(
  all: readonly Item[],
  query: URLSearchParams,
  print: (item: Item) => object,
): Reply {
  if (!query.has("sort") || !query.has("direction")) {
    return {
      kind: "violation",
      message: "a list that is read by changes needs sort and direction",
    };
  }
  const since = query.get("since") ?? "";
  const items = all
    .filter((it) => it.updated_at >= since)
    .sort((a, b) => (a.updated_at < b.updated_at ? -1 : a.updated_at > b.updated_at ? 1 : 0));
  return { kind: "list", items: items.map((item) => () => print(item)) };
}

function wrongParameter({ query }: Pick<Endpoint, "query">, sent: URLSearchParams): string | null {
  for (const [name, value] of sent) {
    if (!query[name]) return `unknown parameter ${name}`;
    if (!query[name](value)) return `parameter ${name} cannot be ${value}`;
  }
  return null;
}

function orNotFound(value: object | null): Reply {
  return value ? json(value) : NOT_FOUND;
}

function json(value: unknown): Reply {
  return { kind: "json", value };
}

function is(expected: string): Check {
  return (value) => value === expected;
}
