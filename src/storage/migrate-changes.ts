// 006: a numbered log of what changes among the rows that are searched (`changes.ts` reads it).

import { type Kysely, sql } from "kysely";
import type { Tables } from "./schema.ts";

/** Keys are those of search documents. Triggers speak SQLite; another database needs its own here. */
export async function changes(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("changes")
    // Autoincrement: the number of a change that was replaced is never given again.
    .addColumn("number", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addUniqueConstraint("changes_one_each", ["kind", "key"])
    .execute();
  const searched = [
    ["issues", "issue", "ref"],
    ["doc_pages", "doc", "repository || '/' || path"],
    ["releases", "release", "repository || '#' || id"],
  ] as const;
  for (const [table, kind, key] of searched) {
    const fill = `insert into changes (kind, key) select '${kind}', ${key} from ${table}`;
    await sql.raw(fill).execute(db);
    for (const event of ["insert", "update", "delete"]) {
      const row = event === "delete" ? "old" : "new";
      const columns = key.replaceAll(/\b(?:ref|repository|path|id)\b/g, `${row}.$&`);
      // Not `replace`: in a trigger of an upsert it would be taken for an error.
      const log =
        `delete from changes where kind = '${kind}' and key = ${columns}; ` +
        `insert into changes (kind, key) values ('${kind}', ${columns})`;
      const name = `changes_${table}_${event}`;
      await sql
        .raw(`create trigger ${name} after ${event} on ${table} begin ${log}; end`)
        .execute(db);
    }
  }
}
