// The statements of one connection, kept prepared: SQLite takes longer to parse most of our queries than
// to run them.

import type SQLite from "better-sqlite3";
import type { SqliteDatabase } from "kysely";

/** More than the program has; lists of ids make statements of many lengths. */
const KEPT_MAX = 300;

/** The connection as Kysely's dialect wants it. It keeps the statements that were used last. */
export function keepPrepared(sqlite: SQLite.Database): SqliteDatabase {
  const kept = new Map<string, SQLite.Statement>();
  return {
    close: () => {
      sqlite.close();
    },
    prepare: (text) => {
      const statement = kept.get(text) ?? sqlite.prepare(text);
      kept.delete(text);
      kept.set(text, statement); // last in the map is last used
      const [oldest] = kept.keys();
      if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
      return statement;
    },
  };
}
