// Files in Slack: what a person attaches, and how it is fetched. Without the scope the file host serves
// its login page with 200, as Slack does.

import type { IncomingMessage, ServerResponse } from "node:http";
import { type Result, refuse } from "./result.ts";
import type { Api } from "./web-api.ts";
import type { Json, Workspace } from "./workspace.ts";

export type Upload = {
  readonly content: string | Buffer;
  readonly filetype?: string;
  readonly mimetype?: string;
  /** `hosted`, `snippet`, `tombstone` … */
  readonly mode?: string;
  /** The event carries only an id: the app has to ask for the rest. */
  readonly isStub?: boolean;
  /** Another address than the file host's. */
  readonly url?: string;
};

export type Stored = { readonly content: string | Buffer; readonly json: Json };

const PATH = "/files-pri/";
const LOGIN = "<!doctype html><title>Slack</title><form action=/signin></form>";

/** The file object of an event. */
export function upload(workspace: Workspace, host: string, it: Upload): Json {
  const id = `F${workspace.files.size + 1}`;
  const { mode = "hosted", mimetype = "text/plain", filetype = "text" } = it;
  const url = it.url ?? `${host}${PATH.slice(1)}${workspace.team}-${id}/download/a-name.txt`;
  const isGone = mode === "tombstone" || mode === "hidden_by_limit";
  const size = Buffer.byteLength(it.content);
  const json: Json = isGone
    ? { id, mode }
    : { id, mode, mimetype, filetype, size, name: "a-name.txt", url_private_download: url };
  workspace.files.set(id, { content: it.content, json });
  return it.isStub ? { id, file_access: "check_file_info" } : json;
}

export function info({ files }: Workspace, { file }: Json): Result {
  const stored = files.get(String(file));
  return stored ? { ok: true, body: { file: stored.json } } : refuse("file_not_found");
}

/** False: the address is none of the file host's. */
export function serveFile(api: Api, request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url ?? "";
  if (!path.startsWith(PATH)) return false;
  const id = /-(F\d+)\//.exec(path)?.[1] ?? "";
  const isOurs = request.headers.authorization === `Bearer ${api.tokens.bot}`;
  const stored = api.workspace.files.get(id);
  const fault = api.faults.get("file")?.shift();
  const outcome = fault?.kind ?? (isOurs ? "ok" : "not_authed");
  api.workspace.journal.push({ method: "file", args: { id }, outcome, message: null });
  api.workspace.changed();
  if (fault?.kind === "drop") request.socket.destroy();
  else if (fault?.kind === "status") response.writeHead(fault.status).end();
  else if (fault?.kind === "redirect") response.writeHead(302, { location: fault.to }).end();
  else if (!isOurs || !api.scopes.has("files:read")) {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(LOGIN);
  } else if (!stored) response.writeHead(404).end();
  else {
    const type = String(stored.json.mimetype);
    response.writeHead(200, { "content-type": type }).end(stored.content);
  }
  return true;
}
