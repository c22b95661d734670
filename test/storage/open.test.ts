// The database file: made, brought up to date, shared, and refused when it cannot be trusted.

import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { SetupError } from "../../src/errors.ts";
import { newestChange } from "../../src/storage/changes.ts";
import { countIssues, publicIssues, saveIssues, UNTOLD } from "../../src/storage/issues.ts";
import { MIGRATIONS } from "../../src/storage/migrations.ts";
import {
  DATABASE_FILE,
  type Database,
  openDatabase,
  openReadOnly,
} from "../../src/storage/open.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tracehound-storage-"));
  folders.push(folder);
  return folder;
}

const NOW = "2026-01-01T00:00:00Z";
const NAMES = MIGRATIONS.map(({ name }) => name);

const ISSUE = {
  ...UNTOLD,
  ref: "acme/app#1",
  repository: "acme/app",
  number: 1,
  title: "Pool drained",
  body: "b",
  comments: "",
  state: "open",
  labels: "[]",
  url: "https://github.com/acme/app/issues/1",
  created_at: null,
  updated_at: null,
  checked_at: NOW,
  visibility: "public",
} as const;

async function withDatabase(folder: string, work: (db: Database) => Promise<void>): Promise<void> {
  const db = await openDatabase(folder, NOW);
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}

/** A file as something else left it. */
function prepared(folder: string, statements: string): string {
  mkdirSync(folder, { recursive: true });
  const file = new SQLite(join(folder, DATABASE_FILE));
  file.exec(statements);
  file.close();
  return folder;
}

async function pragma(db: Database, name: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db);
  return Object.values(rows[0] ?? {})[0];
}

const migrationsOf = async (db: Database) => {
  const rows = await db.selectFrom("migrations").select("name").orderBy("name").execute();
  return rows.map((row) => row.name);
};

test("a blank file gets every migration; opening it again runs none", async () => {
  const folder = newFolder();
  await withDatabase(folder, async (db) => {
    expect(await migrationsOf(db)).toEqual(NAMES);
    expect(await countIssues(db)).toBe(0);
  });
  const later = await openDatabase(folder, "2027-01-01T00:00:00Z");
  const rows = await later.selectFrom("migrations").select("applied_at").distinct().execute();
  expect(rows).toEqual([{ applied_at: NOW }]);
  await later.destroy();
});

// The schema of the first migration as it was released; never edited.
const OLD = `
create table migrations (name text primary key, applied_at text not null);
insert into migrations values ('001_issues', '2025-01-01T00:00:00Z');
create table meta (key text primary key, value text not null);
create table issues (ref text primary key, repository text not null, number integer not null,
  title text not null, body text not null, comments text not null, state text not null,
  is_pull integer not null, labels text not null, url text not null, created_at text,
  updated_at text, checked_at text not null, visibility text not null);
insert into issues values ('acme/app#1', 'acme/app', 1, 'Kept', 'b', '', 'open', 0, '[]', 'u', null,
  null, '2025-01-01', 'public');
`;

test("an old file is brought up to date and keeps its rows", async () => {
  const folder = prepared(newFolder(), OLD);
  await withDatabase(folder, async (db) => {
    expect(await migrationsOf(db)).toEqual(NAMES);
    expect(await publicIssues(db)).toMatchObject([{ title: "Kept" }]);
    expect(await db.selectFrom("threads").selectAll().execute()).toEqual([]);
  });
});

test("an old pull request is one still", async () => {
  const row = `insert into issues values ('acme/app#2', 'acme/app', 2, 'Pull', 'b', '', 'merged', 1,
    '[]', 'u', null, null, '2025-01-01', 'public');`;
  await withDatabase(prepared(newFolder(), `${OLD} ${row}`), async (db) => {
    const kinds = (await publicIssues(db)).map(({ number, kind, fingerprints }) => {
      return { number, kind, fingerprints };
    });
    expect(kinds).toEqual([
      { number: 1, kind: "issue", fingerprints: "[]" },
      { number: 2, kind: "pull", fingerprints: "[]" },
    ]);
  });
});

test("a migration that fails leaves nothing of itself behind", async () => {
  const folder = prepared(newFolder(), `${OLD} create table threads (id text);`);
  await expect(openDatabase(folder, NOW)).rejects.toThrow(SetupError);
  const file = new SQLite(join(folder, DATABASE_FILE));
  const names = file.prepare("select name from migrations").pluck().all();
  const tables = file.prepare("select name from sqlite_master where name = 'messages'").all();
  file.close();
  expect([names, tables]).toEqual([["001_issues"], []]);
});

