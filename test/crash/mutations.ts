// One protection removed, from the outside: the product has no switch for it. A run with any of these
// must fail, or the test proves nothing.

import { type App, HTTPReceiver } from "@slack/bolt";
import SQLite from "better-sqlite3";
import type { Only } from "./plan.ts";

export const MUTATIONS = {
  dedupe: "the inbox takes an event as often as it comes, and the outbox an answer",
  fencing: "whoever lost the lease is not told, by the database or by its clock",
  "read-back": "a post whose outcome is unknown is never found again",
  "ack order": "Slack is told before the row is committed",
} as const;

/** Where each protects, so that a short run finds out. */
export const BITES: Readonly<Record<Mutation, Only>> = {
  dedupe: { fault: "F9" },
  fencing: { point: "W6", fault: "F3" },
  "read-back": { point: "W8", fault: "F1" },
  "ack order": { point: "I1", fault: "F1" },
};

export type Mutation = keyof typeof MUTATIONS;

/** In the process under test, before anything is opened. */
export function mutate(mutation: Mutation | null): void {
  if (mutation === "fencing") forgetEpochs();
  if (mutation === "read-back") findNothing();
  if (mutation === "ack order") acknowledgeFirst();
}

/** In the file, before any process opens it: its tables lose what makes a row unique. */
export function mutateFile(mutation: Mutation | null, file: string): void {
  if (mutation !== "dedupe") return;
  const db = new SQLite(file);
  db.pragma("foreign_keys = OFF");
  for (const table of ["inbox", "outbox"]) {
    const made = db.prepare("select sql from sqlite_master where name = ?").pluck().get(table);
    const again = String(made)
      .replace(`"${table}"`, `"${table}_again"`)
      .replaceAll(/ unique(?! \()/g, "")
      .replace(/, constraint "\w+" unique \([^)]*\)/, "");
    db.exec(`${again}; drop table ${table}; alter table ${table}_again rename to ${table}`);
  }
  db.close();
}

const EPOCH_IS = 'and "epoch" = ?';
const EPOCH_IS_ANY = 'and ("epoch" = ? or true)';

function forgetEpochs(): void {
  const prepare = SQLite.prototype.prepare;
  SQLite.prototype.prepare = function (this: SQLite.Database, sql: string) {
    return prepare.call(this, sql.replaceAll(EPOCH_IS, EPOCH_IS_ANY));
  } as typeof prepare;
}

function findNothing(): void {
  const real = globalThis.fetch;
  globalThis.fetch = async (url, init) =>
    String(url).endsWith("/conversations.replies")
      ? Response.json({ ok: true, messages: [] })
      : real(url, init);
}

function acknowledgeFirst(): void {
  const init = HTTPReceiver.prototype.init;
  HTTPReceiver.prototype.init = function (this: HTTPReceiver, app: App) {
    const processEvent: App["processEvent"] = async (event) => {
      await event.ack();
      await app.processEvent({ ...event, ack: async () => {} });
    };
    init.call(this, { processEvent } as Partial<App> as App);
  };
}
