// A playground over the repository's own knowledge and a real database in a temporary folder.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hono } from "hono";
import { readConfig } from "../../src/config.ts";
import { openServices } from "../../src/services.ts";
import { type IssueRow, saveIssues } from "../../src/storage/issues.ts";
import { type Database, openDatabase } from "../../src/storage/open.ts";
import { openThreads } from "../../src/storage/threads.ts";
import { toReport } from "../../src/text/report.ts";
import { type ConsoleDeps, createConsole } from "../../src/web/app.ts";
import { loopbackHosts } from "../../src/web/guard.ts";

/** The reference case in small: prose, markup of a chat, no version. */
export const REPORT = `Issue Summary: The outage was caused by an HTTP/2 feature (RECV_PING) on a closed connection.
The *\`httpx\` client*, used by *Prefect's Cloud API client*, attempted to send a PING frame on a connection in state CLOSED.
httpcore raised a LocalProtocolError.`;

export const HOST = "127.0.0.1:3000";
const PORT = 3000;
const START = "2026-11-22T12:00:00.000Z";

export type Playground = {
  readonly app: Hono;
  readonly db: Database;
  readonly errors: unknown[];
  readonly listenOn: (port: number) => void;
  readonly close: () => Promise<void>;
};

/** `part` replaces what a test is about. Ids are "thread-1", "thread-2", …; a tick is 7 ms. */
export async function playground(
  part: Partial<ConsoleDeps> = {},
  mirrored: readonly IssueRow[] = [],
): Promise<Playground> {
  const folder = mkdtempSync(join(tmpdir(), "tracehound-web-"));
  const config = readConfig({}, { data: folder });
  const db = await openDatabase(folder, START);
  await saveIssues(db, mirrored); // services search what is stored when they open
  const open = await openServices(config);
  const errors: unknown[] = [];
  let [port, ids, ticks] = [PORT, 0, 0];
  const app = createConsole({
    services: open.services,
    toReport,
    threads: openThreads(db, { surface: "web", visibility: "private" }),
    now: () => new Date(Date.parse(START) + 7 * ticks++),
    newId: () => `thread-${++ids}`,
    allowedHosts: loopbackHosts(() => port),
    status: async () => ({ product: "Prefect", isSlackConfigured: false, entries: 1, issues: 0 }),
    indexed: async () => 1,
    example: REPORT,
    metrics: async () => "tracehound_up 1\n",
    onError: (error) => errors.push(error),
    ...part,
  });
  const close = async () => {
    await open.close();
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  };
  return { app, db, errors, listenOn: (to) => (port = to), close };
}

/** What a browser sends with a page of the console, unless a test says otherwise. */
export function get(app: Hono, path: string, headers: Record<string, string> = {}) {
  return app.request(path, { headers: { host: HOST, ...headers } });
}

export function post(
  app: Hono,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) {
  return app.request(path, {
    method: "POST",
    headers: { host: HOST, origin: `http://${HOST}`, ...headers },
    body: new URLSearchParams(fields),
  });
}
