// Migration 011: when a conversation was said to be solved.

import { type Kysely, sql } from "kysely";
import type { Tables } from "./schema.ts";

export async function resolved(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable("threads").addColumn("resolved_at", "text").execute();
  // Few threads are, and a row is long: what is asked of it is all in the index.
  await db.schema
    .createIndex("threads_resolved")
    .on("threads")
    .columns(["resolved_at", "visibility", "id"])
    .where(sql.ref("resolved_at"), "is not", null)
    .execute();
}
