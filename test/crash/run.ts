// A whole run: a plan dealt to lanes that work side by side, and what became of every mention.

import { type Cycle, cycle, EDITED_VERSION, type Lane } from "./cycle.ts";
import type { Mutation } from "./mutations.ts";
import { answersByThread, judge, type Mention, type Verdict } from "./oracle.ts";
import { type Only, plan, type Step } from "./plan.ts";
import { openWorld } from "./world.ts";

export type RunOptions = {
  readonly seed: number;
  readonly kills: number;
  readonly only?: Only;
  /** Worlds at work at the same time. */
  readonly lanes: number;
  readonly scale: number;
  readonly mutation?: Mutation | null;
  /** Ends after the first step that lost or doubled something. */
  readonly stopsAtFailure?: boolean;
  /** No step is begun after so many real milliseconds. */
  readonly msMax?: number;
  /** Ends after the steps that have begun. */
  readonly signal?: AbortSignal;
  readonly onStep?: (done: Done) => void;
};

export type Done = Cycle & {
  readonly step: Step;
  readonly verdicts: readonly Verdict[];
  /** Of each mention that failed, what the database said then. */
  readonly looks: readonly string[];
};

export type Outcome = {
  readonly options: RunOptions;
  readonly done: readonly Done[];
  readonly planned: number;
  readonly parked: readonly { readonly threadTs: string; readonly reason: string }[];
  readonly ms: number;
};

const BAD: readonly Verdict[] = ["lost", "doubled", "stale"];

/** A mention was lost or answered twice, or its answer did not follow: what the protections prevent. */
export const isUnsound = ({ verdicts }: Pick<Done, "verdicts">): boolean =>
  verdicts.some((it) => BAD.includes(it));

export const isFailed = ({ verdicts, problems }: Pick<Done, "verdicts" | "problems">): boolean =>
  problems.length > 0 || isUnsound({ verdicts });

export async function run(options: RunOptions): Promise<Outcome> {
  const { seed, kills, only, lanes, msMax = Number.POSITIVE_INFINITY } = options;
  const steps = plan(seed, kills, only);
  const start = performance.now();
  const state = { isOver: false };
  const isOver = () =>
    state.isOver || options.signal?.aborted === true || performance.now() - start > msMax;
  const onStep = (it: Done) => {
    options.onStep?.(it);
    if (options.stopsAtFailure && isUnsound(it)) state.isOver = true;
  };
  const worked = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => {
      const own = steps.filter(({ at }) => at % lanes === lane);
      return runLane(own, options, isOver, onStep);
    }),
  );
  return {
    options,
    done: worked.flatMap(({ done }) => done).toSorted((a, b) => a.step.at - b.step.at),
    planned: steps.length,
    parked: worked.flatMap(({ parked }) => parked),
    ms: performance.now() - start,
  };
}

async function runLane(
  steps: readonly Step[],
  { scale, mutation = null }: RunOptions,
  isOver: () => boolean,
  onStep: (done: Done) => void,
): Promise<Pick<Outcome, "done" | "parked">> {
  const world = await openWorld({ scale, mutation });
  const lane: Lane = { world, current: null, again: [] };
  const done: Done[] = [];
  const verdictsOf = (mentions: readonly Mention[]) => {
    const threads = answersByThread(world.slack.journal, world.slack.team);
    return mentions.map((it) => judge(it, threads, world.slack.answers(it.ts), EDITED_VERSION));
  };
  try {
    for (const [at, step] of steps.entries()) {
      if (isOver()) break;
      const next = steps[at + 1]?.transport ?? step.transport;
      const worked = await cycle(lane, step, next).catch((error: Error) => brokenOff(lane, error));
      const verdicts = verdictsOf(worked.mentions);
      const bad = worked.mentions.filter((_, index) =>
        isUnsound({ verdicts: verdicts.slice(index, index + 1) }),
      );
      const it = { ...worked, step, verdicts, looks: bad.map(({ ts }) => world.look(ts)) };
      done.push(it);
      onStep(it);
    }
    // Judged again at the end: what was answered once may have been answered again since.
    const judged = done.map((it) => ({ ...it, verdicts: verdictsOf(it.mentions) }));
    return { done: judged, parked: world.parked() };
  } finally {
    await world.stop();
  }
}

/** The step could not even be worked through; the next one begins anew. */
async function brokenOff(lane: Lane, { message }: Error): Promise<Cycle> {
  await lane.world.clear();
  lane.current = null;
  return { mentions: [], kills: 0, isReached: false, problems: [message] };
}
