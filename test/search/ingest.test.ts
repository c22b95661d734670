// What texts say of others and of releases, and that no text makes reading it slow.

import { expect, test } from "vitest";
import { issueDocument, mentionFree, mentionsOf } from "../../src/search/document.ts";
import { fixesOf } from "../../src/search/fixed-in.ts";
import { toIssueRow } from "../../src/search/ingest.ts";
import { saidFix } from "../../src/search/ingest-fixed.ts";
import { linksIn } from "../../src/search/ingest-links.ts";
import { toReleaseLine } from "../../src/search/ingest-releases.ts";
import { type IssueRow, UNTOLD } from "../../src/storage/issues.ts";

test.each([
  ["Fixed in 3.1.2", "3.1.2"],
  ["this was fixed in v2.14.", "2.14"],
  ["resolved with version 2.0.3, thanks", "2.0.3"],
  ["The fix is out in release 4.0", "4.0"],
  ["First release with the fix: 0.4.0", "0.4.0"],
  ["has been fixed in app 2.3.1rc1", "2.3.1rc1"],
  ["fixed in app==2.3.1", "2.3.1"],
  ["will be fixed in 3.2", null],
  ["not fixed in 3.1.2", null],
  ["this isn't fixed in 3.1.2", null],
  ["is that fixed in 3.1.2?", null],
  ["if fixed in 3.1.2 we can close", null],
  ["fixed in python 3.12", null],
  ["fixed in #312", null],
  ["fixed in 3 days", null],
  ["broken in 3.1.2", null],
])("%s: %s", (text, version) => expect(saidFix(text, "acme/app")).toBe(version));

test.each([
  ["issue", "Duplicate of #7", ["duplicate_of acme/app#7"]],
  ["issue", "dupe of acme/lib#7", ["duplicate_of acme/lib#7"]],
  ["issue", "a duplicate of\nhttps://github.com/Acme/App/issues/7.", ["duplicate_of acme/app#7"]],
  [
    "issue",
    "Fixed by #8 and closed in PR #9",
    ["closed_by acme/app#8", "closed_by acme/app#9", "mentions_pull acme/app#9"],
  ],
  ["issue", "see https://github.com/acme/lib/pull/3", ["mentions_pull acme/lib#3"]],
  [
    "pull",
    "Fixes #7, resolves: #8, closes GH-9",
    ["fixes acme/app#7", "fixes acme/app#8", "fixes acme/app#9"],
  ],
  ["pull", "prefixes #7, unclosed #8", []],
  ["issue", "duplicate of itself: #1; duplicate of #1", []],
  ["issue", "> duplicate of #7\n\n```\nduplicate of #8\n```\n~~~\nduplicate of #9", []],
  ["discussion", "duplicate of #7", ["duplicate_of acme/app#7"]],
] as const)("%s: %s", (kind, text, expected) => {
  const said = {
    ref: "acme/app#1",
    kind,
    isOwnText: true,
    text,
    association: null,
    seenAt: "2026",
  };
  expect(linksIn(said).map((link) => `${link.kind} ${link.other}`)).toEqual(expected);
});

test("a text that names a hundred issues relates to some only", () => {
  const text = Array.from({ length: 100 }, (_, at) => `duplicate of #${at + 10}`).join("\n");
  const said = {
    ref: "a/b#1",
    kind: "issue",
    isOwnText: true,
    text,
    association: null,
    seenAt: "",
  } as const;
  expect(linksIn(said)).toHaveLength(20);
});

test("only releases above all before them carry what the main branch got", () => {
  const tags = ["1.9", "v1.10", "1.9.1", "pkg-3.0", "2.0rc1", "2.0", "nightly"];
  const releases = tags.map((tag, at) => ({
    tag,
    isPrerelease: tag.includes("rc"),
    publishedAt: `2026-01-0${at + 1}`,
  }));
  expect(toReleaseLine(releases).map((it) => it.version)).toEqual(["1.9", "1.10", "2.0"]);
});

