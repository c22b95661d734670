// Migrations 007 and 010: how far each channel was looked through, what was found too late, and what a job waits
// for or was refused for.

import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

export async function catchUp(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("catch_up")
    .addColumn("team", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("watermark", "text", (column) => column.notNull())
    .addColumn("scanned_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("catch_up_key", ["team", "channel"])
    .execute();
  await db.schema
    .createTable("late_messages")
    .addColumn("team", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("ts", "text", (column) => column.notNull())
    .addColumn("thread_ts", "text", (column) => column.notNull())
    .addColumn("why", "text", (column) => column.notNull())
    .addColumn("found_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("late_messages_key", ["team", "channel", "ts"])
    .execute();
  await db.schema.alterTable("inbox").addColumn("not_before", "text").execute();
  await db.schema.alterTable("inbox").addColumn("refused", "text").execute();
  await db.schema
    .createIndex("inbox_author")
    .on("inbox")
    .columns(["team", "author", "ts"])
    .execute();
  await db.schema.createIndex("inbox_place").on("inbox").columns(["team", "ts"]).execute();
}

export async function waiting(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable("inbox").addColumn("told_at", "text").execute();
}
