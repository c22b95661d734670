// Migration 009: what was pressed instead of typed, whose thread it is, and whether people go first.

import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

export async function conversation(db: Kysely<Tables>): Promise<void> {
  for (const column of ["act", "root_author"] as const) {
    await db.schema.alterTable("inbox").addColumn(column, "text").execute();
  }
  await db.schema
    .alterTable("inbox")
    .addColumn("yields", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("messages").addColumn("act", "text").execute();
}
