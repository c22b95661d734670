// Migration 013: what is open is found in indexes alone. Rows hold reports of up to megabytes, and SQLite reads through
// a report to reach the columns behind it.

import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

export async function queues(db: Kysely<Tables>): Promise<void> {
  for (const name of ["inbox_state", "inbox_thread", "outbox_state", "outbox_thread"]) {
    await db.schema.dropIndex(name).execute();
  }
  await db.schema
    .createIndex("inbox_open")
    .on("inbox")
    .columns([
      "state",
      "id",
      "thread_id",
      "channel",
      "kind",
      "not_before",
      "lease_until",
      "told_at",
      "of_ts",
      "yields",
    ])
    .execute();
  await db.schema
    .createIndex("inbox_thread")
    .on("inbox")
    .columns(["thread_id", "id", "state", "kind"])
    .execute();
  await db.schema
    .createIndex("outbox_open")
    .on("outbox")
    .columns(["state", "due_at", "id", "thread_id", "channel", "kind", "lease_until"])
    .execute();
  await db.schema
    .createIndex("outbox_thread")
    .on("outbox")
    .columns(["thread_id", "id", "state"])
    .execute();
}
