// `search` and the words of `explain`, as a process over a small mirror.

import { beforeAll, expect, test } from "vitest";
import { community, expectRefusal, jsonLines, PASTE, tracehound } from "./harness.ts";

const issue = (number: number, title: string, body: string, more: object = {}) => ({
  repository: "acme/app",
  number,
  title,
  body,
  state: "open",
  ...more,
});
const MIRROR = [
  issue(
    7,
    "Pool drained",
    `Since acme 2.6.8:\n\n\`\`\`\n${PASTE.replace(/^.*\n/, "")}\`\`\`\nmarmalade`,
    {
      state: "closed",
      closed_at: "2023-01-04T10:00:00Z",
    },
  ),
  issue(8, "Stripes \u001b[31mlook odd", "The stripe is drawn wrong in the aquarium."),
  issue(9, "Give slots of the pool back", "Fixes #7. The pool limit of size is kept.", {
    state: "closed",
    pull_request: { merged_at: "2023-01-03T00:00:00Z" },
  }),
];

let folder = "";
beforeAll(async () => {
  folder = community();
  const input = MIRROR.map((it) => JSON.stringify(it)).join("\n");
  expect((await tracehound(["issues", "import", "-"], { folder, input })).code).toBe(0);
}, 30_000);

const search = (args: readonly string[], input = "", env = {}) =>
  tracehound(["search", ...args], { folder, input, env });

test("shows rank, link, state with its date, and why; nothing of a body", async () => {
  const { stdout, code } = await search([], PASTE);
  expect(code).toBe(0);
  expect(stdout).toContain("1 pool-drained  verified");
  expect(stdout).toContain('signature holds: message "pool limit of size <int> reached"');
  expect(stdout).toContain("acme/app#7  closed 2023-01-04, checked ");
  expect(stdout).toContain("https://github.com/acme/app/issues/7");
  expect(stdout).toMatch(/same exception and message; 1 of 1 call; reported on Acme 2\.6\.8/);
  expect(stdout).toContain("listed by pool-drained");
  expect(stdout).toContain("acme/app#9  pull request, merged 2023-01-03");
  expect(stdout).toContain("Searched 1 entry and 3 issues.");
  expect(stdout).not.toContain("marmalade");
});

test("words of the command line are one query; colours and control characters stay out", async () => {
  const { stdout } = await search(["stripes", "odd", "aquarium"]);
  expect(stdout).toContain("Stripes [31mlook odd");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(stdout).not.toMatch(/\u001b/);
});

test("fits a narrow screen; only what cannot be broken is longer", async () => {
  const { stdout } = await search([], PASTE, { COLUMNS: "50" });
  const long = stdout.split("\n").filter((line) => line.length > 50);
  expect(long.every((line) => /^ *https:\S+$/.test(line))).toBe(true);
});

test("--json is one document, with what was searched", async () => {
  const { stdout } = await search(["--json", "pool limit", "--kind", "issue", "--limit", "1"]);
  expect(JSON.parse(stdout)).toMatchObject({
    searched: { entries: 1, issues: 3, pages: 0, releases: 0 },
    results: [
      {
        kind: "issue",
        rank: 1,
        id: "acme/app#7",
        state: "closed",
        since: "2023-01-04",
        why: expect.arrayContaining(["reported on Acme 2.6.8"]),
      },
    ],
  });
});

test("--kind finds a rare kind behind any number of nearer others", async () => {
  const own = community();
  const many = Array.from({ length: 160 }, (_, at) =>
    issue(at + 1, "Quaggas gallop backwards", "Quaggas gallop backwards at night."),
  );
  const pull = issue(500, "Let quaggas gallop", "They stood.", { pull_request: {} });
  const input = [...many, pull].map((it) => JSON.stringify(it)).join("\n");
  expect((await tracehound(["issues", "import", "-"], { folder: own, input })).code).toBe(0);
  const query = ["search", "--json", "quaggas gallop backwards"];
  const ids = async (args: string[]) => {
    const { stdout } = await tracehound([...query, ...args], { folder: own });
    return (JSON.parse(stdout) as { results: { id: string }[] }).results.map(({ id }) => id);
  };
  expect(await ids(["--limit", "20"])).not.toContain("acme/app#500");
  expect(await ids(["--kind", "pull"])).toEqual(["acme/app#500"]);
});

test("--jsonl maps line to line, and what a line or the command excludes is not there", async () => {
  const lines = [
    { id: "a", text: "pool limit", exclude: ["acme/app#7"] },
    { id: "b", text: "pool limit" },
  ].map((it) => JSON.stringify(it));
  const { stdout } = await search(
    ["--jsonl", "--exclude", "acme/app#9"],
    `${lines.join("\n")}\nnonsense\n`,
  );
  const [a, b, bad] = jsonLines(stdout) as {
    id: string;
    results: { id: string }[];
    error?: object;
  }[];
  expect(a?.results.map(({ id }) => id)).not.toContain("acme/app#7");
  expect(b?.results.map(({ id }) => id)).toContain("acme/app#7");
  expect(JSON.stringify([a, b])).not.toContain("#9");
  expect(bad).toMatchObject({ id: null, error: { code: "not-json" } });
});

test("nothing found says what was looked through", async () => {
  const { stdout, code } = await search(["zzqqx"]);
  expect(code).toBe(0);
  expect(stdout).toContain("Nothing found in 1 entry and 3 issues.");
});

test("an empty mirror says how it is filled", async () => {
  const { stdout } = await tracehound(["search", "pool"], { folder: community() });
  expect(stdout).toContain(
    "Searched 1 entry. No issue and no page is mirrored yet: `tracehound sync`",
  );
});

test.each([
  [
    ["pool", "--kind", "isue"],
    '--kind is one of entry, issue, pull, discussion, doc, release, not "isue"',
  ],
  [["pool", "--limit", "0"], "--limit is a number from 1 to 20"],
  [[], "search needs QUERY"],
])("refuses %j", async (args, says) => {
  expectRefusal(await search(args as string[]), 2, [says as string, "tracehound search --help"]);
});

test("explain says what was read, which rule set the level, and each candidate's reasons", async () => {
  const { stdout } = await tracehound(["explain"], { folder, input: PASTE });
  expect(stdout).toMatch(
    /error {5}acme\.errors\.PoolError: pool limit of size 5 reached \(1 calls?\)/,
  );
  expect(stdout).toContain("fact      acme.version = 3.0.1 (report)");
  expect(stdout).toContain("Level: exact");
  expect(stdout).toContain(
    "the signature of pool-drained holds with specificity 9; no other signature",
  );
  expect(stdout).toContain("same exception and message; 1 of 1 call");
});

test("explain names the limit that keeps an answer new", async () => {
  const input = "ZebraError: the aquarium is nowhere in sight and nobody knows why";
  const { stdout } = await tracehound(["explain"], { folder, input });
  expect(stdout).toContain("no signature holds");
});

test("explain --json keeps its keys and adds the evidence", async () => {
  const { stdout } = await tracehound(["explain", "--json"], { folder, input: PASTE });
  const { explain } = JSON.parse(stdout);
  expect(explain).toMatchObject({
    level: "exact",
    entries: [{ entry: "pool-drained", fired: [{ atom: "message" }] }],
    issues: [{ issue: "acme/app#7", evidence: { error: { message: "equal" } } }, {}],
    pages: [],
  });
});
