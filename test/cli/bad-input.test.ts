// Whatever is wrong outside gets one clear message, the right exit code and never a stack trace.

import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { community, expectRefusal, PASTE, SECRET, tracehound } from "./harness.ts";

type Bad = {
  readonly name: string;
  readonly args: string;
  readonly files?: Readonly<Record<string, string | Buffer | null>>;
  readonly prepare?: (folder: string) => void;
  readonly env?: Readonly<Record<string, string>>;
  readonly code?: 0 | 1;
  readonly says: readonly string[];
};

const BINARY = Buffer.from(Array.from({ length: 2_000 }, (_, at) => (at * 37) % 256));

const BAD: readonly Bad[] = [
  {
    name: "several wrong keys and values of config.yaml, all at once",
    args: "ask",
    files: { "config.yaml": "prodct: 1\nproduct: { name: 5 }\nin_app: [7]\n" },
    says: [
      "unknown key prodct; did you mean product?",
      "product.name must be string, not number",
      "product.fact is missing",
      "in_app.0",
    ],
  },
  {
    name: "half of Slack's tokens, a Postgres address and a port that is none, all at once",
    args: "serve",
    env: {
      SLACK_BOT_TOKEN: `xoxb-${SECRET}`,
      DATABASE_URL: `postgres://u:${SECRET}@db/x`,
      CONSOLE_PORT: `abc${SECRET}`,
    },
    says: [
      "SLACK_APP_TOKEN",
      "DATABASE_URL: Postgres is not supported yet",
      "CONSOLE_PORT must be a port number",
    ],
  },
  {
    name: "no knowledge folder",
    args: "ask",
    files: {
      "knowledge/facts.yaml": null,
      "knowledge/references.yaml": null,
      "knowledge/db/pool-drained.md": null,
      "knowledge/db/pool-drained.reports.yaml": null,
    },
    says: ["knowledge cannot be read (ENOENT)", "lies beside config.yaml"],
  },
  {
    name: "broken knowledge files, all named",
    args: "ask",
    files: {
      "knowledge/binary.md": BINARY,
      "knowledge/plain.md": "no front matter",
      "knowledge/facts.yaml": "facts: [",
    },
    prepare: (folder) => mkdirSync(join(folder, "knowledge/folder.md")),
    says: [
      "binary.md: is not UTF-8 text",
      "plain.md: must begin with front matter",
      "facts.yaml: ",
      "folder.md: is not a file",
      "knowledge lint",
    ],
  },
  {
    name: "a reference page list that is a folder is not called missing as well",
    args: "knowledge list",
    files: { "knowledge/references.yaml": null },
    prepare: (folder) => mkdirSync(join(folder, "knowledge/references.yaml")),
    says: ["references.yaml: is not a file"],
  },
  {
    name: "an entry that does not exist",
    args: "knowledge show nope",
    says: ["there is no entry nope", "knowledge list"],
  },
  {
    name: "a .env that is a folder",
    args: "ask",
    prepare: (folder) => mkdirSync(join(folder, ".env")),
    says: [".env cannot be read"],
  },
  {
    name: "a file to import that does not exist",
    args: "issues import nope.jsonl",
    says: ["nope.jsonl cannot be read: there is no such file"],
  },
  {
    name: "a folder to import",
    args: "issues import knowledge",
    says: ["knowledge cannot be read: it is a folder"],
  },
  {
    name: "an empty file to import",
    args: "issues import empty",
    files: { empty: "" },
    says: ["empty is empty: there is nothing to import"],
  },
  {
    name: "an array to import",
    args: "issues import array",
    files: { array: "[{},{}]" },
    says: ["line 1: ", "expected object, received array", "jq -c '.[]' FILE"],
  },
  {
    name: "a data directory that is a file",
    args: "issues import f --data f",
    files: { f: "{}" },
    says: ["f cannot be written: a file is in its place", "--data"],
  },
  {
    name: "a data directory below a file",
    args: "issues import f --data f/deep/er",
    files: { f: "{}" },
    says: ["cannot be written", "--data"],
  },
  {
    name: "a data directory that cannot be created",
    args: "issues import f --data /proc/tracehound/data",
    files: { f: "{}" },
    says: ["/proc/tracehound/data cannot be written", "TRACEHOUND_DATA"],
  },
  {
    name: "a data file that is no database, for a reader",
    args: "ask",
    files: { "data/tracehound.db": "x".repeat(5_000) },
    says: ["is not a database", "Move the file away"],
  },
  {
    name: "a data file that is no database, for a writer",
    args: "issues import f",
    files: { f: "{}", "data/tracehound.db": "x".repeat(5_000) },
    says: ["is not a database"],
  },
  {
    name: "a data file that is a folder",
    args: "serve",
    files: { "data/tracehound.db/f": "" },
    says: ["tracehound.db cannot be opened"],
  },
  {
    name: "a data file that was never set up",
    args: "ask",
    files: { "data/tracehound.db": "" },
    says: ["never set up", "issues import"],
  },
  {
    name: "a database of a newer version, for a reader",
    args: "ask",
    prepare: newerDatabase,
    says: ["was written by a newer Tracehound (999_future)", "--data"],
  },
  {
    name: "a database of a newer version, for a writer",
    args: "serve",
    prepare: newerDatabase,
    says: ["was written by a newer Tracehound (999_future)"],
  },
  {
    name: "a cases file that does not exist",
    args: "eval --cases nope",
    says: ["nope cannot be read: there is no such file"],
  },
  {
    name: "a cases file without a case",
    args: "eval --cases empty",
    files: { empty: "\n\n" },
    says: ["empty holds no case"],
  },
  {
    name: "a case that is not one",
    args: "eval --cases c",
    files: { c: '{"id":"a"}\n' },
    says: ["c: line 1: text: ", "expect: "],
  },
  {
    name: "a case that is no JSON",
    args: "eval --cases c",
    files: { c: "{\n" },
    says: ["c: line 1: "],
  },
  {
    name: "an empty standard input",
    args: "ask",
    code: 0,
    says: ["Standard input was empty", "tracehound ask < report.txt"],
  },
];

