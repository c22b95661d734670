// Comments are searched with their issue, and a storm of them is bounded.

import { expect, test } from "vitest";
import { publicIssues } from "../../src/storage/issues.ts";
import { expectEqual, fill, newMirror } from "./mirror.ts";

test("comments become the text of their issue, in order, and an edited one is replaced", async () => {
  const mirror = await newMirror();
  fill(mirror, 3);
  const first = mirror.acme.comment(2, "what version?", "MEMBER");
  mirror.acme.comment(2, "3.1.4");
  mirror.acme.comment(1, "me too");
  await mirror.sync();
  await expectEqual(mirror);
  mirror.acme.edit(first, "which version do you run?");
  await mirror.sync();
  await expectEqual(mirror);
  const kept = await mirror.db
    .selectFrom("issue_comments")
    .select("association")
    .orderBy("id")
    .execute();
  expect(kept.map((row) => row.association)).toEqual(["MEMBER", "NONE", "NONE"]);
});

test("a comment that is read before its issue waits for it", async () => {
  const mirror = await newMirror();
  fill(mirror, 1);
  mirror.github.on(/comments/, 1, () => {
    mirror.acme.addIssue();
    mirror.acme.comment(2, "first!");
  });
  await mirror.sync();
  await mirror.sync();
  await expectEqual(mirror);
});

test("a storm of comments fills neither the disk nor the index; maintainers are kept", async () => {
  const mirror = await newMirror();
  fill(mirror, 1);
  for (let number = 0; number < 900; number++) mirror.acme.comment(1, `+1 ${"x".repeat(9_000)}`);
  mirror.acme.comment(1, "fixed in 2.0", "OWNER");
  await mirror.sync();
  const [issue] = await publicIssues(mirror.db);
  expect(issue?.comments.length).toBeLessThanOrEqual(60_000);
  const kept = await mirror.db.selectFrom("issue_comments").selectAll().execute();
  expect(kept.length).toBeLessThanOrEqual(200);
  expect(Math.max(...kept.map((row) => row.body.length))).toBeLessThanOrEqual(8_000);
  expect(kept.map((row) => row.body)).toContain("fixed in 2.0");
});
