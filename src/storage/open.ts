// Opens the database file. SQLite is the default; Postgres will come behind the same Kysely schema.

import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { SetupError } from "../errors.ts";
import { migrate, unknownMigrations } from "./migrations.ts";
import type { Tables } from "./schema.ts";

export const DATABASE_FILE = "tracehound.db";
const BUSY_TIMEOUT_MS = 5_000; // the CLI and the server may share the file
const SYNCHRONOUS_FULL = 2; // better-sqlite3 is compiled for NORMAL (1), which a power cut can undo

export type Database = Kysely<Tables>;

/**
 * Opens (and creates) the database under `dataDir`, migrated to the newest schema.
 * @throws SetupError when the folder cannot be written, the file is no database, or it was written
 * by a newer program.
 */
export async function openDatabase(dataDir: string, now: string): Promise<Database> {
  const file = prepareFolder(dataDir);
  const sqlite = openSqlite(file, false);
  sqlite.pragma("journal_mode = WAL");
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma("secure_delete = ON");
  sqlite.pragma("foreign_keys = ON");
  if (sqlite.pragma("synchronous", { simple: true }) !== SYNCHRONOUS_FULL) {
    throw new SetupError(`${file}: SQLite refused synchronous=FULL`, {
      hint: "Use a disk that supports it; without it an accepted message could be lost.",
    });
  }
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
  await refuseNewer(db, file);
  await migrate(db, now);
  return db;
}

/** A second connection that cannot write, for the engine. The file must exist. */
export function openReadOnly(dataDir: string): Database {
  const sqlite = openSqlite(join(dataDir, DATABASE_FILE), true);
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
}

function prepareFolder(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new SetupError(`the data directory ${dataDir} cannot be written (${reason(error)})`, {
      hint: "Give this user the right to write there, or name another folder with --data or TRACEHOUND_DATA.",
      cause: error,
    });
  }
  return join(dataDir, DATABASE_FILE);
}

function openSqlite(file: string, readonly: boolean): SQLite.Database {
  try {
    const sqlite = new SQLite(file, { readonly, timeout: BUSY_TIMEOUT_MS });
    sqlite.pragma("schema_version"); // reads the header: fails here and not at the first query
    return sqlite;
  } catch (error) {
    throw new SetupError(`${file} cannot be opened as a database (${reason(error)})`, {
      hint: "Move the file away (a new one is created), or restore it from a backup.",
      cause: error,
    });
  }
}

async function refuseNewer(db: Database, file: string): Promise<void> {
  const newer = await unknownMigrations(db);
  if (newer.length === 0) return;
  await db.destroy();
  throw new SetupError(`${file} was written by a newer Tracehound (${newer.join(", ")})`, {
    hint: "Start the newer version again, or use another --data folder.",
  });
}

function reason(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
