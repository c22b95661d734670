// `npm run test:crash [-- --kills 1000 --seed 7 --only W8,F3 --mutation fencing …]`: kills, then the
// same test with each protection removed, which must fail.

import { parseArgs } from "node:util";
import { MUTATIONS, type Mutation } from "./mutations.ts";
import type { Only } from "./plan.ts";
import { FAULTS, POINTS } from "./points.ts";
import { exclusions, failures, failureText, matrix, neverReached, summary } from "./report.ts";
import { isFailed, isUnsound, type Outcome, type RunOptions, run } from "./run.ts";

/** A removed protection is noticed within so many, however few were asked for. */
const MUTATION_KILLS = 200;
const MINUTES = 20;
const PROGRESS = 100;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    lanes: { type: "string", default: "3" },
    scale: { type: "string", default: "60" },
    minutes: { type: "string", default: String(MINUTES) },
    mutation: { type: "string" },
    steps: { type: "boolean", default: false },
  },
});

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());
let kills = 0;

const options: RunOptions = {
  signal: stopping.signal,
  seed: Number(values.seed),
  kills: Number(values.kills),
  only: toOnly(values.only),
  lanes: Number(values.lanes),
  scale: Number(values.scale),
  msMax: Number(values.minutes) * 60_000,
  onStep: (done) => {
    const { at, point, fault } = done.step;
    const before = kills;
    kills += done.kills;
    if (Math.floor(kills / PROGRESS) > Math.floor(before / PROGRESS)) say(`${kills} kills`);
    if (isFailed(done)) say(failureText(done));
    else if (values.steps) say(`${at} ${point}×${fault} ${done.isReached ? "" : "not reached"}`);
  },
};

if (values.mutation === undefined) {
  const outcome = await run(options);
  say(`\n${summary(outcome)}\n\n${matrix(outcome)}\n\nLeft out\n${exclusions()}`);
  if (failures(outcome)) say(`\nFailures\n${failures(outcome)}`);
  const isSound =
    outcome.done.length > 0 && !outcome.done.some(isFailed) && neverReached(outcome).length === 0;
  const isCutShort = values.only !== "" || stopping.signal.aborted;
  const noticed = isCutShort ? [] : await removeEach(Object.keys(MUTATIONS) as Mutation[]);
  process.exitCode = isSound && noticed.every(Boolean) ? 0 : 1;
} else {
  if (!Object.keys(MUTATIONS).includes(values.mutation)) {
    throw new Error(`--mutation is one of ${Object.keys(MUTATIONS).join(", ")}`);
  }
  const [isNoticed] = await removeEach([values.mutation as Mutation]);
  process.exitCode = isNoticed ? 0 : 1;
}

/** True for each that the test notices. */
async function removeEach(mutations: readonly Mutation[]): Promise<boolean[]> {
  const noticed: boolean[] = [];
  for (const mutation of mutations) {
    const kills = MUTATION_KILLS;
    const outcome = await run({
      ...options,
      onStep: () => {},
      kills,
      mutation,
      stopsAtFailure: true,
    });
    noticed.push(outcome.done.some(isUnsound));
    say(`\n${mutation} removed (${MUTATIONS[mutation]}): ${verdictOn(outcome)}`);
  }
  return noticed;
}

function verdictOn(outcome: Outcome): string {
  const kills = outcome.done.reduce((total, it) => total + it.kills, 0);
  const [failed] = outcome.done.filter(isUnsound);
  return failed
    ? `the test FAILS, as it must, after ${kills} kills\n  ${failureText(failed)}`
    : `NOT NOTICED in ${kills} kills`;
}

/** "W8", "F3" or "W8,F3". */
function toOnly(text: string): Only {
  const names = text.split(",").filter((it) => it !== "");
  const unknown = names.filter((it) => !(it in POINTS) && !(it in FAULTS));
  if (unknown.length > 0) throw new Error(`no point or fault ${unknown.join(", ")}`);
  return { point: names.find((it) => it in POINTS), fault: names.find((it) => it in FAULTS) };
}

process.exit(); // what the doubles would still send again does not matter any more

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