test("what was accepted survives a power cut, what was deleted is gone", async () => {
  await withDatabase(newFolder(), async (db) => {
    expect(await pragma(db, "journal_mode")).toBe("wal");
    expect(await pragma(db, "synchronous")).toBe(2); // FULL
    expect(await pragma(db, "secure_delete")).toBe(1);
    expect(await pragma(db, "foreign_keys")).toBe(1);
    expect(await pragma(db, "busy_timeout")).toBe(5_000);
  });
});

test("the folder is made for its owner alone, with its parents", async () => {
  const folder = join(newFolder(), "a", "b");
  await withDatabase(folder, async () => {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });
});

test("saving the same issues twice changes nothing but the number of the change", async () => {
  await withDatabase(newFolder(), async (db) => {
    const rows = Array.from({ length: 120 }, (_, at) => ({
      ...ISSUE,
      ref: `acme/app#${at}`,
      number: at,
    }));
    await saveIssues(db, rows);
    const first = await newestChange(db);
    await saveIssues(db, [...rows, { ...ISSUE, ref: "acme/app#0", number: 0, state: "closed" }]);
    expect(await countIssues(db)).toBe(120);
    expect((await publicIssues(db)).filter((row) => row.state === "closed")).toHaveLength(1);
    expect(await newestChange(db)).toBeGreaterThan(first);
  });
});

test("a batch that fails leaves neither rows nor a new change", async () => {
  await withDatabase(newFolder(), async (db) => {
    const bad = { ...ISSUE, ref: "acme/app#2", visibility: "everybody" as "public" };
    await expect(saveIssues(db, [ISSUE, bad])).rejects.toThrow();
    expect([await countIssues(db), await newestChange(db)]).toEqual([0, 0]);
  });
});

test("a read-only connection sees what others commit, and refuses to write", async () => {
  const folder = newFolder();
  await withDatabase(folder, async (db) => {
    const reader = openReadOnly(folder);
    await saveIssues(db, [ISSUE]);
    expect(await countIssues(reader)).toBe(1);
    await expect(saveIssues(reader, [ISSUE])).rejects.toThrow("readonly");
    await expect(sql`create table x (y)`.execute(reader)).rejects.toThrow("readonly");
    await reader.destroy();
  });
});

const NEWER = `create table migrations (name text, applied_at text);
insert into migrations values ('999_future', '');`;

test.each<[name: string, prepare: (folder: string) => void, says: string]>([
  [
    "of a newer version",
    (folder) => prepared(folder, NEWER),
    "was written by a newer Tracehound (999_future)",
  ],
  [
    "that is no database",
    (folder) => writeFileSync(join(folder, DATABASE_FILE), "x".repeat(5_000)),
    "is not a database",
  ],
  ["that is a folder", (folder) => mkdirSync(join(folder, DATABASE_FILE)), "cannot be opened"],
])(
  "a file %s is refused by writers and by readers, and left as it was",
  async (_, prepare, says) => {
    const folder = newFolder();
    prepare(folder);
    await expect(openDatabase(folder, NOW)).rejects.toThrow(SetupError);
    await expect(openDatabase(folder, NOW)).rejects.toThrow(says);
    expect(() => openReadOnly(folder)).toThrow(says);
  },
);

test("a reader refuses a file that was never brought up to date", () => {
  expect(() => openReadOnly(prepared(newFolder(), OLD))).toThrow("is from an older Tracehound");
  expect(() => openReadOnly(prepared(newFolder(), ""))).toThrow("never set up");
});

test("a file that another program holds is called locked, not broken", async () => {
  const folder = newFolder();
  await withDatabase(folder, async () => {});
  const other = new SQLite(join(folder, DATABASE_FILE));
  other.pragma("locking_mode = exclusive");
  other.exec("begin exclusive");
  const opening = openDatabase(folder, NOW, { busyTimeoutMs: 1 });
  await expect(opening).rejects.toMatchObject({
    message: expect.stringContaining("is locked by another program (SQLITE_BUSY"),
    hint: expect.stringContaining("Stop what uses it"),
  });
  expect(() => openReadOnly(folder, { busyTimeoutMs: 1 })).toThrow("is locked by another program");
  other.close();
  await withDatabase(folder, async () => {});
});

test("a data directory that cannot be made is named", async () => {
  const file = join(newFolder(), "file");
  writeFileSync(file, "");
  await expect(openDatabase(file, NOW)).rejects.toThrow("a file is in its place");
  await expect(openDatabase(join(file, "below"), NOW)).rejects.toThrow("a file is in its place");
  await expect(openDatabase("/proc/tracehound/data", NOW)).rejects.toThrow("cannot be written");
});
