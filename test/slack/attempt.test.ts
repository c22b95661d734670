// One write to Slack that failed: how long its post waits.

import { expect, test } from "vitest";
import { attempt } from "../../src/slack/attempt.ts";

const unreached = (tries: number) =>
  attempt({ tries }, () =>
    Promise.reject(Object.assign(new Error("no such host"), { code: "ENOTFOUND" })),
  );

test("what never left is tried again soon, and less often the longer there is no network", async () => {
  const waits = await Promise.all([0, 1, 5, 11, 500].map(unreached));
  expect(waits).toEqual(
    [5, 10, 30, 60, 60].map((s) => ({ kind: "wait", ms: s * 1_000, why: "ENOTFOUND" })),
  );
});
