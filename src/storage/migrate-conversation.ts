// Migration 009: what was pressed instead of typed, whose thread it is, and time that people are given.

import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

export async function conversation(db: Kysely<Tables>): Promise<void> {
  for (const column of ["act", "root_author", "not_before"] as const) {
    await db.schema.alterTable("inbox").addColumn(column, "text").execute();
  }
  await db.schema.alterTable("messages").addColumn("act", "text").execute();
}
