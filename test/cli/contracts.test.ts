// What other tools rely on: the commands that ARCHITECTURE.md promises to keep.

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { community, jsonLines, PASTE, tracehound } from "./harness.ts";

const lines = (...items: unknown[]) =>
  items.map((it) => `${typeof it === "string" ? it : JSON.stringify(it)}\n`).join("");

const ISSUE = {
  repository: "Acme/App",
  number: 12,
  title: "PoolError: pool limit of size 5 reached",
  state: "open",
  body: "pool limit of size 5 reached in take",
};

test("read --json prints one document, root cause first and oldest call first", async () => {
  const ran = await tracehound(["read", "--json"], { folder: community(), input: PASTE });
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(ran.stdout)).toEqual({
    id: null,
    incident: {
      traces: [
        {
          runtime: "python",
          fingerprint: expect.stringMatching(/^t1:[0-9a-f]{16}$/),
          exceptions: [
            {
              type: "acme.errors.PoolError",
              message: "pool limit of size 5 reached",
              relation: null,
              parent: null,
              wraps: null,
              frames: [
                {
                  function: "take",
                  file: "/srv/venv/lib/python3.12/site-packages/acme/pool.py",
                  line: 41,
                  module: null,
                  in_app: true,
                  package: "acme",
                },
              ],
            },
          ],
        },
      ],
      facts: [{ name: "acme.version", value: "3.0.1" }],
      signals: expect.any(Array),
      redactions: [],
      problems: [],
    },
  });
});

test("ask --json claims the entry and carries everything that the contract names", async () => {
  const ran = await tracehound(["ask", "--json"], { folder: community(), input: PASTE });
  expect(JSON.parse(ran.stdout)).toMatchObject({
    id: null,
    reply: "answer",
    answer: {
      level: "exact",
      entry: "pool-drained",
      lead: null,
      sections: { what_happened: expect.stringContaining("no slot left") },
      settings: [],
      fixed_in: [],
      reports: [{ issue: "acme/app#7", duplicates: [], state: "open", title: "Pool drained" }],
      candidates: expect.any(Array),
      questions: [],
      markdown: expect.stringContaining("Close what you open."),
    },
    elapsed_ms: expect.any(Number),
    problems: [],
  });
});

test("--jsonl answers every line in order; a bad one gives an error and the rest go on", async () => {
  const input = lines(
    { id: "a", text: PASTE, unknown_key: { deep: [1] } },
    "{ not json",
    { id: "b", text: 7 },
    ["no object"],
    { text: "no id" },
    "",
    { id: "long", text: "x".repeat(8 * 1024 * 1024) },
    { id: 3, text: "", thread: [{ author: "stranger", text: "" }] },
    '\ufeff{"id":"bom","text":"hello"}\r',
    { id: "z", text: "hello", thread: null, exclude: null },
  );
  const ran = await tracehound(["ask", "--jsonl"], { folder: community(), input });
  const out = jsonLines(ran.stdout);
  const codes = out.map(({ id, error, reply }) => [
    id,
    (error as { code?: string })?.code ?? reply,
  ]);
  expect(codes).toEqual([
    ["a", "answer"],
    [null, "not-json"],
    ["b", "not-a-report"],
    [null, "not-a-report"],
    [null, "answer"],
    [null, "line-too-long"],
    ["3", "not-a-report"],
    ["bom", "answer"],
    ["z", "answer"],
  ]);
  expect(out[2]).toEqual({
    id: "b",
    error: { code: "not-a-report", message: expect.stringContaining("line 3: text:") },
  });
  expect(ran).toMatchObject({ code: 0, stderr: "" });
});

test("a last line without its line end is answered too", async () => {
  const ran = await tracehound(["read", "--jsonl"], {
    folder: community(),
    input: '{"id":"a","text":"x"}',
  });
  expect(jsonLines(ran.stdout)).toMatchObject([{ id: "a", incident: { traces: [] } }]);
});

test("a thread is heard before its message, and a line never influences the next", async () => {
  const report = PASTE.replace("acme 3.0.1 says\n", "");
  const thread = [
    { author: "asker", text: report },
    { author: "bot", text: "Which version?" },
  ];
  const input = lines({ id: "1", text: "acme 3.0.1", thread }, { id: "2", text: "acme 3.0.1" });
  const out = jsonLines(
    (await tracehound(["ask", "--jsonl"], { folder: community(), input })).stdout,
  );
  expect(out[0]).toMatchObject({
    reply: "delta",
    answer: { level: "exact", entry: "pool-drained" },
  });
  expect(out[1]).toMatchObject({ reply: "answer", answer: { entry: null } });
});

test("a leading mention says whom it is for, and is no part of what is said", async () => {
  const report = PASTE.replace("acme 3.0.1 says\n", "");
  const thread = [{ author: "asker", text: `@tracehound ${report}` }];
  const says = ["@tracehound 3.0.1", "@tracehound, nope", "@tracehound: thanks!"];
  const input = lines(...says.map((text, at) => ({ id: `${at}`, text, thread })));
  const ran = await tracehound(["ask", "--jsonl"], { folder: community(), input });
  const [version, failed, thanks] = jsonLines(ran.stdout);
  expect(version).toMatchObject({ reply: "delta", answer: { level: "exact" } });
  expect(failed).toMatchObject({ reply: "handover" }); // its one fix was tried
  expect(thanks).toMatchObject({ reply: "silent", why: "thanks" });
});

test("a very long thread is cut, and the answer says so", async () => {
  const thread = Array.from({ length: 150 }, () => ({ author: "asker", text: "thanks" }));
  const input = lines({ id: "1", text: PASTE, thread });
  const ran = await tracehound(["ask", "--jsonl"], { folder: community(), input });
  expect(jsonLines(ran.stdout)[0]).toMatchObject({ problems: [{ code: "thread-cut" }] });
});