test.concurrent.each(BAD)(
  "$name",
  async ({ args, files = {}, prepare, env = {}, code = 1, says }) => {
    const folder = community(files);
    prepare?.(folder);
    expectRefusal(
      await tracehound(args.split(" "), { folder, env: { CONSOLE_PORT: "0", ...env } }),
      code,
      says,
    );
  },
);

function newerDatabase(folder: string): void {
  mkdirSync(join(folder, "data"));
  const db = new SQLite(join(folder, "data/tracehound.db"));
  db.exec("create table migrations (name text primary key, applied_at text)");
  db.exec("insert into migrations values ('999_future', '2030-01-01')");
  db.close();
}

test("a port in use", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const ran = await tracehound(["serve"], {
    folder: community(),
    env: { CONSOLE_PORT: String(port) },
  });
  expectRefusal(ran, 1, [`127.0.0.1:${port}`, "in use", "CONSOLE_PORT"]);
});

test("lint lists broken files beside the problems of the others", async () => {
  const folder = community({ "knowledge/binary.md": BINARY });
  writeFileSync(join(folder, "knowledge/db/pool-drained.reports.yaml"), "match: []\n");
  mkdirSync(join(folder, "knowledge/folder.yaml"));
  const ran = await tracehound(["knowledge", "lint"], { folder });
  expect(ran.stdout).toContain("binary.md: is not UTF-8 text; save it as UTF-8\n");
  expect(ran.stdout).toContain("folder.yaml: is not a file");
  expect(ran.stdout).toContain("needs at least 2 match");
  expect(ran).toMatchObject({ code: 1, stderr: "" });
});

test("an editor's hidden files are none of the knowledge", async () => {
  const folder = community({ "knowledge/.#pool.md": "x", "knowledge/.cache/old.md": "x" });
  expect((await tracehound(["knowledge", "lint"], { folder })).stdout).toBe(
    "1 entries, 0 problems\n",
  );
});

test("a binary paste is answered from its readable text, and the person is told", async () => {
  const input = Buffer.concat([BINARY, Buffer.from(`\n${PASTE}`)]);
  const ran = await tracehound(["ask"], { folder: community(), input });
  expect(ran.stderr).toContain("Note: This looks like a binary file");
  expect(ran.stdout).toContain("The pool had no slot left.");
  expect(ran.code).toBe(0);
});

const LOG_LINE = "2026-01-01 00:00:00 INFO the worker went on with its work as it always does\n";

test.each([
  { name: "just under 8 MB", bytes: 8 * 1024 * 1024 - 4_096, codes: ["report-cut"] },
  { name: "over 8 MB", bytes: 12 * 1024 * 1024, codes: ["input-cut", "report-cut"] },
])("a paste of $name is answered from what was kept: its end decides", async ({ bytes, codes }) => {
  const input = LOG_LINE.repeat(bytes / LOG_LINE.length) + PASTE;
  const ran = await tracehound(["ask", "--json"], { folder: community(), input });
  const { answer, problems } = JSON.parse(ran.stdout);
  expect(answer.entry).toBe("pool-drained");
  expect(problems.map((it: { code: string }) => it.code)).toEqual(expect.arrayContaining(codes));
  expect(ran.code).toBe(0);
});
