// Errors that carry another one in their message, because a layer between could not raise it itself.

import type { Exception } from "./trace.ts";

export type Wrapped = { readonly type: string; readonly message: string };

// SQLAlchemy puts the driver's class first: `(psycopg2.errors.UniqueViolation) duplicate key …`.
const DRIVER = /^\(((?:[A-Za-z_]\w{0,80}\.){1,6}[A-Za-z_]\w{0,80})\) ([^\n]*)/;
// asyncpg's class comes as its repr: `<class 'asyncpg.exceptions.UndefinedTableError'>: relation …`.
const CLASS = /^(?:\([\w.]{1,200}\) )?<class '([\w.]{1,200})'>: ([^\n]*)/;
// gRPC's errors print their fields.
const RPC = /\bstatus = StatusCode\.([A-Z_]{2,40})\s+details = "([^"\n]{0,2000})"/;

/**
 * The error inside an exception's message, as the layer below named it; null when it has none.
 *
 * @example wrappedBy({ message: "(sqlite3.OperationalError) database is locked", … }).type // "sqlite3.OperationalError"
 */
export function wrappedBy({ message }: Pick<Exception, "message">): Wrapped | null {
  const [, type, said = ""] =
    CLASS.exec(message) ?? DRIVER.exec(message) ?? RPC.exec(message) ?? [];
  return type ? { type, message: said.trim() } : null;
}
