// What an issue is besides its text: kind, why and when it was closed, what it hangs together with,
// which release fixed it and who says so. Append only, as all migrations.

import { type Kysely, sql } from "kysely";
import type { Tables } from "./schema.ts";

export async function mirror(db: Kysely<Tables>): Promise<void> {
  await issueColumns(db);
  await db.schema
    .alterTable("issue_comments")
    .addColumn("is_answer", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("issue_comments").addColumn("says_fixed", "text").execute();
  await db.schema.alterTable("sync_repositories").addColumn("synced_at", "text").execute();
  await db.schema
    .createTable("issue_links")
    .addColumn("ref", "text", (column) => column.notNull())
    .addColumn("other", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("said_by", "text", (column) => column.notNull())
    .addColumn("merged_at", "text")
    .addColumn("seen_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("issue_links_key", ["ref", "other", "kind"])
    .execute();
  await db.schema.createIndex("issue_links_other").on("issue_links").column("other").execute();
  // A mirror is a cache: the next sync reads its issues again, now with these columns.
  await db.deleteFrom("sync_streams").where("stream", "in", ["issues", "comments"]).execute();
}

async function issueColumns(db: Kysely<Tables>): Promise<void> {
  const issues = () => db.schema.alterTable("issues");
  await issues()
    .addColumn("kind", "text", (column) => column.notNull().defaultTo("issue"))
    .execute();
  await sql`update issues set kind = 'pull' where is_pull = 1`.execute(db);
  await issues().dropColumn("is_pull").execute();
  const texts = ["state_reason", "closed_at", "merged_at", "answered", "association"] as const;
  for (const name of texts) await issues().addColumn(name, "text").execute();
  for (const name of ["says_fixed", "fixed_in", "fixed_by", "fixed_via", "linked_at"] as const) {
    await issues().addColumn(name, "text").execute();
  }
  await issues()
    .addColumn("has_maintainer", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await issues()
    .addColumn("fingerprints", "text", (column) => column.notNull().defaultTo("[]"))
    .execute();
  // What is asked of many issues at once is answered by the index, without reading past the bodies.
  await db.schema
    .createIndex("issues_standing")
    .on("issues")
    .columns([
      "ref",
      "kind",
      "state",
      "visibility",
      "closed_at",
      "merged_at",
      "updated_at",
      "linked_at",
    ])
    .execute();
}
