// Opens the database file. SQLite is the default; Postgres will come behind the same Kysely schema.

import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import SQLite from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { SetupError } from "../errors.ts";
import { MIGRATIONS, migrate } from "./migrations.ts";
import type { Tables } from "./schema.ts";
import { keepPrepared } from "./statements.ts";

export const DATABASE_FILE = "tracehound.db";
const BUSY_TIMEOUT_MS = 5_000; // the CLI and the server may share the file
const SYNCHRONOUS_FULL = 2; // better-sqlite3 is compiled for NORMAL (1), which a power cut can undo
const OWNER_ONLY = 0o700; // threads are private

export type Database = Kysely<Tables>;
export type OpenOptions = {
  /** How long to wait for another program that writes. */
  readonly busyTimeoutMs?: number;
};

/**
 * Opens (and creates) the database under `dataDir`, migrated to the newest schema.
 * @throws SetupError when the folder cannot be written, the file is no database or in use, or it was
 * written by a newer program.
 */
export async function openDatabase(
  dataDir: string,
  now: string,
  { busyTimeoutMs = BUSY_TIMEOUT_MS }: OpenOptions = {},
): Promise<Database> {
  prepareFolder(dataDir);
  const file = join(dataDir, DATABASE_FILE);
  const sqlite = openSqlite(file, { timeout: busyTimeoutMs });
  try {
    makeDurable(sqlite, file);
    refuseNewer(sqlite, file);
    const db = toKysely(sqlite);
    await migrate(db, now);
    return db;
  } catch (error) {
    sqlite.close();
    throw toSetupError(error, file);
  }
}

/**
 * A second connection that cannot write, for the engine and for the commands that only look.
 * @throws SetupError also when the file was never migrated to this program's schema.
 */
export function openReadOnly(
  dataDir: string,
  { busyTimeoutMs = BUSY_TIMEOUT_MS }: OpenOptions = {},
): Database {
  const file = join(dataDir, DATABASE_FILE);
  const sqlite = openSqlite(file, { readonly: true, timeout: busyTimeoutMs });
  try {
    refuseNewer(sqlite, file);
    refuseOlder(sqlite, file);
    return toKysely(sqlite);
  } catch (error) {
    sqlite.close();
    throw toSetupError(error, file);
  }
}

/** What the operator can do about an error of SQLite; any other error is given back as it is. */
export function toSetupError(error: unknown, file: string): unknown {
  if (!(error instanceof SQLite.SqliteError)) return error;
  const [, what, hint] = REMEDIES.find(([codes]) => codes.test(error.code)) ?? UNKNOWN;
  return new SetupError(`${file} ${what} (${error.code})`, { hint, cause: error });
}

type Remedy = readonly [codes: RegExp, what: string, hint: string];
const REMEDIES: readonly Remedy[] = [
  [
    /^SQLITE_(?:BUSY|LOCKED)/,
    "is locked by another program",
    "Stop what uses it (a backup, a database browser), then try again.",
  ],
  [
    /^SQLITE_NOTADB/,
    "is not a database",
    "Move the file away (a new one is created), or restore it from a backup.",
  ],
  [
    /^SQLITE_CORRUPT/,
    "is damaged",
    "Move it away and restore it from a backup; issues can also be imported again.",
  ],
  [/^SQLITE_FULL/, "has no room left on its disk", "Free some space, then try again."],
  [
    /^SQLITE_(?:CANTOPEN|READONLY|PERM|AUTH|IOERR)/,
    "cannot be opened, read or written",
    "It must be a file that this user may read and write, in a folder that it may write; or name another folder with --data.",
  ],
];
const UNKNOWN: Remedy = [/./, "cannot be used as a database", "Name another folder with --data."];

function makeDurable(sqlite: SQLite.Database, file: string): void {
  const mode = sqlite.pragma("journal_mode = WAL", { simple: true });
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma("secure_delete = ON");
  sqlite.pragma("foreign_keys = ON");
  const synchronous = sqlite.pragma("synchronous", { simple: true });
  if (mode === "wal" && synchronous === SYNCHRONOUS_FULL) return;
  throw new SetupError(`${file}: SQLite refused write-ahead logging with synchronous=FULL`, {
    hint: "Use a local disk; without it an accepted message could be lost.",
  });
}

function prepareFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    const code = codeOf(error);
    const why = code === "ENOTDIR" ? "a file is in its place" : code;
    throw new SetupError(`the data directory ${dataDir} cannot be written: ${why}`, {
      hint: "Let this user write there, or name another folder with --data or TRACEHOUND_DATA.",
      cause: error,
    });
  }
}

/** One level at a time: Node's recursive `mkdir` never returns under /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (statSync(folder).isDirectory()) return;
    throw Object.assign(new Error(folder), { code: "ENOTDIR" });
  }
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: OWNER_ONLY });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error; // another process was first
  }
}

function openSqlite(file: string, options: SQLite.Options): SQLite.Database {
  let sqlite: SQLite.Database | null = null;
  try {
    sqlite = new SQLite(file, options);
    sqlite.pragma("schema_version"); // reads the header: fails here and not at the first query
    return sqlite;
  } catch (error) {
    sqlite?.close();
    throw toSetupError(error, file);
  }
}

function toKysely(sqlite: SQLite.Database): Database {
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: keepPrepared(sqlite) }) });
}

function refuseNewer(sqlite: SQLite.Database, file: string): void {
  const known = MIGRATIONS.map(({ name }) => name);
  const newer = migrationsOf(sqlite).filter((name) => !known.includes(name));
  if (newer.length === 0) return;
  throw new SetupError(`${file} was written by a newer Tracehound (${newer.join(", ")})`, {
    hint: "Start the newer version again, or use another --data folder.",
  });
}

function refuseOlder(sqlite: SQLite.Database, file: string): void {
  const done = migrationsOf(sqlite);
  if (MIGRATIONS.every(({ name }) => done.includes(name))) return;
  throw new SetupError(`${file} is from an older Tracehound, or was never set up`, {
    hint: "Run `npm start` or `tracehound issues import FILE` once: it brings the file up to date.",
  });
}

function migrationsOf(sqlite: SQLite.Database): string[] {
  const table = sqlite.prepare(
    "select 1 from sqlite_master where type = 'table' and name = 'migrations'",
  );
  if (!table.get()) return [];
  return sqlite.prepare<[], string>("select name from migrations").pluck().all();
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
