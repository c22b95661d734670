// Brings a process to a step's point and leaves it there: stopped, halted, or asked to end.

import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { Armed } from "./orders.ts";
import type { Step } from "./plan.ts";
import { SEEN_FROM_OUTSIDE } from "./points.ts";
import type { Proc } from "./process.ts";
import type { World } from "./world.ts";

const POST = "chat.postMessage";
const UPDATE = "chat.update";
const LOOK_MS = 2;
/** Real milliseconds: what comes to its point at all comes at once. */
const REACH_MS_MAX = 10_000;
/** Of two processes the other one may have taken all there was. */
const REACH_MS_MAX_OF_TWO = 2_000;
/** Bytes cross the loopback device in far less. */
const ARRIVE_MS = 30;

/** Makes ready, before anybody says anything. */
export async function prepare(world: World, step: Step, proc: Proc): Promise<void> {
  const { slack } = world;
  const { point, trouble, arrives } = step;
  slack.calm();
  slack.lag(world.toReal(step.lagMs));
  if (point === "W7") slack.fail(POST, { kind: "stall", happens: false });
  if (point === "W8") slack.fail(POST, { kind: "stall", happens: true });
  if (point === "W11") slack.fail(UPDATE, { kind: "stall", happens: arrives });
  if (point === "R") slack.fail(POST, { kind: "drop", happens: arrives });
  if (trouble) slack.fail(trouble.method, trouble.fault);
  if (point === "I4") proc.hold(true);
  if (!SEEN_FROM_OUTSIDE.includes(point)) {
    await proc.arm({ point, act: actOf(step), skip: step.skip });
  }
  if (point === "I0") {
    proc.signal("SIGSTOP");
    await until(() => isStopped(proc), REACH_MS_MAX);
  }
}

/** Settles when the process is at the point. False when it never came there. `calls`: seen before. */
export async function atPoint(
  { slack }: World,
  step: Step,
  proc: Proc,
  { calls, acknowledged }: { calls: number; acknowledged: Promise<unknown> },
): Promise<boolean> {
  switch (step.point) {
    case "I0":
      await setTimeout(ARRIVE_MS);
      return true;
    case "I4":
      await acknowledged;
      return true;
    case "W7":
    case "W8":
    case "W11": {
      const method = step.point === "W11" ? UPDATE : POST;
      const isHere = () =>
        slack.journal.slice(calls).some((it) => it.method === method && it.outcome === "stall");
      return until(isHere, REACH_MS_MAX);
    }
    default:
      return until(proc.isStruck, step.fault === "F12" ? REACH_MS_MAX_OF_TWO : REACH_MS_MAX);
  }
}

/** The fault itself, for a process that has not done it to itself at the point. */
export function strike({ point, fault }: Step, proc: Proc): void {
  if (fault !== "F2" && fault !== "F3") proc.signal("SIGKILL");
  else if (!proc.isStruck()) {
    proc.signal(fault === "F2" ? "SIGTERM" : "SIGSTOP");
    if (fault === "F2" && point === "I0") proc.signal("SIGCONT");
  }
}

export async function until(look: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!look()) {
    if (performance.now() > end) return false;
    await setTimeout(LOOK_MS);
  }
  return true;
}

function actOf({ fault }: Step): Armed["act"] {
  if (fault === "F2") return "term";
  return fault === "F3" ? "stop" : "halt";
}

/** `/proc/N/stat`: the letter after the name in brackets. */
function isStopped({ pid }: Proc): boolean {
  return /\) T /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
}
