// What closed an issue, of what it is a duplicate, and which release fixed it: with who says so.

import { expect, test } from "vitest";
import { publicLinks } from "../../src/storage/links.ts";
import type { Issue } from "../doubles/github/model.ts";
import { fill, type Mirror, newMirror } from "./mirror.ts";

const GRAPHQL = /^\/graphql$/;

async function rowOf({ db }: Mirror, number: number) {
  return db.selectFrom("issues").selectAll().where("number", "=", number).executeTakeFirstOrThrow();
}

async function linksOf({ db }: Mirror) {
  return (await publicLinks(db)).map(
    ({ ref, other, kind, said_by }) => `${ref} ${kind} ${other} (${said_by})`,
  );
}

function merge({ acme }: Mirror, part: Partial<Issue> = {}): Issue {
  const pull = acme.addIssue({ pull: { merged_at: null }, ...part });
  const at = acme.update(pull.number, { state: "closed" }).updated_at;
  pull.pull = { merged_at: at };
  pull.closed_at = at;
  return pull;
}

test("the first release after the merge that closed it has the fix", async () => {
  const mirror = await newMirror();
  const { acme } = mirror;
  acme.release("3.1.0");
  fill(mirror, 1);
  const pull = merge(mirror);
  acme.update(1, { state: "closed", closedBy: { pull: pull.number } });
  await mirror.sync();
  expect(await linksOf(mirror)).toEqual(["acme/app#1 closed_by acme/app#2 (github)"]);
  expect(await rowOf(mirror, 1)).toMatchObject({ fixed_in: null, state_reason: "completed" });

  for (const tag of ["pkg-0.9.1", "3.2.0rc1", "2.20.9", "v3.1.1", "3.2.0"]) acme.release(tag);
  await mirror.sync();
  // Not a package's tag, not a candidate, not care for an older branch.
  const fix = { fixed_in: "3.1.1", fixed_by: "release", fixed_via: "acme/app#2" };
  expect(await rowOf(mirror, 1)).toMatchObject(fix);
  expect(await rowOf(mirror, 2)).toMatchObject(fix);
  acme.update(1, { state: "open" });
  await mirror.sync();
  expect(await rowOf(mirror, 1)).toMatchObject({ fixed_in: null });
});

test("a commit of a pull request closes as well; another branch or repository proves no release", async () => {
  const mirror = await newMirror();
  const { acme } = mirror;
  const other = mirror.github.addRepository("acme/lib");
  other.addIssue({ pull: { merged_at: "2026-01-01T00:00:01Z" } });
  fill(mirror, 3);
  const pull = merge(mirror);
  const backport = merge(mirror, { base: "2.x" });
  acme.update(1, { state: "closed", closedBy: { pull: pull.number, isCommit: true } });
  acme.update(2, { state: "closed", closedBy: { pull: backport.number } });
  acme.update(3, { state: "closed", closedBy: { pull: 1, repository: other } });
  acme.release("1.0");
  await mirror.sync();
  expect(await linksOf(mirror)).toEqual([
    "acme/app#1 closed_by acme/app#4 (github)",
    "acme/app#2 closed_by acme/app#5 (github)",
    "acme/app#3 closed_by acme/lib#1 (github)",
  ]);
  const fixed = await Promise.all([1, 2, 3].map((number) => rowOf(mirror, number)));
  expect(fixed.map((row) => row.fixed_in)).toEqual(["1.0", null, null]);
});

test("a duplicate points to its original, and what is private is not named", async () => {
  const mirror = await newMirror();
  const { acme } = mirror;
  const secret = mirror.github.addRepository("acme/secret", true);
  secret.addIssue();
  secret.addIssue({ pull: { merged_at: "2026-01-01T00:00:01Z" } });
  fill(mirror, 3);
  acme.update(2, {
    state: "closed",
    state_reason: "duplicate",
    duplicateOf: { repository: acme, number: 1 },
  });
  acme.update(3, {
    state: "closed",
    duplicateOf: { repository: secret, number: 1 },
    closedBy: { pull: 2, repository: secret },
  });
  await mirror.sync();
  expect(await linksOf(mirror)).toEqual(["acme/app#2 duplicate_of acme/app#1 (github)"]);
  expect(await rowOf(mirror, 2)).toMatchObject({ state_reason: "duplicate" });
});

