// The Web API over HTTP: tokens, scopes, arguments, injected faults. Binds 127.0.0.1 only.

import type { IncomingMessage, ServerResponse } from "node:http";
import { METHODS, type Method } from "./methods.ts";
import type { Rates } from "./rates.ts";
import { type Result, refuse } from "./result.ts";
import type { Call, Json, Workspace } from "./workspace.ts";

/** One use each, in order. `then` on a fault: what was asked for happens, the caller does not hear. */
export type Fault =
  | { readonly kind: "drop"; readonly happens: boolean }
  | { readonly kind: "status"; readonly status: number; readonly happens: boolean }
  | { readonly kind: "stall"; readonly happens: boolean }
  | { readonly kind: "limit"; readonly seconds: number }
  | { readonly kind: "error"; readonly error: string }
  /** Of a file only. */
  | { readonly kind: "redirect"; readonly to: string };

export type Api = {
  readonly workspace: Workspace;
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly scopes: Set<string>;
  readonly revoked: Set<string>;
  readonly faults: Map<string, Fault[]>;
  /** Where sockets connect. */
  readonly socketUrl: () => string;
  readonly onCall: (call: Call) => void;
  /** Null: as many calls as one likes. */
  readonly rates: Rates | null;
  /** Every call is answered with 503. */
  readonly isDown: () => boolean;
  /** Bolt's own calls carry token and team as arguments as well; ours must not. */
  readonly isForBolt: boolean;
};

export async function serveApi(
  api: Api,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = (request.url ?? "").replace(/^\/api\//, "");
  const args = parse(await read(request));
  if (api.isForBolt) for (const name of ["token", "team_id"]) delete args[name];
  const call: Call = { method: name, args, outcome: "ok", message: null };
  const fault = trouble(api, name, args);
  const isDone = fault === null || ("happens" in fault && fault.happens);
  const result = isDone ? run(api, name, args, request.headers.authorization ?? "") : null;
  if (result?.ok) call.message = result.message ?? null;
  call.outcome = fault ? fault.kind : result?.ok ? "ok" : (result?.error ?? "");
  api.workspace.journal.push(call);
  api.onCall(call);
  api.workspace.changed();
  if (fault) return fail(fault, request, response);
  const scopes = [...api.scopes].join(",");
  response.writeHead(200, { "content-type": "application/json", "x-oauth-scopes": scopes });
  response.end(JSON.stringify(toBody(result ?? refuse("fatal_error"))));
}

/** What comes between the call and its method: an outage, a test's fault, a rate limit. */
function trouble(api: Api, name: string, args: Json): Fault | null {
  if (api.isDown()) return { kind: "status", status: 503, happens: false };
  const fault = api.faults.get(name)?.shift();
  if (fault) return fault;
  const seconds = api.rates?.(name, args) ?? null;
  return seconds === null ? null : { kind: "limit", seconds };
}

function fail(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  switch (fault.kind) {
    case "drop":
      request.socket.destroy();
      return;
    case "status":
      response.writeHead(fault.status).end("upstream trouble");
      return;
    case "stall":
      return; // never answered: the caller's time limit decides
    case "limit":
      response.writeHead(429, { "retry-after": String(fault.seconds) });
      response.end(JSON.stringify({ ok: false, error: "ratelimited" }));
      return;
    case "error":
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ ok: false, error: fault.error }));
  }
}

function run(api: Api, name: string, args: Json, authorization: string): Result {
  const method = METHODS[name];
  if (!method) return refuse("unknown_method");
  const problem = checkToken(api, method, authorization) ?? checkArgs(method, args);
  if (problem) return problem;
  const channel = api.workspace.channels.get(String(args.channel ?? args.channel_id));
  const isMissing = method.scopes(channel, args).some((scope) => !api.scopes.has(scope));
  if (isMissing) return refuse("missing_scope");
  return method.call(api.workspace, args, api.socketUrl());
}

function checkToken(api: Api, method: Method, authorization: string): Result | null {
  const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
  if (!token) return refuse("not_authed");
  if (api.revoked.has(token)) return refuse("token_revoked");
  if (token === api.tokens[method.token]) return null;
  const isOtherKind = Object.values(api.tokens).includes(token);
  return refuse(isOtherKind ? "not_allowed_token_type" : "invalid_auth");
}

/** Slack ignores what it does not know; a strict double names it. */
function checkArgs({ args: known, required }: Method, args: Json): Result | null {
  const extra = Object.keys(args).filter((name) => !known.includes(name));
  const missing = required.filter((name) => args[name] === undefined);
  if (extra.length + missing.length === 0) return null;
  return { ok: false, error: "invalid_arguments", messages: [...extra, ...missing] };
}

function toBody(result: Result): Json {
  if (result.ok) return { ok: true, ...result.body };
  return { ok: false, error: result.error, response_metadata: { messages: result.messages ?? [] } };
}

/** Form fields; objects and booleans arrive as JSON. A `token` field counts as an argument. */
function parse(body: string): Json {
  const fields = [...new URLSearchParams(body)].map(([name, value]) => [
    name,
    toValue(name, value),
  ]);
  return Object.fromEntries(fields) as Json;
}

function toValue(name: string, value: string): unknown {
  const isJson = ["blocks", "metadata", "unfurl_links", "unfurl_media", "include_all_metadata"];
  return isJson.includes(name) ? JSON.parse(value) : value;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