test("explain adds every candidate and the rules that fired", async () => {
  const ran = await tracehound(["explain", "--json"], { folder: community(), input: PASTE });
  expect(JSON.parse(ran.stdout)).toMatchObject({
    answer: { entry: "pool-drained" },
    explain: { level: "exact", entries: [{ entry: "pool-drained", fired: [{ atom: "message" }] }] },
  });
});

test("without a format the answer is text for a terminal, with --markdown it is Markdown", async () => {
  const folder = community();
  const plain = await tracehound(["ask"], { folder, input: PASTE });
  const markdown = await tracehound(["ask", "--markdown"], { folder, input: PASTE });
  expect(plain.stdout).toMatch(/^What happened\n(?: .*\n)* {2}The pool had no slot left\.\n/m);
  expect(markdown.stdout).toContain("### What happened");
});

test("read, ask, explain and eval store nothing", async () => {
  const folder = community({ "cases.jsonl": lines(CASE) });
  for (const args of [["read"], ["ask"], ["explain"], ["eval", "--cases", "cases.jsonl"]]) {
    expect((await tracehound(args, { folder, input: PASTE })).code).toBe(0);
  }
  expect(readdirSync(folder).toSorted()).toEqual(["cases.jsonl", "config.yaml", "knowledge"]);
});

test("issues import is idempotent; exclude hides an issue from one line only", async () => {
  const folder = community({
    "issues.jsonl": lines(ISSUE, { ...ISSUE, number: 13, title: "Zebra" }),
  });
  const first = await tracehound(["issues", "import", "issues.jsonl"], { folder });
  const again = await tracehound(["issues", "import", "-"], { folder, input: lines(ISSUE) });
  expect(first.stdout).toBe("2 issues read from issues.jsonl; 2 in the mirror.\n");
  expect(again.stdout).toBe("1 issues read from -; 2 in the mirror.\n");

  const text = "pool limit of size 5 reached in take";
  const input = lines({ id: "hidden", text, exclude: ["acme/app#12"] }, { id: "shown", text });
  const out = jsonLines((await tracehound(["ask", "--jsonl"], { folder, input })).stdout);
  const candidates = out.map((it) =>
    (it as { answer: { candidates: { issue: string }[] } }).answer.candidates.map(({ issue }) =>
      issue.toLowerCase(),
    ),
  );
  expect(candidates[0]).not.toContain("acme/app#12");
  expect(candidates[1]).toContain("acme/app#12");
});

test("issues import names the bad lines, keeps the good ones and exits with 1", async () => {
  const folder = community({ "issues.jsonl": lines(ISSUE, "{", [], { ...ISSUE, number: -1 }) });
  const ran = await tracehound(["issues", "import", "issues.jsonl"], { folder });
  expect(ran.stdout).toContain("1 in the mirror");
  expect(ran.stderr).toContain("Not imported: 3 line(s).");
  expect(ran.stderr).toContain("line 2: not JSON");
  expect(ran.code).toBe(1);
});

test("knowledge list --json has the keys that graders read; show takes an id or an alias", async () => {
  const folder = community();
  const list = await tracehound(["knowledge", "list", "--json"], { folder });
  expect(JSON.parse(list.stdout)).toEqual([
    {
      id: "pool-drained",
      aliases: ["pool-empty"],
      title: "The pool is drained",
      status: "verified",
      kind: "known",
      file: "db/pool-drained.md",
    },
  ]);
  const shown = await tracehound(["knowledge", "show", "pool-empty"], { folder });
  expect(shown.stdout).toMatch(/^---\nid: pool-drained\n/);
});

test("knowledge lint and test pass, and fail with 1 when something is wrong", async () => {
  const folder = community();
  const lint = await tracehound(["knowledge", "lint"], { folder });
  expect(lint).toMatchObject({ code: 0, stdout: "1 entries, 0 problems\n" });
  const passed = await tracehound(["knowledge", "test"], { folder });
  expect(passed).toMatchObject({ code: 0, stdout: expect.stringContaining("4 passed, 0 failed") });

  const reports = 'match:\n  - { name: another, report: "ZebraError: stripes" }\n';
  writeFileSync(join(folder, "knowledge/db/pool-drained.reports.yaml"), reports);
  const failed = await tracehound(["knowledge", "test"], { folder });
  expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining("0 passed, 1 failed") });
  expect((await tracehound(["knowledge", "lint"], { folder })).code).toBe(1);
});

const CASE = {
  id: "c1",
  text: PASTE,
  exclude: [],
  expect: { families: ["pool-empty"], issues: ["Acme/App#7"], answerable: true, settings: [] },
  kind: "ignored",
};

test("eval prints the figures of the graded cases; --no-knowledge switches entries off", async () => {
  const outside = { id: "c2", text: "hello", expect: { answerable: false } };
  const folder = community({ "cases.jsonl": lines(CASE, outside) });
  const args = ["eval", "--cases", "cases.jsonl", "--json"];
  const figures = JSON.parse((await tracehound(args, { folder })).stdout);
  expect(figures).toMatchObject({
    cases: 2,
    answered: 2,
    right_entry_first: 1,
    claimed_and_right: 1,
    wrong_of_claimed: 0,
    abstained_outside: 1,
    issue_shown_3: 1,
    recall: { "1": expect.any(Number), "10": expect.any(Number) },
  });
  const without = JSON.parse((await tracehound([...args, "--no-knowledge"], { folder })).stdout);
  expect(without).toMatchObject({ claimed_and_right: 0, wrong_of_claimed: null });
  expect(existsSync(join(folder, "data"))).toBe(false);
});
