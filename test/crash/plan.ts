// What a run does, decided before it begins: the same seed gives the same steps. Pure.

import { type Random, seeded } from "../../bench/issues.ts";
import type { Fault as Trouble } from "../doubles/slack/web-api.ts";
import type { Mention } from "./oracle.ts";
import { CELLS, type Cell, INSIDE, SEEN_FROM_OUTSIDE } from "./points.ts";

export type Transport = "http" | "socket";

export type Step = Cell & {
  readonly at: number;
  /** How the process that will be struck is reached. */
  readonly transport: Transport;
  /** In flight at once, each in a thread of its own. */
  readonly mentions: number;
  /** Times the point is passed before the strike. */
  readonly skip: number;
  /** F3: the other process runs already and waits for the lease, or starts and frees what it finds. */
  readonly takeover: "standby" | "fresh";
  /** F1: the next process is killed at the same point while it recovers. */
  readonly again: boolean;
  /** F8: what Slack does to the next call. */
  readonly trouble: { readonly method: string; readonly fault: Trouble } | null;
  /** F11: what happens to the first mention before it is answered. */
  readonly change: Mention["change"];
  /** F13: Slack's, in milliseconds of its own time. */
  readonly lagMs: number;
  /** R and W11: does the call arrive whose outcome is unknown? */
  readonly arrives: boolean;
};

const POST = "chat.postMessage";
const READ = "conversations.replies";
const MENTIONS_MAX = 4;
/** Reliability facts, section 1: read-back lags by up to 30 s. */
const LAG_MS_MAX = 30_000;
// The plain kill is what is promised first, so it has more of the run.
const PLAIN_SHARE = 3;
const AGAIN_SHARE = 0.25;

const TROUBLES: readonly NonNullable<Step["trouble"]>[] = [
  { method: POST, fault: { kind: "limit", seconds: 1 } },
  { method: POST, fault: { kind: "limit", seconds: 30 } },
  { method: READ, fault: { kind: "limit", seconds: 5 } },
  { method: READ, fault: { kind: "status", status: 500, happens: false } },
  { method: READ, fault: { kind: "drop", happens: false } },
  { method: READ, fault: { kind: "stall", happens: false } },
  ...[true, false].flatMap((happens) => [
    { method: POST, fault: { kind: "status", status: 500, happens } as const },
    { method: POST, fault: { kind: "drop", happens } as const },
    { method: POST, fault: { kind: "stall", happens } as const },
  ]),
];

export type Only = { readonly point?: string | undefined; readonly fault?: string | undefined };

/** Steps whose SIGKILLs add up to `kills`. Every cell is dealt once before any comes again. */
export function plan(seed: number, kills: number, only: Only = {}): Step[] {
  const random = seeded(seed);
  const cells = CELLS.filter(
    ({ point, fault }) =>
      (only.point === undefined || only.point === point) &&
      (only.fault === undefined || only.fault === fault),
  );
  if (cells.every((cell) => killsOf(cell) === 0)) throw new Error("nothing to kill in these cells");
  const deck = cells.flatMap((cell) =>
    cell.fault === "F1" ? Array.from({ length: PLAIN_SHARE }, () => cell) : [cell],
  );
  const steps: Step[] = [];
  for (let count = 0; count < kills; ) {
    for (const cell of shuffled(deck, random)) {
      if (count >= kills) break;
      steps.push(stepOf(cell, steps.length, random));
      count += killsOf(cell);
    }
  }
  return steps;
}

/** SIGKILLs that a step is sure to need; a killed recovery is one more. */
export const killsOf = ({ fault }: Cell): number => (fault === "F2" ? 0 : 1);

function stepOf(cell: Cell, at: number, random: Random): Step {
  const { point, fault } = cell;
  const isOutside = SEEN_FROM_OUTSIDE.includes(point);
  const mentions = 1 + below(MENTIONS_MAX, random);
  // Stopped inside a transaction it keeps SQLite's lock: nobody can start, who runs waits for it.
  // Where it is stopped from outside, that may be inside one.
  const holdsLock = INSIDE.includes(point) || (isOutside && point !== "I0");
  const isPair = fault === "F12" || fault === "F3";
  return {
    ...cell,
    at,
    // A load balancer sends one event to two processes; sockets are dealt by Slack.
    transport: isPair ? "http" : pick(["http", "socket"] as const, random),
    mentions,
    skip: isOutside || point === "R" || fault === "F12" ? 0 : below(mentions, random),
    takeover: holdsLock ? "standby" : pick(["standby", "fresh"] as const, random),
    again: fault === "F1" && point.startsWith("W") && !isOutside && random() < AGAIN_SHARE,
    trouble: fault === "F8" ? pick(TROUBLES, random) : null,
    change: fault === "F11" ? pick(["edit", "delete", "reply first"] as const, random) : null,
    lagMs: fault === "F13" ? below(LAG_MS_MAX, random) : 0,
    arrives: random() < 0.5,
  };
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

const below = (end: number, random: Random) => Math.floor(random() * end);

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[below(items.length, random)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}
