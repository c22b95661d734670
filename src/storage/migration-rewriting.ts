// Migration 008: posts that are changed later, messages that were edited or deleted, their files.

import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

export async function rewriting(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable("outbox").addColumn("of_key", "text").execute();
  await db.schema.alterTable("inbox").addColumn("of_ts", "text").execute();
  await db.schema.alterTable("inbox").addColumn("edited_ts", "text").execute();
  await db.schema
    .alterTable("inbox")
    .addColumn("files", "text", (column) => column.notNull().defaultTo("[]"))
    .execute();
  await db.schema
    .alterTable("messages")
    .addColumn("sources", "text", (column) => column.notNull().defaultTo("[]"))
    .execute();
  await db.schema
    .createIndex("inbox_of")
    .on("inbox")
    .columns(["team", "channel", "of_ts"])
    .execute();
  await db.schema.createIndex("outbox_of").on("outbox").column("of_key").execute();
  await db.schema.createIndex("outbox_inbox").on("outbox").column("inbox_id").execute();
}
