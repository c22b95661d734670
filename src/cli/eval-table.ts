// The results of an evaluation, for people and as JSON.

import type { Figures } from "../proving/grade.ts";
import type { Interval } from "../proving/interval.ts";
import type { Reliability } from "../proving/reliability.ts";
import type { Peers } from "./eval-peers.ts";

export type EvalResults = {
  readonly figures: Figures;
  /** Cases that expect an issue: what recall is counted on. */
  readonly reported: number;
  readonly reliability: readonly Reliability[];
  readonly peers: Peers;
};

const NAME_WIDTH = 20;
const RECALL_WIDTH = 22;

export function evalJson({ figures, reported, reliability, peers }: EvalResults): string {
  return JSON.stringify({ ...figures, reported, reliability, peers });
}

export function evalTable({ figures, reported, reliability, peers }: EvalResults): string {
  const { recall, recall_interval, ...shares } = figures;
  const ours = { name: "Tracehound", recall, recall_interval };
  const ranks = Object.keys(recall);
  return [
    ...Object.entries(shares).map(([name, value]) => `${name.padEnd(NAME_WIDTH)} ${format(value)}`),
    "",
    `Recall of issues on ${reported} cases that expect one, with 95 % intervals`,
    columns(
      "",
      ranks.map((at) => `@${at}`),
    ),
    ...[ours, ...peers.figures].map((it) =>
      columns(
        it.name,
        ranks.map((at) => withInterval(it.recall[at] ?? null, it.recall_interval[at] ?? [0, 1])),
      ),
    ),
    ...peers.notes.map((note) => `No peer beside it: ${note}.`),
    "",
    "Reliability: what a level claims against being right, with 95 % intervals",
    ...reliability.map(reliabilityRow),
  ].join("\n");
}

function reliabilityRow({ level, count, right, share, interval, right_when }: Reliability): string {
  const counted = `${right} of ${count}`.padEnd(12);
  return `${level.padEnd(NAME_WIDTH)} ${counted}${withInterval(share, interval).padEnd(RECALL_WIDTH)} right when ${right_when}`;
}

function columns(name: string, cells: readonly string[]): string {
  return `${name.padEnd(NAME_WIDTH)} ${cells.map((cell) => cell.padEnd(RECALL_WIDTH)).join("")}`.trimEnd();
}

function withInterval(share: number | null, [low, high]: Interval): string {
  return share === null ? "-" : `${share.toFixed(3)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function format(value: number | null): string {
  if (value === null) return "-";
  return Number.isInteger(value) && value > 1 ? String(value) : value.toFixed(3);
}
