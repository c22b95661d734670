// 006: a numbered log of what changes among the rows that are searched (`changes.ts` reads it).

import { type Kysely, sql } from "kysely";
import type { Tables } from "./schema.ts";

/**
 * Keys are those of search documents. Triggers speak SQLite. Another database needs here, for every table
 * that is searched: a trigger for each inserted, updated and deleted row, in the transaction of the
 * change; a new number for a key that is there already; and numbers that become visible in their order.
 * A sequence does not give the last: it numbers before the commit, so that a reader which has seen 8 never
 * comes back for a 7 that is committed later. One lock around number and commit does.
 */
export async function changes(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("changes")
    // Autoincrement: the number of a change that was replaced is never given again.
    .addColumn("number", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addUniqueConstraint("changes_one_each", ["kind", "key"])
    .execute();
  for (const { table, kind, key } of SEARCHED) {
    const fill = `insert into changes (kind, key) select '${kind}', ${key("")} from ${table}`;
    await sql.raw(fill).execute(db);
    await trigger(db, `insert on ${table}`, log(kind, key("new.")));
    await trigger(db, `update on ${table}`, log(kind, key("new.")));
    await trigger(db, `delete on ${table}`, log(kind, key("old.")));
  }
  // What hangs on an issue is searched with it; its links to others show only what may be seen.
  for (const [event, row] of [
    ["insert", "new"],
    ["update", "new"],
    ["delete", "old"],
  ])
    await trigger(db, `${event} on issue_links`, log("issue", `${row}.ref`));
  await trigger(
    db,
    "update of visibility on issues",
    `delete from changes where kind = 'issue' and key in (select ref from issue_links where other = new.ref) and key <> new.ref;
     insert into changes (kind, key)
       select distinct 'issue', ref from issue_links where other = new.ref and ref <> new.ref`,
    "when old.visibility <> new.visibility",
  );
}

const SEARCHED = [
  { table: "issues", kind: "issue", key: (row: string) => `${row}ref` },
  {
    table: "doc_pages",
    kind: "doc",
    key: (row: string) => `${row}repository || '/' || ${row}path`,
  },
  {
    table: "releases",
    kind: "release",
    key: (row: string) => `${row}repository || '#' || ${row}id`,
  },
] as const;

/** Not `replace`: in a trigger of an upsert it would be taken for an error. */
function log(kind: string, key: string): string {
  return (
    `delete from changes where kind = '${kind}' and key = ${key}; ` +
    `insert into changes (kind, key) values ('${kind}', ${key})`
  );
}

/** `event`: with its table. Names and text are this file's own. */
async function trigger(
  db: Kysely<Tables>,
  event: string,
  work: string,
  condition = "",
): Promise<void> {
  const name = `changes_${event.replaceAll(" ", "_")}`;
  await sql
    .raw(`create trigger ${name} after ${event} ${condition} begin ${work}; end`)
    .execute(db);
}