test("a pull request that says it fixes an issue proves it by closing it", () => {
  const none = { fixed_in: null, fixed_by: null, fixed_via: null };
  const issue = (
    ref: string,
    state: string,
    closed_at: string | null,
    merged_at: string | null,
  ) => {
    return { ref, state, closed_at, merged_at, ...none };
  };
  const fixes = fixesOf({
    issues: [
      issue("a/b#1", "closed", "2026-01-02T00:00:30Z", null),
      issue("a/b#2", "closed", "2026-01-02T03:00:00Z", null),
      issue("a/b#9", "merged", "2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z"),
    ],
    links: [1, 2].map((number) => {
      return { ref: "a/b#9", other: `a/b#${number}`, kind: "fixes", merged_at: null } as const;
    }),
    statements: [],
    releases: [{ tag: "1.0", isPrerelease: false, publishedAt: "2026-01-03T00:00:00Z" }],
  });
  expect([...fixes].map(([ref, fix]) => `${ref} ${fix.fixed_in} ${fix.fixed_via}`)).toEqual([
    "a/b#1 1.0 a/b#9",
    "a/b#2 null null",
    "a/b#9 1.0 a/b#9",
  ]);
});

const HOSTILE = [
  "`",
  "~~~\n",
  "```\n````\n",
  "> ",
  "fixed ",
  "fixed in ",
  "the fix is ",
  "fixed in aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ",
  "1.",
  "duplicate of ",
  "duplicate of a/",
  "fixes https://github.com/a",
  "closed by pull request ",
  " \t",
  "#1",
];

test.each(HOSTILE)("60,000 characters of %j are read in time", (part) => {
  const body = part.repeat(Math.ceil(60_000 / part.length));
  const start = performance.now();
  const read = toIssueRow(
    { repository: "a/b", number: 1, title: "t", body, state: "closed" },
    "2026",
  );
  expect("row" in read).toBe(true);
  expect(performance.now() - start).toBeLessThan(1_000); // some milliseconds; a square takes minutes
});

function rowOf(body: string, comments = ""): IssueRow {
  const about = { ref: "acme/app#1", repository: "acme/app", number: 1, title: "Mentions" };
  const dated = { created_at: null, updated_at: null, checked_at: "2026" };
  const seen = { state: "open", labels: "[]", url: "", visibility: "public" } as const;
  return { ...UNTOLD, ...about, ...dated, ...seen, body, comments };
}

test.each([
  ["see Acme/lib.js#7, and (acme/app#9).", ["acme/lib.js#7", "acme/app#9"]],
  ["...acme/app#8 -acme/app#9", ["acme/app#8", "acme/app#9"]],
  ["https://github.com/acme/app#8", ["acme/app#8"]],
  ["acme/app#1 is this one; acme/app#7x is none, nor is acme#7", []],
])("%s", (text, expected) => {
  expect(mentionsOf(rowOf(text))).toEqual(expected);
  for (const ref of expected) expect(mentionFree(text).toLowerCase()).not.toContain(ref);
});

test("no text makes it slow to find the issues that it names", () => {
  const texts = ["1.", "a-", "a.", "v1.", "-1.2", "a/", "a/a.", "a/b#", "a/b#1"].map((it) =>
    it.repeat(60_000).slice(0, 60_000),
  );
  const start = performance.now();
  for (const text of texts) {
    mentionsOf(rowOf(text, text));
    issueDocument(rowOf(text, text));
  }
  expect(performance.now() - start).toBeLessThan(4_000); // a fraction; a square takes half a minute
});

test("an issue that lists thousands names some", () => {
  const text = Array.from({ length: 5_000 }, (_, at) => `acme/app#${at + 2}`).join(" ");
  expect(mentionsOf(rowOf(text)).length).toBeLessThanOrEqual(200);
});
