// What others may learn of a thread, and when it is nothing.

import { expect, test } from "vitest";
import { toResolved } from "../../src/conversation/resolved.ts";

const resolution = { entry: "pool-drained", fix: "Make the pool lazy", by: "asker", turn: 3 };
const row = (state: object | string) => ({
  id: "slack:T:C:1.1",
  state: typeof state === "string" ? state : JSON.stringify({ report: "it broke", ...state }),
  resolvedAt: "2026-11-03T10:00:00Z",
});

test("a solved thread says when, who said so and by which fix", () => {
  expect(toResolved(row({ resolution }))).toMatchObject({
    at: "2026-11-03T10:00:00Z",
    report: "it broke",
    entry: "pool-drained",
    fix: "Make the pool lazy",
    by: "asker",
  });
});

test.each([
  ["nobody said that it is solved", {}],
  ["somebody else said so", { resolution: { ...resolution, by: "other" } }],
  ["its report is gone", { resolution, report: null }],
  ["it was called wrong since", { resolution, flags: [{ entry: null, way: "fix", turn: 4 }] }],
  [
    "a maintainer corrected it since",
    { resolution, correction: { said: "no", entry: null, turn: 5 } },
  ],
  ["it cannot be read", "{"],
])("nothing is learnt where %s", (_, state) => {
  expect(toResolved(row(state))).toBeNull();
});

test("what was wrong before it was solved does not count", () => {
  const flags = [{ entry: null, way: "fix", turn: 1 }];
  expect(toResolved(row({ resolution, flags }))).not.toBeNull();
});
