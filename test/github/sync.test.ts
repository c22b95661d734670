// A mirror equals GitHub's issues after every sync, whatever changed, failed or died in between.

import { expect, test } from "vitest";
import { publicIssues } from "../../src/storage/issues.ts";
import { saveIssuePage } from "../../src/storage/sync.ts";
import { secondaryLimit } from "../doubles/github/server.ts";
import { expectEqual, fill, NOW, newMirror } from "./mirror.ts";

const ISSUES = /\/issues\?/;

test("reads every issue and pull request over several pages", async () => {
  const mirror = await newMirror();
  fill(mirror, 250);
  mirror.acme.addIssue({ state: "closed", pull: { merged_at: "2026-01-01T01:00:00Z" } });
  mirror.acme.update(3, { state: "closed", labels: ["bug"] });
  const [report] = await mirror.sync();
  expect(report).toMatchObject({ isComplete: true, problem: null });
  await expectEqual(mirror);
  const merged = await mirror.db
    .selectFrom("issues")
    .selectAll()
    .where("number", "=", 251)
    .executeTakeFirst();
  expect(merged).toMatchObject({
    kind: "pull",
    state: "merged",
    url: "https://github.com/acme/app/pull/251",
  });
});

test("asks with what it knows: a second sync costs no page", async () => {
  const mirror = await newMirror();
  fill(mirror, 250);
  mirror.acme.comment(1, "same here");
  mirror.acme.release("v1");
  await mirror.sync();
  mirror.asked();
  const [report] = await mirror.sync();
  expect(report).toMatchObject({ isUnchanged: true, isComplete: true });
  expect(mirror.asked()).toEqual([
    "200 /user/repos",
    "200 /repos/acme/app",
    "304 /repos/acme/app/issues",
    "304 /repos/acme/app/issues/comments",
    "304 /repos/acme/app/releases",
    "200 /graphql",
  ]);
});

test("a later sync reads only what changed", async () => {
  const mirror = await newMirror();
  fill(mirror, 350);
  await mirror.sync();
  mirror.acme.update(7, { state: "closed", title: "Solved" });
  mirror.acme.addIssue({ title: "A new one" });
  mirror.asked();
  await mirror.sync();
  expect(mirror.asked().filter((path) => path.endsWith("/issues"))).toHaveLength(1);
  await expectEqual(mirror);
});

test("a last page that is full hides nothing that comes after it", async () => {
  const mirror = await newMirror();
  fill(mirror, 100);
  await mirror.sync();
  mirror.acme.addIssue();
  await mirror.sync();
  await expectEqual(mirror);
  expect((await mirror.sync())[0]).toMatchObject({ isUnchanged: true });
});

test("an issue that changes while pages are read neither gets lost nor hides another", async () => {
  const mirror = await newMirror();
  fill(mirror, 450);
  mirror.github.on(ISSUES, 2, () => void mirror.acme.update(5, { state: "closed" }));
  mirror.github.on(ISSUES, 3, () => {
    for (const number of [12, 150, 260, 440])
      mirror.acme.update(number, { title: `Changed ${number}` });
  });
  mirror.github.on(ISSUES, 4, () => void mirror.acme.addIssue());
  await mirror.sync();
  await expectEqual(mirror);
});

test("a bulk edit puts hundreds of issues into one second: all are read, changes in between too", async () => {
  const mirror = await newMirror();
  fill(mirror, 20);
  mirror.acme.atOnce(() => fill(mirror, 330));
  fill(mirror, 30);
  mirror.github.on(ISSUES, 4, () => void mirror.acme.update(21, { title: "Moved away" }));
  mirror.github.on(ISSUES, 6, () => void mirror.acme.update(200, { title: "And this" }));
  await mirror.sync();
  await expectEqual(mirror);
});

