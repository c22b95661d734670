// The command line and the server share the file: processes that start and write at once take turns.

import { join } from "node:path";
import { expect, test } from "vitest";
import { newestChange } from "../../src/storage/changes.ts";
import { countIssues } from "../../src/storage/issues.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { community, tracehound } from "../cli/harness.ts";

const ROWS = 600;

const issues = (repository: string) =>
  Array.from({ length: ROWS }, (_, at) => ({
    repository,
    number: at + 1,
    title: "t",
    state: "open",
  }))
    .map((it) => `${JSON.stringify(it)}\n`)
    .join("");

test("three imports at once into a blank folder all succeed, and none is lost", async () => {
  const names = ["acme/a", "acme/b", "acme/c"];
  const folder = community(
    Object.fromEntries(names.map((name) => [`${name}.jsonl`, issues(name)])),
  );
  const ran = await Promise.all(
    names.map((name) => tracehound(["issues", "import", `${name}.jsonl`], { folder })),
  );
  expect(ran.map(({ code, stderr }) => [code, stderr])).toEqual(names.map(() => [0, ""]));

  const db = await openDatabase(join(folder, "data"), "2026-01-01T00:00:00Z");
  expect(await countIssues(db)).toBe(names.length * ROWS);
  expect(await newestChange(db)).toBeGreaterThanOrEqual(names.length * ROWS);
  await db.destroy();
});
