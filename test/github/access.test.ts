// Nothing private is read, the token is in no error, and what is wrong is said with its remedy.

import { expect, test } from "vitest";
import { SetupError, UpstreamError } from "../../src/errors.ts";
import { checkAccess } from "../../src/github/access.ts";
import { openGitHub } from "../../src/github/client.ts";
import { publicIssues } from "../../src/storage/issues.ts";
import { secondaryLimit } from "../doubles/github/server.ts";
import { expectEqual, fill, newMirror } from "./mirror.ts";

/** Everything that an operator could get to see of an error. */
function shown(error: unknown): string {
  const parts: string[] = [];
  for (let it = error; it instanceof Error; it = it.cause) {
    parts.push(it.stack ?? "", JSON.stringify(it), JSON.stringify(Object.values(it)), String(it));
  }
  return parts.join("\n");
}

async function failure(work: Promise<unknown>): Promise<Error & { hint?: string }> {
  const error = await work.then(
    () => null,
    (it: unknown) => it,
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

test("refuses a private repository and a token that sees one, in one message with the remedy", async () => {
  const mirror = await newMirror();
  mirror.acme.isPrivate = true;
  mirror.github.seesPrivate = true;
  fill(mirror, 2);
  const error = await failure(mirror.sync());
  expect(error).toBeInstanceOf(SetupError);
  expect(error.message).toContain("acme/app is private");
  expect(error.message).toContain("GITHUB_TOKEN can read private repositories (acme/app)");
  expect(error.hint).toMatch(/Take it out.*fine-grained token.*allow_private/);
  expect(mirror.asked().some((path) => path.includes("/issues"))).toBe(false);
});

test("refuses a token that sees a private repository that nobody configured", async () => {
  const mirror = await newMirror();
  mirror.github.addRepository("acme/secret", true);
  mirror.github.seesPrivate = true;
  const error = await failure(checkAccess(openGitHub(mirror.settings), mirror.settings));
  expect(error).toBeInstanceOf(SetupError);
  expect(error.message).toContain("acme/secret");
});

test("a repository that became private is hidden at once", async () => {
  const mirror = await newMirror();
  fill(mirror, 3);
  await mirror.sync();
  expect(await publicIssues(mirror.db)).toHaveLength(3);
  mirror.acme.isPrivate = true;
  mirror.github.seesPrivate = true;
  await failure(mirror.sync());
  expect(await publicIssues(mirror.db)).toEqual([]);
  mirror.acme.isPrivate = false;
  await mirror.sync();
  expect(await publicIssues(mirror.db)).toHaveLength(3);
});

test("with allow_private it is mirrored, and no public answer may use it", async () => {
  const mirror = await newMirror({ allowPrivate: true });
  mirror.acme.isPrivate = true;
  mirror.github.seesPrivate = true;
  fill(mirror, 3);
  const [report] = await mirror.sync();
  expect(report).toMatchObject({ problem: null, notes: [expect.stringContaining("private")] });
  await expectEqual(mirror);
  expect(await publicIssues(mirror.db)).toEqual([]);
});

test("works without a token", async () => {
  const mirror = await newMirror({ token: null });
  fill(mirror, 3);
  await mirror.sync();
  await expectEqual(mirror);
});

const SECRET = "ghp_notTheTokenOfTheDouble0123";

test.each([
  [
    "that is revoked",
    SECRET,
    {},
    SetupError,
    /GITHUB_TOKEN: GitHub does not accept it \(401 Bad credentials\)/,
  ],
  ["with a line break", `${SECRET}\nx`, {}, SetupError, /GITHUB_TOKEN holds a space, a line break/],
  [
    "sent to http",
    SECRET,
    { apiUrl: "http://api.example.org" },
    SetupError,
    /GITHUB_API_URL must be an https/,
  ],
  [
    "while nobody listens",
    SECRET,
    { apiUrl: "http://127.0.0.1:9" },
    UpstreamError,
    /could not be reached \(/,
  ],
])("a token %s: said without the token", async (_, token, more, kind, message) => {
  const mirror = await newMirror({ token, ...more });
  const error = await failure((async () => mirror.sync())());
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toMatch(message);
  expect(shown(error) + error.hint).not.toContain(SECRET);
});

test.each([
  [
    { status: 403, message: `Resource not accessible by ${SECRET}` },
    /refused: 403 Resource not accessible by \[token\]/,
  ],
  [
    { status: 403, message: "You have triggered an abuse detection mechanism." },
    /refused: 403 You have triggered an abuse/,
  ],
  [
    secondaryLimit(3_600),
    /refused: 403 You have exceeded a secondary rate limit.*try again in 3600 s/,
  ],
  [{ status: 451, message: "Repository access blocked" }, /refused: 451/],
  [{ status: 200, message: "<html>" }, /what it sent for .* is not readable/],
  [
    { status: 500, message: `token ${SECRET}` },
    /could not be reached: it answers 500 token \[token\]/,
  ],
])("a refusal says which, and never the token", async (fault, message) => {
  const mirror = await newMirror({ token: SECRET });
  mirror.github.token = SECRET;
  for (const nth of [1, 2, 3]) mirror.github.on(/./, nth, () => fault);
  const error = await failure(mirror.sync());
  expect(error).toBeInstanceOf(UpstreamError);
  expect(error.message).toMatch(message);
  expect(shown(error)).not.toContain(SECRET);
});

test("renamed, deleted and mistyped repositories are said, their rows kept, and others go on", async () => {
  const names = ["acme/gone", "acme/app", "acme/lib"];
  const mirror = await newMirror({ repositories: names.map((name) => ({ name, docs: null })) });
  const gone = mirror.github.addRepository("acme/gone");
  mirror.github.addRepository("acme/lib").addIssue();
  fill(mirror, 2);
  gone.addIssue();
  await mirror.sync();
  gone.isDeleted = true;
  mirror.github.rename(mirror.acme, "acme/renamed");
  mirror.github.addRepository("acme/other");
  const reports = await mirror.sync();
  expect(reports.map((report) => report.problem)).toEqual([
    expect.stringContaining("GitHub finds no such repository (404)"),
    expect.stringContaining("renamed or transferred to acme/renamed"),
    null,
  ]);
  expect(await publicIssues(mirror.db)).toHaveLength(4);
  const standings = await mirror.db
    .selectFrom("sync_repositories")
    .select(["state", "moved_to"])
    .orderBy("repository")
    .execute();
  expect(standings).toEqual([
    { state: "moved", moved_to: "acme/renamed" },
    { state: "absent", moved_to: null },
    { state: "public", moved_to: null },
  ]);
});

test("a repository that is renamed or deleted while it is read keeps what was read, and is said", async () => {
  const mirror = await newMirror();
  const lib = mirror.github.addRepository("acme/lib");
  fill(mirror, 250);
  for (let number = 0; number < 250; number++) lib.addIssue();
  const settings = {
    ...mirror.settings,
    repositories: ["acme/app", "acme/lib"].map((name) => ({ name, docs: null })),
  };
  mirror.github.on(/app\/issues\?/, 2, () => void mirror.github.rename(mirror.acme, "acme/new"));
  mirror.github.on(/lib\/issues\?/, 2, () => void Object.assign(lib, { isDeleted: true }));
  const [app] = await mirror.sync({ settings });
  // GitHub redirects what is asked under the old name.
  expect(app).toMatchObject({ problem: null, counts: { issues: 250 } });
  expect(await publicIssues(mirror.db)).toHaveLength(250 + 100);
  const again = await mirror.sync({ settings });
  expect(again.map((report) => report.problem)).toEqual([
    expect.stringContaining("renamed or transferred to acme/new"),
    expect.stringContaining("GitHub finds no such repository"),
  ]);
  expect(await publicIssues(mirror.db)).toHaveLength(250 + 100);
});
