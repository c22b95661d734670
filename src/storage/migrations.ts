// Append only: a migration that has run anywhere is never edited. Each runs once, in order; those that
// are open run in one transaction with the rows that record them.

import { type Kysely, sql } from "kysely";
import type { Tables } from "./schema.ts";

type Migration = { readonly name: string; readonly up: (db: Kysely<Tables>) => Promise<void> };

export const MIGRATIONS: readonly Migration[] = [
  { name: "001_issues", up: issues },
  { name: "002_threads", up: threads },
];

/** Brings the database up to date. `now` is an ISO time. Returns the names that ran. */
export async function migrate(db: Kysely<Tables>, now: string): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    // Immediate, and not Kysely's deferred: two programs that start at once must take turns, and
    // the second must see what the first did.
    await sql`begin immediate`.execute(connection);
    try {
      const ran = await runOpen(connection, now);
      await sql`commit`.execute(connection);
      return ran;
    } catch (error) {
      await sql`rollback`.execute(connection);
      throw error;
    }
  });
}

async function runOpen(db: Kysely<Tables>, now: string): Promise<string[]> {
  await db.schema
    .createTable("migrations")
    .ifNotExists()
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("applied_at", "text", (column) => column.notNull())
    .execute();
  const rows = await db.selectFrom("migrations").select("name").execute();
  const done = new Set(rows.map((row) => row.name));
  const open = MIGRATIONS.filter((migration) => !done.has(migration.name));
  for (const { name, up } of open) {
    await up(db);
    await db.insertInto("migrations").values({ name, applied_at: now }).execute();
  }
  return open.map((migration) => migration.name);
}

async function issues(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("meta")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("value", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("issues")
    .addColumn("ref", "text", (column) => column.primaryKey())
    .addColumn("repository", "text", (column) => column.notNull())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("title", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("comments", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("is_pull", "integer", (column) => column.notNull())
    .addColumn("labels", "text", (column) => column.notNull())
    .addColumn("url", "text", (column) => column.notNull())
    .addColumn("created_at", "text")
    .addColumn("updated_at", "text")
    .addColumn("checked_at", "text", (column) => column.notNull())
    .addColumn("visibility", "text", (column) => column.notNull())
    .addCheckConstraint("issues_visibility", sql`visibility in ('public', 'channel', 'private')`)
    .execute();
}

async function threads(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("threads")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("surface", "text", (column) => column.notNull())
    .addColumn("visibility", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("updated_at", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("messages")
    .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("thread_id", "text", (column) => column.notNull().references("threads.id"))
    .addColumn("author", "text", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("notes", "text", (column) => column.notNull())
    .addColumn("reply", "text")
    .addColumn("created_at", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("messages_thread")
    .on("messages")
    .columns(["thread_id", "id"])
    .execute();
}
