// The mirror brings itself up to date: when, and what happens when it cannot.

import { expect, test } from "vitest";
import { startSchedule } from "../../src/github/schedule.ts";
import type { RepositoryReport } from "../../src/github/sync.ts";

const HOUR = 3_600_000;

/** Runs with these results, one after the other; says for how long it waited before each. */
async function waits(results: readonly (Partial<RepositoryReport> | Error)[], random = 0.5) {
  const waited: number[] = [];
  const seen: unknown[] = [];
  const left = [...results];
  const isOver = Promise.withResolvers<void>();
  const schedule = startSchedule({
    run: async () => {
      const next = left.shift();
      if (next instanceof Error) throw next;
      return [next as RepositoryReport];
    },
    everyMs: HOUR,
    random: () => random,
    wait: (ms, stop) => {
      waited.push(ms);
      if (left.length > 0) return Promise.resolve();
      isOver.resolve();
      return new Promise((_, reject) => stop.addEventListener("abort", reject));
    },
    onRun: (result) => seen.push(result),
  });
  await isOver.promise;
  await schedule.stop();
  return { waited, seen };
}

test("runs soon after the start, then at the interval", async () => {
  const done = { hasMore: false };
  const { waited, seen } = await waits([done, done]);
  expect(waited).toEqual([22_500, HOUR, HOUR]);
  expect(seen).toEqual([[done], [done]]);
});

test("the interval jitters by a tenth", async () => {
  expect((await waits([{}], 0)).waited).toEqual([15_000, HOUR * 0.9]);
  expect((await waits([{}], 1)).waited).toEqual([30_000, HOUR * 1.1]);
});

test("a run that read its share is followed soon; one that failed is not", async () => {
  const { waited, seen } = await waits([{ hasMore: true }, new Error("GitHub is away"), {}]);
  expect(waited).toEqual([22_500, 60_000, HOUR, HOUR]);
  expect(seen[1]).toEqual(new Error("GitHub is away"));
});

test("stopping ends the run that is under way, and says nothing of it", async () => {
  const isRunning = Promise.withResolvers<void>();
  const seen: unknown[] = [];
  const schedule = startSchedule({
    run: (stop) =>
      new Promise((_, reject) => {
        stop.addEventListener("abort", () => reject(new Error("stopped")));
        isRunning.resolve();
      }),
    everyMs: HOUR,
    random: () => 0,
    wait: async () => {},
    onRun: (result) => seen.push(result),
  });
  await isRunning.promise;
  await schedule.stop();
  expect(seen).toEqual([]);
});
