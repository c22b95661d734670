// Ten thousand issues through every limit that GitHub has: nothing lost, nothing doubled.

import { expect, test } from "vitest";
import { secondaryLimit } from "../doubles/github/server.ts";
import { expectEqual, fill, type Mirror, newMirror } from "./mirror.ts";

const ISSUES = 10_000;
const CLOSED = 1_000;
const RUNS_MAX = 30;

function prepare({ acme }: Mirror): void {
  fill({ acme }, ISSUES - 1);
  const pull = acme.addIssue({ pull: { merged_at: "2026-01-01T00:00:01Z" } });
  for (let number = 1; number <= CLOSED; number++) {
    const closedBy = number % 2 === 0 ? { pull: pull.number } : null;
    const original = { repository: acme, number: number + 1 };
    const duplicateOf = number % 5 === 0 ? original : null;
    acme.update(number, { state: "closed", closedBy, duplicateOf });
  }
  for (let number = 1; number <= 600; number++) acme.comment(number * 3, `seen ${number}`);
  for (let number = 0; number < 130; number++) acme.discuss();
  acme.release("1.0.0");
}

/** Limits of both kinds, failures and cuts, in all lists. */
function spoil({ github }: Mirror): void {
  for (let nth = 7; nth < 200; nth += 19) {
    github.on(/\/issues\?/, nth, () => secondaryLimit(60, nth % 2 ? 403 : 429));
    github.on(/\/issues\?/, nth + 5, () => ({ status: 502 }));
    github.on(/\/comments\?/, nth, () => "half");
    github.on(/^\/graphql/, nth, () => "cut");
    github.on(/^\/graphql/, nth + 3, () => secondaryLimit(30));
  }
  github.on(/./, 90, () => void Object.assign(github.limit, { remaining: 0, resetIn: 30 }));
  github.on(/^\/graphql/, 12, () => void Object.assign(github.graphLimit, { remaining: 0 }));
}

test("10,000 issues with limits, in runs of sixty requests", { timeout: 60_000 }, async () => {
  const mirror = await newMirror();
  const { acme, github, db } = mirror;
  prepare(mirror);
  spoil(mirror);
  let runs = 0;
  for (let isWhole = false; !isWhole; runs++) {
    expect(runs).toBeLessThan(RUNS_MAX);
    const [report] = await mirror.sync({ requestsMax: 60 });
    isWhole = report?.isComplete ?? false;
    // The hour passes, and people go on.
    Object.assign(github.limit, { remaining: 5_000 });
    Object.assign(github.graphLimit, { remaining: 5_000 });
    if (!isWhole) acme.update(1 + runs * 97, { title: `Changed after run ${runs}` });
  }
  const discussions = await db
    .deleteFrom("issues")
    .where("kind", "=", "discussion")
    .executeTakeFirst();
  expect(Number(discussions.numDeletedRows)).toBe(130);
  await expectEqual(mirror);
  const links = await db.selectFrom("issue_links").select(["ref", "kind"]).execute();
  expect(links.filter((link) => link.kind === "closed_by")).toHaveLength(CLOSED / 2);
  expect(links.filter((link) => link.kind === "duplicate_of")).toHaveLength(CLOSED / 5);
});
