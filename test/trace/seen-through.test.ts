// What a frame and a message tell beyond their words: whose code it is, and which error was inside.

import { expect, test } from "vitest";
import { packageOf } from "../../src/trace/package.ts";
import { wrappedBy } from "../../src/trace/wrapped.ts";

test.each([
  ["/srv/venv/lib/python3.12/site-packages/httpx/_client.py", "httpx"],
  ["/usr/lib/python3/dist-packages/six.py", "six"],
  ["/usr/lib/python3.11/asyncio/base_events.py", "python"],
  ["C:\\py\\Lib\\site-packages\\anyio\\_core\\_tasks.py", "anyio"],
  ["/srv/app/node_modules/@acme/pool/dist/index.js", "@acme/pool"],
  ["/srv/app/node_modules/a/node_modules/b/index.js", "b"],
  ["node:internal/process/task_queues", "node"],
  ["/usr/lib/ruby/gems/3.1.0/gems/activerecord-7.0.4/lib/active_record/core.rb", "activerecord"],
  [
    "/root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/tokio-1.38.0/src/runtime/mod.rs",
    "tokio",
  ],
  ["/root/go/pkg/mod/github.com/jackc/pgx/v5@v5.5.0/conn.go", "github.com/jackc/pgx/v5"],
  ["/srv/app/vendor/guzzlehttp/guzzle/src/Client.php", "guzzlehttp/guzzle"],
  ["/srv/app/orders/import.py", null],
  ["Main.java", null],
])("%s belongs to %s", (file, name) => expect(packageOf({ file })).toBe(name));

test.each([
  [
    "(sqlite3.OperationalError) database is locked\n[SQL: SELECT 1]",
    "sqlite3.OperationalError",
    "database is locked",
  ],
  [
    "(sqlalchemy.dialects.postgresql.asyncpg.ProgrammingError) <class 'asyncpg.exceptions.UndefinedTableError'>: relation \"x\" does not exist",
    "asyncpg.exceptions.UndefinedTableError",
    'relation "x" does not exist',
  ],
  [
    '<_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAVAILABLE\n\tdetails = "connection refused"\n>',
    "UNAVAILABLE",
    "connection refused",
  ],
])("%j carries %s", (message, type, said) =>
  expect(wrappedBy({ message })).toEqual({ type, message: said }),
);

test.each(["(see above) nothing", "no error inside", "", "(1, 2)"])("%j carries none", (message) =>
  expect(wrappedBy({ message })).toBeNull(),
);