test("the newest second holds more than a page: the mirror is whole, and stays so", async () => {
  const mirror = await newMirror();
  mirror.acme.atOnce(() => fill(mirror, 230));
  expect((await mirror.sync())[0]).toMatchObject({ isComplete: true });
  await expectEqual(mirror);
  mirror.acme.update(229, { state: "closed" });
  await mirror.sync();
  await expectEqual(mirror);
});

test.each([
  ["a secondary limit (403)", secondaryLimit(60)],
  ["a secondary limit (429)", secondaryLimit(7, 429)],
  ["a bad gateway", { status: 502 }],
  ["a connection that is cut", "cut" as const],
  ["a body that breaks off", "half" as const],
])("waits and goes on after %s", async (_, fault) => {
  const mirror = await newMirror();
  fill(mirror, 250);
  mirror.github.on(ISSUES, 2, () => fault);
  const [report] = await mirror.sync();
  expect(report).toMatchObject({ isComplete: true, problem: null });
  await expectEqual(mirror);
});

test("a rate limit that is used up is said, with the time, and the next run goes on", async () => {
  const mirror = await newMirror();
  fill(mirror, 350);
  mirror.github.on(ISSUES, 3, () => void Object.assign(mirror.github.limit, { remaining: 0 }));
  const [report] = await mirror.sync();
  expect(report?.problem).toMatch(
    /^GitHub: refused: 403 API rate limit exceeded.*; try again after \d{4}-/,
  );
  expect(report?.counts.issues).toBe(199); // pages overlap by one
  mirror.github.limit.remaining = 100;
  const [next] = await mirror.sync();
  expect(next?.counts.issues).toBe(152);
  await expectEqual(mirror);
});

test("GitHub that fails for good is given up after a few tries, and nothing is lost", async () => {
  const mirror = await newMirror();
  fill(mirror, 250);
  for (const nth of [2, 3, 4]) mirror.github.on(ISSUES, nth, () => ({ status: 503 }));
  const [report] = await mirror.sync();
  expect(report?.problem).toContain("could not be reached: it answers 503");
  await mirror.sync();
  await expectEqual(mirror);
});

test("a limit that does not end is waited for a few times only", async () => {
  const mirror = await newMirror();
  fill(mirror, 250);
  for (let nth = 1; nth < 20; nth++) mirror.github.on(ISSUES, nth, () => secondaryLimit(60));
  const [report] = await mirror.sync();
  expect(report?.problem).toMatch(/refused: 403 You have exceeded a secondary.*try again in 60 s/);
  expect(mirror.asked().filter((path) => path.endsWith("/issues"))).toHaveLength(4);
});

test("one run asks a bounded number of times, says so, and the next goes on", async () => {
  const mirror = await newMirror();
  fill(mirror, 450);
  const [report] = await mirror.sync({ requestsMax: 2 });
  expect(report).toMatchObject({
    isComplete: false,
    problem: null,
    counts: { issues: 199, requests: 2 },
  });
  for (let run = 0; run < 3; run++) await mirror.sync({ requestsMax: 2 });
  await expectEqual(mirror);
});

test("an older view never replaces a younger one: two syncs at once", async () => {
  const mirror = await newMirror();
  fill(mirror, 2);
  await mirror.sync();
  const older = await publicIssues(mirror.db);
  mirror.acme.update(1, { state: "closed" });
  await mirror.sync();
  // The other sync read its page before the change, and commits it after.
  const state = { cursor: null, etag: null };
  await saveIssuePage(mirror.db, older, {
    repository: "acme/app",
    stream: "issues",
    state,
    at: NOW,
  });
  await expectEqual(mirror);
});

test("two syncs at once do not get into each other's way", async () => {
  const mirror = await newMirror();
  fill(mirror, 250);
  mirror.github.on(ISSUES, 3, () => void mirror.acme.update(4, { state: "closed" }));
  await Promise.all([mirror.sync(), mirror.sync()]);
  await mirror.sync();
  await expectEqual(mirror);
});
