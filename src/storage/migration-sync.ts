// How far a sync has come, and what it reads besides issues. Append only, as all migrations.

import { type Kysely, sql } from "kysely";
import type { Tables } from "./schema.ts";

export async function sync(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("sync_streams")
    .addColumn("repository", "text", (column) => column.notNull())
    .addColumn("stream", "text", (column) => column.notNull())
    .addColumn("cursor", "text")
    .addColumn("etag", "text")
    .addColumn("updated_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("sync_streams_key", ["repository", "stream"])
    .execute();
  await db.schema
    .createTable("sync_repositories")
    .addColumn("repository", "text", (column) => column.primaryKey())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("moved_to", "text")
    .addColumn("checked_at", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("issue_comments")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("ref", "text", (column) => column.notNull())
    .addColumn("association", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("created_at", "text")
    .addColumn("updated_at", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("issue_comments_ref")
    .on("issue_comments")
    .columns(["ref", "id"])
    .execute();
  await db.schema
    .createTable("issue_checks")
    .addColumn("ref", "text", (column) => column.primaryKey())
    .addColumn("etag", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("updated_at", "text")
    .execute();
  await syncedPages(db);
}

async function syncedPages(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("releases")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("repository", "text", (column) => column.notNull())
    .addColumn("tag", "text", (column) => column.notNull())
    .addColumn("title", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("is_prerelease", "integer", (column) => column.notNull())
    .addColumn("url", "text", (column) => column.notNull())
    .addColumn("published_at", "text")
    .addColumn("checked_at", "text", (column) => column.notNull())
    .addColumn("visibility", "text", (column) => column.notNull())
    .addCheckConstraint("releases_visibility", sql`visibility in ('public', 'channel', 'private')`)
    .execute();
  await db.schema.createIndex("releases_repository").on("releases").column("repository").execute();
  await db.schema
    .createTable("doc_pages")
    .addColumn("repository", "text", (column) => column.notNull())
    .addColumn("path", "text", (column) => column.notNull())
    .addColumn("title", "text", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("url", "text")
    .addColumn("blob", "text", (column) => column.notNull())
    .addColumn("commit_sha", "text", (column) => column.notNull())
    .addColumn("checked_at", "text", (column) => column.notNull())
    .addColumn("visibility", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("doc_pages_key", ["repository", "path"])
    .addCheckConstraint("doc_pages_visibility", sql`visibility in ('public', 'channel', 'private')`)
    .execute();
}
