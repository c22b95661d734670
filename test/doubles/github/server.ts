// A strict GitHub on 127.0.0.1: it answers what `endpoints.ts` knows, keeps a journal of every request,
// and fails as it is told to. `violations` must be empty at the end of a test.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, answerGraph, type Reply } from "./endpoints.ts";
import { type Clock, newClock, newRepository, type Repository } from "./model.ts";
import { type Limit, send } from "./send.ts";

export type Entry = {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly token: string | null;
  readonly etag: string | null;
  /** 0: the connection was cut, or nothing was answered. */
  status: number;
};
export type Fault =
  | {
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** GraphQL's way to fail: status 200, errors, no data. */
  | { readonly errors: readonly { readonly type?: string; readonly message: string }[] }
  /** Cut: no answer. Half: the connection ends in the middle of a body. Stall: no answer, ever. */
  | "cut"
  | "half"
  | "stall";

export type GitHubDouble = {
  readonly url: string;
  readonly clock: Clock;
  readonly journal: Entry[];
  readonly violations: string[];
  /** What the rate limit leaves; answers 403 at 0. `resetIn`: seconds. */
  readonly limit: Limit;
  /** Points of GraphQL, and searches of the minute. */
  readonly graphLimit: Limit;
  readonly searchLimit: Limit;
  /** The only token that is accepted; requests without one are let in as well. */
  token: string;
  seesPrivate: boolean;
  readonly addRepository: (name: string, isPrivate?: boolean) => Repository;
  readonly rename: (repository: Repository, name: string) => void;
  /** Before the `nth` request (from 1, from now on) whose path and query match. */
  readonly on: (path: RegExp, nth: number, action: () => Fault | undefined) => void;
  readonly close: () => Promise<void>;
};

type Hook = { readonly path: RegExp; left: number; readonly action: () => Fault | undefined };

const SECONDARY =
  "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

/** As GitHub words it, with the seconds to wait. */
export function secondaryLimit(seconds: number, status: 403 | 429 = 403): Fault {
  return { status, message: SECONDARY, headers: { "retry-after": String(seconds) } };
}

export async function startGitHub(): Promise<GitHubDouble> {
  const clock = newClock();
  const repositories: Repository[] = [];
  const oldNames = new Map<string, Repository>();
  const hooks: Hook[] = [];
  const server = createServer(async (request, response) =>
    serve(request, response, await textOf(request)),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const double: GitHubDouble = {
    url: base,
    clock,
    journal: [],
    violations: [],
    limit: { remaining: 5_000, resetIn: 3_600 },
    graphLimit: { remaining: 5_000, resetIn: 3_600 },
    searchLimit: { remaining: 30, resetIn: 60 },
    token: "ghp_doubleTokenOfTheTests",
    seesPrivate: false,
    addRepository: (name, isPrivate) => {
      const repository = newRepository(name, clock, isPrivate);
      repositories.push(repository);
      return repository;
    },
    rename: (repository, name) => {
      oldNames.set(repository.name.toLowerCase(), repository);
      repository.name = name;
    },
    on: (path, nth, action) => hooks.push({ path, left: nth, action }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function serve(request: IncomingMessage, response: ServerResponse, body: string): void {
    const entry = toEntry(request);
    double.journal.push(entry);
    const url = new URL(entry.path, base);
    const fault = runHooks(hooks, entry.path);
    if (fault === "stall") return;
    if (fault === "cut") return void request.socket.destroy();
    const wrong = wrongRequest(request, entry);
    if (wrong) double.violations.push(wrong);
    const isGraph = url.pathname === "/graphql";
    const graph = () => answerGraph(body, repositories, oldNames, entry.token !== null);
    const limit = isGraph
      ? double.graphLimit
      : url.pathname.startsWith("/search/")
        ? double.searchLimit
        : double.limit;
    const reply = refusal(double, entry, fault, limit) ?? {
      reply: isGraph
        ? graph()
        : answer(
            {
              repositories,
              oldNames,
              base,
              seesPrivate: double.seesPrivate && entry.token !== null,
              isSignedIn: entry.token !== null,
            },
            url,
          ),
      headers: {},
    };
    if (reply.reply.kind === "violation") double.violations.push(reply.reply.message);
    entry.status = send(limit, response, {
      url,
      reply: reply.reply,
      headers: reply.headers,
      etag: entry.etag,
      isHalf: fault === "half",
    });
  }
  return double;
}

function runHooks(hooks: Hook[], path: string): Fault | null {
  let fault: Fault | null = null;
  for (const hook of hooks) {
    if (!hook.path.test(path)) continue;
    hook.left--;
    if (hook.left === 0) fault = hook.action() ?? fault;
  }
  return fault;
}

type Refusal = { readonly reply: Reply; readonly headers: Readonly<Record<string, string>> };

function refusal(
  { token }: GitHubDouble,
  entry: Entry,
  fault: Fault | null,
  limit: Limit,
): Refusal | null {
  const say = (status: number, message: string, headers = {}): Refusal => ({
    reply: { kind: "status", status, message },
    headers,
  });
  const isGraph = entry.path === "/graphql";
  if (fault && typeof fault === "object" && "errors" in fault) return failed(fault.errors);
  if (fault && typeof fault === "object")
    return say(fault.status, fault.message ?? `HTTP ${fault.status}`, fault.headers);
  if (entry.token !== null && entry.token !== token) return say(401, "Bad credentials");
  if (limit.remaining <= 0 && isGraph) {
    return failed([
      { type: "RATE_LIMITED", message: "API rate limit exceeded for user ID 583231." },
    ]);
  }
  if (limit.remaining <= 0) return say(403, "API rate limit exceeded for user ID 583231.");
  return null;
}

function failed(errors: readonly object[]): Refusal {
  return { reply: { kind: "json", value: { data: null, errors } }, headers: {} };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

function wrongRequest({ headers, method }: IncomingMessage, { path }: Entry): string | null {
  if (method !== "GET" && !(method === "POST" && path === "/graphql"))
    return `${method} ${path}: the mirror only reads`;
  if (!headers["user-agent"]?.includes("tracehound")) return `${path}: no user-agent of ours`;
  if (!headers.accept?.includes("application/vnd.github"))
    return `${path}: accept ${headers.accept}`;
  const { authorization } = headers;
  return authorization && !/^(?:token|bearer) \S+$/i.test(authorization)
    ? `${path}: authorization is malformed`
    : null;
}

function toEntry(request: IncomingMessage): Entry {
  const { headers, method = "", url = "" } = request;
  const token = /^(?:token|bearer) (.+)$/i.exec(headers.authorization ?? "")?.[1] ?? null;
  return { method, path: url, token, etag: headers["if-none-match"] ?? null, status: 0 };
}
