// Migration 014: when a thread was read again for what Slack had not told of it.

import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

export async function revisit(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable("threads").addColumn("revisited_at", "text").execute();
}
