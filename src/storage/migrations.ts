// Append only: a migration that has run anywhere is never edited. Each runs once, in order; those that
// are open run in one transaction with the rows that record them.

import { type Kysely, sql } from "kysely";
import { catchUp, waiting } from "./migration-catch-up.ts";
import { changes } from "./migration-changes.ts";
import { conversation } from "./migration-conversation.ts";
import { mirror } from "./migration-mirror.ts";
import { queues } from "./migration-queues.ts";
import { resolved } from "./migration-resolved.ts";
import { revisit } from "./migration-revisit.ts";
import { rewriting } from "./migration-rewriting.ts";
import { signs } from "./migration-signs.ts";
import { sync } from "./migration-sync.ts";
import type { Tables } from "./schema.ts";

type Migration = { readonly name: string; readonly up: (db: Kysely<Tables>) => Promise<void> };

export const MIGRATIONS: readonly Migration[] = [
  { name: "001_issues", up: issues },
  { name: "002_threads", up: threads },
  { name: "003_delivery", up: delivery },
  { name: "004_sync", up: sync },
  { name: "005_mirror", up: mirror },
  { name: "006_changes", up: changes },
  { name: "007_catch_up", up: catchUp },
  { name: "008_rewriting", up: rewriting },
  { name: "009_conversation", up: conversation },
  { name: "010_waiting", up: waiting },
  { name: "011_signs", up: signs },
  { name: "012_resolved", up: resolved },
  { name: "013_queues", up: queues },
  { name: "014_revisit", up: revisit },
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

async function delivery(db: Kysely<Tables>): Promise<void> {
  await inbox(db);
  await outbox(db);
  await db.schema
    .createTable("votes")
    .addColumn("team", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("message_ts", "text", (column) => column.notNull())
    .addColumn("voter", "text", (column) => column.notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("updated_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("votes_one_each", ["team", "channel", "message_ts", "voter"])
    .execute();
}

async function inbox(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("inbox")
    .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("event_id", "text", (column) => column.notNull().unique())
    .addColumn("team", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("ts", "text", (column) => column.notNull())
    .addColumn("thread_ts", "text", (column) => column.notNull())
    .addColumn("thread_id", "text", (column) => column.notNull())
    .addColumn("client_msg_id", "text", (column) => column.unique())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("author", "text", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("notes", "text", (column) => column.notNull())
    .addColumn("visibility", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("epoch", "integer", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("lease_until", "text")
    .addColumn("received_at", "text", (column) => column.notNull())
    .addColumn("settled_at", "text")
    .addUniqueConstraint("inbox_one_job", ["team", "channel", "ts"])
    .execute();
  await db.schema.createIndex("inbox_state").on("inbox").columns(["state", "id"]).execute();
  await db.schema.createIndex("inbox_thread").on("inbox").columns(["thread_id", "id"]).execute();
}

async function outbox(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("outbox")
    .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("key", "text", (column) => column.notNull().unique())
    .addColumn("inbox_id", "integer", (column) => column.notNull().references("inbox.id"))
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("team", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("thread_ts", "text", (column) => column.notNull())
    .addColumn("thread_id", "text", (column) => column.notNull())
    .addColumn("recipient", "text", (column) => column.notNull())
    .addColumn("payload", "text", (column) => column.notNull())
    .addColumn("visibility", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("reason", "text")
    .addColumn("sent_ts", "text")
    .addColumn("epoch", "integer", (column) => column.notNull())
    .addColumn("tries", "integer", (column) => column.notNull())
    .addColumn("reads", "integer", (column) => column.notNull())
    .addColumn("failures", "integer", (column) => column.notNull())
    .addColumn("lease_until", "text")
    .addColumn("due_at", "text", (column) => column.notNull())
    .addColumn("attempted_at", "text")
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("updated_at", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("outbox_state").on("outbox").columns(["state", "due_at"]).execute();
  await db.schema.createIndex("outbox_thread").on("outbox").columns(["thread_id", "id"]).execute();
}
