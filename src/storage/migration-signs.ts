// Migration 011: the message under a check mark is found by its timestamp, and what was deleted before it
// was heard of is remembered for a while.

import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

export async function signs(db: Kysely<Tables>): Promise<void> {
  await db.schema.createIndex("outbox_sent").on("outbox").columns(["channel", "sent_ts"]).execute();
  await db.schema
    .createTable("deleted_messages")
    .addColumn("team", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("ts", "text", (column) => column.notNull())
    .addColumn("deleted_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("deleted_messages_key", ["team", "channel", "ts"])
    .execute();
}
