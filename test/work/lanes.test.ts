// Lanes that sleep until they are called: no call is lost, and one call wakes one.

import { expect, test } from "vitest";
import { type Lanes, startLanes } from "../../src/work/lanes.ts";

const POLL_MS = 500;

/** `count` lanes over a list of jobs; `looks` counts how often one looked for work. */
function lanesOver(jobs: string[], count: number, onLook: (lanes: Lanes) => void = () => {}) {
  const seen = { looks: 0, done: [] as string[], news: 0, asleep: 0 };
  const lanes: Lanes = startLanes({
    count,
    step: async () => {
      seen.looks++;
      const job = jobs.shift();
      await settled();
      if (seen.looks > count) onLook(lanes);
      if (job === undefined) return POLL_MS;
      seen.done.push(job);
      return 0;
    },
    onDone: () => seen.news++,
    sleep: (ms, signal) => {
      expect(ms % POLL_MS).toBe(0);
      seen.asleep++;
      return new Promise<void>((woken) => {
        signal.addEventListener("abort", () => {
          seen.asleep--;
          woken();
        });
      });
    },
  });
  return { lanes, seen };
}

/** Lets everything run that is ready to. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
async function allAsleep(seen: { readonly asleep: number }, count: number): Promise<void> {
  for (let turn = 0; turn < 50 && seen.asleep < count; turn++) await settled();
  expect(seen.asleep).toBe(count);
}

test("one call wakes one lane, which works until nothing is left", async () => {
  const jobs: string[] = [];
  const { lanes, seen } = lanesOver(jobs, 4);
  await allAsleep(seen, 4);
  expect(seen.looks).toBe(4);

  jobs.push("a", "b");
  lanes.wake();
  await allAsleep(seen, 4);
  expect(seen).toMatchObject({ done: ["a", "b"], news: 2, looks: 7 }); // a, b, nothing
  await lanes.stop();
});

test("each of two calls wakes a lane of its own", async () => {
  const jobs: string[] = [];
  const { lanes, seen } = lanesOver(jobs, 4);
  await allAsleep(seen, 4);
  jobs.push("a", "b");
  lanes.wake();
  lanes.wake();
  expect(seen.asleep).toBe(2);
  await allAsleep(seen, 4);
  expect(seen.done.toSorted()).toEqual(["a", "b"]);
  await lanes.stop();
});

test("a call that comes while the only lane looks in vain is heard", async () => {
  const jobs: string[] = [];
  let isLate = true;
  const { lanes, seen } = lanesOver(jobs, 1, ({ wake }) => {
    if (!isLate) return;
    isLate = false;
    jobs.push("late"); // after its look, before it sleeps
    wake();
  });
  await allAsleep(seen, 1);
  lanes.wake();
  await allAsleep(seen, 1);
  expect(seen.done).toEqual(["late"]);
  await lanes.stop();
});

test("calls that another lane heard are heard by whoever had looked before them", async () => {
  const jobs: string[] = [];
  const steps: { readonly job: string | undefined; readonly end: (rest: number) => void }[] = [];
  let asleep = 0;
  const lanes = startLanes({
    count: 2,
    onDone: () => {},
    step: () => new Promise((end) => steps.push({ job: jobs.shift(), end })),
    sleep: async (_, signal) => {
      asleep++;
      await new Promise((woken) => signal.addEventListener("abort", woken));
    },
  });
  jobs.push("a", "b"); // both lanes look in vain, and are called twice meanwhile
  lanes.wake();
  lanes.wake();
  steps[1]!.end(0);
  await settled();
  steps[0]!.end(POLL_MS);
  await settled();
  expect(steps.map(({ job }) => job)).toEqual([undefined, undefined, "a", "b"]);
  expect(asleep).toBe(0);
  const stopped = lanes.stop();
  for (const { end } of steps.slice(2)) end(0);
  await stopped;
});

test("stopping ends the sleep of all and begins nothing new", async () => {
  const jobs: string[] = [];
  const { lanes, seen } = lanesOver(jobs, 3);
  await allAsleep(seen, 3);
  jobs.push("a");
  await lanes.stop();
  expect(seen).toMatchObject({ asleep: 0, done: [] });
});
