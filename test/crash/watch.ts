// Points that the product does not name, seen from around it: a trigger for what happens inside a
// transaction, a plugin of Kysely for what happens before and after a statement, and the end of the
// transaction itself, which no plugin sees.

import SQLite from "better-sqlite3";
import { type KyselyPlugin, type QueryId, type RootOperationNode, sql } from "kysely";
import { type Database, openDatabase } from "../../src/storage/open.ts";
import type { PointId } from "./points.ts";

export type Watched = {
  readonly db: Database;
  /** While held, no job is seen. */
  readonly hold: (isHeld: boolean) => void;
};

/** Opens the database as the product does, and tells of I2, I3 and W4t. */
export async function openWatched(
  dataDir: string,
  now: string,
  reached: (point: PointId) => void,
): Promise<Watched> {
  const state = { isHeld: false, isAccepting: false };
  const connection = nextConnection(() => {
    if (!state.isAccepting) return;
    state.isAccepting = false;
    reached("I3");
  });
  const db = await openDatabase(dataDir, now);
  connection().function("reached", { varargs: true }, (point) => reached(point as PointId));
  await sql`create temp trigger inside_accept after insert on main.inbox
    begin select reached('I2'); end`.execute(db);
  await sql`create temp trigger inside_settle after insert on main.outbox
    begin select reached('W4t'); end`.execute(db);
  return {
    db: db.withPlugin(plugin(state)),
    hold: (isHeld) => {
      state.isHeld = isHeld;
    },
  };
}

/**
 * The connection behind the next database that is opened, which Kysely does not give out. From its first statement on,
 * because statements are kept: `committed` is called behind every commit.
 */
function nextConnection(committed: () => void): () => SQLite.Database {
  const { prepare } = SQLite.prototype;
  let seen: SQLite.Database | null = null;
  SQLite.prototype.prepare = function (this: SQLite.Database, source: string) {
    seen = this;
    const statement = prepare.call(this, source);
    return source === "commit" ? telling(statement, committed) : statement;
  } as typeof prepare;
  return () => {
    if (!seen) throw new Error("no database was opened");
    return seen;
  };
}

function telling(statement: SQLite.Statement, ran: () => void): SQLite.Statement {
  const run = statement.run.bind(statement);
  statement.run = (...parameters) => {
    const result = run(...parameters);
    ran();
    return result;
  };
  return statement;
}

function plugin(state: { readonly isHeld: boolean; isAccepting: boolean }): KyselyPlugin {
  const kinds = new WeakMap<QueryId, "accept" | "candidate">();
  return {
    transformQuery: ({ node, queryId }) => {
      const kind = kindOf(node);
      if (kind) kinds.set(queryId, kind);
      return node;
    },
    transformResult: async ({ result, queryId }) => {
      const kind = kinds.get(queryId);
      if (kind === "accept" && result.numAffectedRows) state.isAccepting = true;
      return kind === "candidate" && state.isHeld ? { ...result, rows: [] } : result;
    },
  };
}

function kindOf(node: RootOperationNode): "accept" | "candidate" | null {
  if (node.kind === "InsertQueryNode") {
    return node.into?.table.identifier.name === "inbox" ? "accept" : null;
  }
  if (node.kind !== "SelectQueryNode" || !node.limit || !node.orderBy) return null;
  const [from] = node.from?.froms ?? [];
  return from?.kind === "AliasNode" && JSON.stringify(from).includes('"inbox"')
    ? "candidate"
    : null;
}