test("hundreds of closed issues cost a query each fifty, and are asked about again only when changed", async () => {
  const mirror = await newMirror();
  fill(mirror, 130);
  for (let number = 1; number <= 120; number++) mirror.acme.update(number, { state: "closed" });
  await mirror.sync();
  const queries = () => mirror.asked().filter((path) => path.includes("graphql")).length;
  expect(queries()).toBe(1 + 3);
  await mirror.sync();
  expect(queries()).toBe(1);
  mirror.acme.update(7, { title: "Changed" });
  await mirror.sync();
  expect(queries()).toBe(2);
});

test("a deleted and a transferred issue are marked as such, the rest of the query is kept", async () => {
  const mirror = await newMirror();
  const { acme } = mirror;
  const other = mirror.github.addRepository("acme/lib");
  for (const _ of [1, 2, 3]) other.addIssue();
  fill(mirror, 4);
  await mirror.sync();
  for (const number of [1, 2, 3, 4]) acme.update(number, { state: "closed", closedBy: null });
  // They go after the list was read.
  mirror.github.on(GRAPHQL, 1, () => {
    acme.issues[1]!.isDeleted = true;
    acme.issues[2]!.movedTo = { repository: other, number: 3 };
  });
  expect((await mirror.sync())[0]).toMatchObject({ problem: null, isComplete: true });
  const rows = await mirror.db
    .selectFrom("issues")
    .select(["number", "state"])
    .orderBy("number")
    .execute();
  expect(rows.map((row) => row.state)).toEqual(["closed", "deleted", "transferred", "closed"]);
  mirror.asked();
  await mirror.sync();
  expect(mirror.asked().filter((path) => path.includes("graphql"))).toHaveLength(1);
});

test("fifty that take GitHub too long are asked for in tens", async () => {
  const mirror = await newMirror();
  fill(mirror, 30);
  for (let number = 1; number <= 30; number++) mirror.acme.update(number, { state: "closed" });
  for (const nth of [2, 3, 4]) mirror.github.on(GRAPHQL, nth, () => ({ status: 502 }));
  expect((await mirror.sync())[0]).toMatchObject({ isComplete: true, notes: [] });
  expect(mirror.asked().filter((path) => path.includes("graphql"))).toHaveLength(1 + 3 + 3);
});

test("without a token the texts tell, each with who says it", async () => {
  const mirror = await newMirror({ token: null });
  const { acme } = mirror;
  fill(mirror, 4);
  acme.comment(2, "Duplicate of #1", "MEMBER");
  acme.comment(
    3,
    "> Duplicate of #4\n\nI think it is a duplicate of https://github.com/acme/lib/issues/9",
  );
  const pull = merge(mirror, { body: "Fixes #1, closes #4.\n\n```\nfixes #3\n```" });
  acme.issues[0]!.state = "closed";
  acme.issues[0]!.closed_at = pull.closed_at;
  acme.release("1.2");
  await mirror.sync();
  expect(await linksOf(mirror)).toEqual([
    "acme/app#2 duplicate_of acme/app#1 (maintainer)",
    "acme/app#3 duplicate_of acme/lib#9 (stranger)",
    "acme/app#5 fixes acme/app#1 (stranger)",
    "acme/app#5 fixes acme/app#4 (stranger)",
  ]);
  expect(await rowOf(mirror, 1)).toMatchObject({
    fixed_in: "1.2",
    fixed_by: "release",
    fixed_via: "acme/app#5",
  });
  // Nobody closed it with that merge: a stranger's word alone.
  expect(await rowOf(mirror, 4)).toMatchObject({ fixed_in: null });
});

test("what people say is kept with who they are, the maintainer's word above others", async () => {
  const mirror = await newMirror();
  const { acme } = mirror;
  fill(mirror, 3);
  acme.comment(1, "Works for me, fixed in 2.0.1");
  acme.comment(1, "Fixed in 2.0.3.", "COLLABORATOR");
  acme.comment(1, "it was fixed in 2.0.2 I believe");
  acme.comment(2, "fixed in 2.0.1");
  acme.comment(3, "fixed in 2.0.1");
  for (const number of [1, 2]) acme.update(number, { state: "closed" });
  await mirror.sync();
  expect(await rowOf(mirror, 1)).toMatchObject({
    fixed_in: "2.0.3",
    fixed_by: "maintainer",
    has_maintainer: 1,
  });
  expect(await rowOf(mirror, 2)).toMatchObject({ fixed_in: "2.0.1", fixed_by: "stranger" });
  expect(await rowOf(mirror, 3)).toMatchObject({ fixed_in: null, state: "open" });
});
