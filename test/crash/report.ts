// What a run says of itself: the figures, the matrix, what was left out and why, and what failed.

import { MUTATIONS } from "./mutations.ts";
import type { Verdict } from "./oracle.ts";
import {
  type Cell,
  ELSEWHERE,
  FAULTS,
  type FaultId,
  POINTS,
  type PointId,
  whyExcluded,
} from "./points.ts";
import { type Done, isFailed, isUnsound, type Outcome } from "./run.ts";

const POINT_IDS = Object.keys(POINTS) as PointId[];
const FAULT_IDS = Object.keys(FAULTS) as FaultId[];
const FAILURES_SHOWN = 10;
const COLUMN = 7;
/** Once or twice the process may have had its work done before. */
const DEALT_MIN = 3;
/** What Slack says to an answer in the thread of a message that was deleted. */
const GONE = "thread_not_found";

export function summary(outcome: Outcome): string {
  const { done, options, parked, planned, ms } = outcome;
  const count = (verdict: Verdict) => verdictsOf(done).filter((it) => it === verdict).length;
  const kills = sum(done.map((it) => it.kills));
  const of = (fault: FaultId) => done.filter(({ step }) => step.fault === fault).length;
  const seconds = ms / 1_000;
  const figures: [string, string | number][] = [
    [
      "protection removed",
      options.mutation ? `${options.mutation}: ${MUTATIONS[options.mutation]}` : "none",
    ],
    ["seed", `${options.seed} (the same seed gives the same plan)`],
    ["scale", `${options.scale}: a lease of 60 s lasts ${(60_000 / options.scale).toFixed()} ms`],
    ["steps", `${done.length} of ${planned}, in ${options.lanes} lanes`],
    ["SIGKILL", kills],
    ["SIGTERM", of("F2")],
    ["SIGSTOP", of("F3")],
    ["not at the point when struck", done.filter((it) => !it.isReached).length],
    ["points that no process ever came to", neverReached(outcome).join(", ") || "none"],
    ["mentions", verdictsOf(done).length],
    ["answered once", count("once")],
    ["deleted, and no answer stands", count("withdrawn")],
    ["lost", count("lost")],
    ["doubled", count("doubled")],
    ["answer of an edited or deleted report", count("stale")],
    ["parked: outcome unknown", parked.filter(({ reason }) => reason !== GONE).length],
    [
      "parked: Slack says that the report is gone",
      parked.filter(({ reason }) => reason === GONE).length,
    ],
    ["other problems", sum(done.map((it) => it.problems.length))],
    ["time", `${seconds.toFixed(1)} s, ${(kills / seconds).toFixed(2)} kills/s`],
  ];
  return figures.map(([name, value]) => `${name.padEnd(44)} ${value}`).join("\n");
}

/** Points that were dealt several times and never struck: the test would prove nothing about them. */
export function neverReached({ done }: Outcome): PointId[] {
  return POINT_IDS.filter((point) => {
    const here = done.filter(({ step }) => step.point === point);
    return here.length >= DEALT_MIN && here.every(({ isReached }) => !isReached);
  });
}

/** Steps by point and fault; "!n" is n that failed, "–" a pair that is left out, "." one not dealt. */
export function matrix({ done }: Outcome): string {
  const head = ["".padEnd(4), ...FAULT_IDS.map((id) => id.padStart(COLUMN))].join("");
  const rows = POINT_IDS.map((point) => {
    const cells = FAULT_IDS.map((fault) => cellText(done, { point, fault }).padStart(COLUMN));
    return `${point.padEnd(4)}${cells.join("")}   ${POINTS[point]}`;
  });
  const legend = FAULT_IDS.map((id) => `${id.padEnd(4)} ${FAULTS[id]}`);
  return [head, ...rows, "", ...legend].join("\n");
}

export function exclusions(): string {
  const byReason = new Map<string, string[]>();
  for (const point of POINT_IDS) {
    for (const fault of FAULT_IDS) {
      const why = whyExcluded({ point, fault });
      if (why) byReason.set(why, [...(byReason.get(why) ?? []), `${point}×${fault}`]);
    }
  }
  const pairs = [...byReason].map(([why, cells]) => `${cells.join(" ")}: ${why}`);
  return [...pairs, ...Object.entries(ELSEWHERE).map(([id, why]) => `${id}: ${why}`)].join("\n");
}

export function failures({ done, parked }: Outcome): string {
  const shown = done.filter(isFailed).slice(0, FAILURES_SHOWN).map(failureText);
  const reasons = parked
    .filter(({ reason }) => reason !== GONE)
    .map(({ threadTs, reason }) => `parked: ${threadTs} ${reason}`);
  return [...shown, ...reasons.slice(0, FAILURES_SHOWN)].join("\n");
}

export function failureText({ step, mentions, verdicts, problems, looks }: Done): string {
  const { at, point, fault, transport } = step;
  const bad = mentions.flatMap(({ ts }, index) =>
    isUnsound({ verdicts: verdicts.slice(index, index + 1) }) ? [`${verdicts[index]} ${ts}`] : [],
  );
  const what = [...bad, ...looks, ...problems].join("; ");
  return `step ${at}, ${point}×${fault} (${transport}): ${what}\n  ${JSON.stringify(step)}`;
}

function cellText(done: readonly Done[], cell: Cell): string {
  if (whyExcluded(cell)) return "–";
  const here = done.filter(({ step }) => step.point === cell.point && step.fault === cell.fault);
  if (here.length === 0) return ".";
  const failed = here.filter(isFailed).length;
  return failed > 0 ? `${here.length}!${failed}` : String(here.length);
}

const verdictsOf = (done: readonly Done[]) => done.flatMap(({ verdicts }) => verdicts);
const sum = (numbers: readonly number[]) => numbers.reduce((total, it) => total + it, 0);
