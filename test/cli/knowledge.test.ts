// What a maintainer does at the command line: draft an entry out of a report, look at the figures, see
// what a change does to past reports.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newThread, type Thread } from "../../src/conversation/thread.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { community, expectRefusal, PASTE, SECRET, tracehound } from "./harness.ts";

const run = (folder: string, args: string, input = "") =>
  tracehound(args.split(" "), { folder, input });

describe("knowledge new", () => {
  test("drafts the signature, the redacted report and the questions", async () => {
    const folder = community();
    const report = `${PASTE.replace("pool limit", "queue limit")}redis://:${SECRET}@cache:6379\n`;
    const ran = await run(folder, "knowledge new db/queue-limit", report);
    expect(ran.code).toBe(0);
    const entry = readFileSync(join(folder, "knowledge/db/queue-limit.md"), "utf8");
    expect(entry).toContain(
      'error: "PoolError"\n      message: "queue limit of size <int> reached"',
    );
    expect(entry).toContain("- { fact: acme.version, why: TODO");
    const reports = readFileSync(join(folder, "knowledge/db/queue-limit.reports.yaml"), "utf8");
    expect(reports).toContain("acme.errors.PoolError: queue limit of size 5 reached");
    expect(reports).toContain("[redacted:url-password]");
    expect(entry + reports).not.toContain(SECRET);

    const linted = await run(folder, "knowledge lint");
    expect(linted.code).toBe(1);
    expect(linted.stdout).toContain("db/queue-limit.md: says TODO");
    expect(linted.stdout).not.toContain("front matter");
  });

  test("prose gives a rule of what it names", async () => {
    const folder = community();
    await run(
      folder,
      "knowledge new db/ping",
      "LocalProtocolError again: RECV_PING on a dead connection",
    );
    const entry = readFileSync(join(folder, "knowledge/db/ping.md"), "utf8");
    expect(entry).toContain('error: "LocalProtocolError"\n      says: ["RECV_PING"]');
  });

  test.each([
    ["a bad name", "knowledge new ../../etc/passwd", PASTE, "is no name for an entry"],
    ["an id that is taken", "knowledge new web/pool-empty", PASTE, "is that entry already"],
    ["an empty report", "knowledge new db/other", " \n", "standard input was empty"],
  ])("%s is refused, and nothing is written", async (_, args, input, says) => {
    const folder = community();
    expectRefusal(await run(folder, args, input), 1, [says]);
    expect(existsSync(join(folder, "knowledge/db/other.md"))).toBe(false);
  });
});

describe("knowledge new --thread", () => {
  /** A database in which a maintainer has corrected an answer. */
  async function corrected(visibility: "channel" | "private"): Promise<string> {
    const folder = community();
    const db = await openDatabase(join(folder, "data"), "2026-01-01T00:00:00Z");
    const said = "no, that is the\nqueue:\u001b[2J raise `queue_limit`";
    const state: Thread = {
      ...newThread(),
      report: PASTE.replace("pool limit", "queue limit"),
      correction: { said, entry: "pool-drained", turn: 2 },
    };
    const at = { created_at: "2026-01-02T00:00:00Z", updated_at: "2026-01-02T00:00:00Z" };
    const thread = { surface: "slack", visibility, state: JSON.stringify(state), ...at };
    await db
      .insertInto("threads")
      .values({ id: "slack:T1:C1:17.25", ...thread })
      .execute();
    await db.destroy();
    return folder;
  }

  test("what a maintainer said stands in the draft, as nobody's entry yet", async () => {
    const folder = await corrected("channel");
    const { stdout } = await run(folder, "attention");
    expect(stdout).toContain("tracehound knowledge new COMPONENT/ID --thread C1:17.25");
    const ran = await run(folder, "knowledge new db/queue-limit --thread C1:17.25");
    expect(ran.code).toBe(0);
    const entry = readFileSync(join(folder, "knowledge/db/queue-limit.md"), "utf8");
    expect(entry).toContain("#   no, that is the\n#   queue:[2J raise `queue_limit`\n");
    expect(entry).toContain("# The answer had named pool-drained");
    expect(entry).toContain('message: "queue limit of size <int> reached"');
    const linted = await run(folder, "knowledge lint");
    expect(linted.stdout).toContain("db/queue-limit.md: says TODO");
    expect(linted.stdout).not.toContain("front matter");
  });

  test.each([
    ["a private conversation", "private", "C1:17.25", "is a private conversation"],
    ["another thread", "channel", "C1:18.25", "there is no thread"],
    ["what is no thread", "channel", "%:17.25", "there is no thread"],
  ] as const)("%s is refused, and nothing is written", async (_, visibility, thread, says) => {
    const folder = await corrected(visibility);
    expectRefusal(await run(folder, `knowledge new db/other --thread ${thread}`), 1, [says]);
    expect(existsSync(join(folder, "knowledge/db/other.md"))).toBe(false);
  });
});

test("knowledge stats counts what there is, and what proves it", async () => {
  const folder = community();
  const { stdout } = await run(folder, "knowledge stats --json");
  expect(JSON.parse(stdout)).toMatchObject({
    entries: 1,
    slugs: 2,
    "must-match reports": 2,
    "must-not-match reports": 2,
    "oldest review": "2026-01-01",
  });
  expect((await run(folder, "knowledge stats")).stdout).toMatch(/^entries {2,}1$/m);
});

describe("knowledge diff", () => {
  const REPORTS = `{"id":"a","text":"acme 3.0.0: pool limit of size 5 reached"}\n{"id":"b","text":"ZebraError: stripes"}\nnot json\n`;
  const git = (folder: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t.test", ...args], {
      cwd: folder,
      stdio: "pipe",
    });

  test("names the reports that go elsewhere than before, by revision and by folder", async () => {
    const folder = community({ "reports.jsonl": REPORTS });
    git(folder, "init", "-q");
    git(folder, "add", ".");
    git(folder, "commit", "-q", "-m", "before");
    rmSync(join(folder, "knowledge/db"), { recursive: true });
    const ran = await run(folder, "knowledge diff reports.jsonl --against HEAD");
    expect(ran.stdout).toBe(
      "a: exact pool-drained -> new\n1 of 2 reports are answered differently; 1 line could not be read\n",
    );
    const other = community();
    const back = await run(folder, `knowledge diff reports.jsonl --against ${other}`);
    expect(back.stdout).toContain("a: exact pool-drained -> new");
  });

  test.each([
    [
      "a revision that is not there",
      "knowledge diff reports.jsonl --against nowhere",
      1,
      "there is no knowledge at nowhere",
    ],
    [
      "an option in its place",
      "knowledge diff reports.jsonl --against=--output=x",
      1,
      "there is no knowledge at",
    ],
    ["no revision", "knowledge diff reports.jsonl", 2, "knowledge diff needs --against"],
    ["no such file", "knowledge diff nothing.jsonl --against .", 1, "nothing.jsonl cannot be read"],
  ])("%s is refused", async (_, args, code, says) => {
    const folder = community({ "reports.jsonl": REPORTS });
    expectRefusal(await run(folder, args), code, [says]);
    expect(existsSync(join(folder, "x"))).toBe(false);
  });
});

test("knowledge schema writes what editors check with", async () => {
  const folder = community();
  writeFileSync(join(folder, "note.txt"), "kept");
  expect((await run(folder, "knowledge schema")).code).toBe(0);
  const entry = JSON.parse(
    readFileSync(join(folder, "knowledge/schema/entry.schema.json"), "utf8"),
  );
  expect(entry.required).toContain("match");
  expect(entry.required).not.toContain("aliases");
});
