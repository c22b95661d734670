// Answered exactly once: a short run of `npm run test:crash`, and proof that it would notice.

import { describe, expect, test } from "vitest";
import { BITES, MUTATIONS, type Mutation } from "./mutations.ts";
import { plan } from "./plan.ts";
import { CELLS, POINTS } from "./points.ts";
import { failures, matrix, summary } from "./report.ts";
import { isUnsound, run } from "./run.ts";

const KILLS = 60;
const MUTATION_KILLS = 40;
const SHARED = { seed: 7, lanes: 3, scale: 60 };
const MS_MAX = 400_000;

describe("real processes", () => {
  test(`${KILLS} kills: every mention is answered exactly once`, { timeout: MS_MAX }, async () => {
    const outcome = await run({ ...SHARED, kills: KILLS });
    process.stdout.write(`${summary(outcome)}\n\n${matrix(outcome)}\n`);
    expect(failures(outcome)).toBe("");
    expect(outcome.done).toHaveLength(outcome.planned);
  });

  test.each(Object.keys(MUTATIONS) as Mutation[])(
    "without %s the same run is seen to fail",
    { timeout: MS_MAX },
    async (mutation) => {
      const outcome = await run({
        ...SHARED,
        kills: MUTATION_KILLS,
        mutation,
        only: BITES[mutation],
        stopsAtFailure: true,
      });
      expect(outcome.done.some(isUnsound)).toBe(true);
    },
  );
});

test("a seed is a plan", () => {
  expect(plan(7, 100)).toEqual(plan(7, 100));
  expect(plan(8, 100)).not.toEqual(plan(7, 100));
});

test("every cell is dealt before any comes a second time", () => {
  const dealt = plan(3, 150).map(({ point, fault }) => `${point} ${fault}`);
  expect(new Set(dealt).size).toBe(CELLS.length);
  expect(new Set(dealt.map((it) => it.split(" ")[0])).size).toBe(Object.keys(POINTS).length);
});

test("a plan can be of one point or one fault", () => {
  const steps = plan(1, 5, { point: "W8", fault: "F3" });
  expect(steps.map(({ point, fault }) => `${point} ${fault}`)).toEqual(Array(5).fill("W8 F3"));
  expect(() => plan(1, 5, { fault: "F2" })).toThrow("nothing to kill");
});
