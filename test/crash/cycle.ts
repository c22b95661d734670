// One step: mentions come in, the process is struck at the point, another goes on, nothing is left.

import { setTimeout } from "node:timers/promises";
import { LEASE_MS } from "../../src/work.ts";
import type { Json } from "../doubles/slack/workspace.ts";
import { idle, waiting } from "../process/harness.ts";
import type { Mention } from "./oracle.ts";
import type { Step, Transport } from "./plan.ts";
import type { Proc } from "./process.ts";
import { atPoint, prepare, strike, until } from "./strike.ts";
import type { World } from "./world.ts";

/** What one step hands to the next. */
export type Lane = {
  readonly world: World;
  /** Runs, and has nothing to do. */
  current: { readonly proc: Proc; readonly transport: Transport } | null;
  /** F9: sent again after the next restart. */
  again: Json[];
};

export type Cycle = {
  readonly mentions: readonly Mention[];
  readonly kills: number;
  /** The process came to its point before it was struck. */
  readonly isReached: boolean;
  /** What should not have been, beside the verdicts. */
  readonly problems: readonly string[];
};

const REPORT = "@tracehound acme.errors.PoolError: pool limit of size 5 reached";
export const EDITED_VERSION = "3.0.1";
const EDITED = `${REPORT} in acme ${EDITED_VERSION}`;
/** In a channel a mention comes as two events, in a direct message as one. */
const CHANNELS = ["C0HELP", "D0ASKER", "C0OTHER", "C0SECRET"];
/** Real milliseconds; patient, because the machine may be busy: late is not lost. */
const IDLE_MS_MAX = 60_000;
const STOP_MS_MAX = 30_000;
const STANDBY_POLL_MS = 250;
const ZOMBIE_MS = 200;
const LEASES_ASLEEP = 2;

export async function cycle(lane: Lane, step: Step, next: Transport): Promise<Cycle> {
  const { world } = lane;
  const problems: string[] = [];
  const proc = await ready(lane, step.transport);
  let other = await second(world, step);
  world.route(step.fault === "F12" && other ? [proc, other] : [proc]);
  await prepare(world, step, proc);

  const calls = world.slack.journal.length;
  const said = sayAll(world, step);
  const acknowledged = Promise.all(said.deliveries);
  if (step.point === "W11") await editAnswered(world, said.mentions);
  const isReached = await atPoint(world, step, proc, { calls, acknowledged });
  strike(step, proc);
  let kills = 0;
  if (step.fault === "F2") {
    if ((await endOf(proc)) !== 0) problems.push(`SIGTERM did not end it well: ${proc.logged()}`);
  } else if (step.fault !== "F3") {
    await proc.ended;
    kills += 1;
  }
  const transport = other ? "http" : next;
  other ??= await world.start(next, {
    armed: step.again ? { point: step.point, act: "halt", skip: 0 } : null,
  });
  world.route([other]);
  if (step.again) {
    const died = await dieAgain(world, other);
    if (died) other = await world.start(next);
    world.route([other]);
    kills += died ? 1 : 0;
  }
  if (step.fault === "F3") {
    await wakeZombie(world, proc);
    kills += 1;
  }
  await finish(lane, step, acknowledged, said.changes).catch((error: Error) =>
    problems.push(`${error.message}: ${other?.logged()}`),
  );
  lane.current = { proc: other, transport };
  return { mentions: said.mentions, kills, isReached, problems };
}

/** Once all have their answer, the first report is edited. */
async function editAnswered(
  { slack, dataDir }: World,
  mentions: readonly Mention[],
): Promise<void> {
  await slack.waitFor(() => mentions.every(({ ts }) => slack.answers(ts).length > 0), IDLE_MS_MAX);
  await idle(dataDir, IDLE_MS_MAX);
  await slack.edit(mentions[0]?.ts ?? "", EDITED);
}

/** A process that runs and is reached in the step's way. */
async function ready(lane: Lane, transport: Transport): Promise<Proc> {
  const { current, world } = lane;
  if (current?.transport === transport) return current.proc;
  current?.proc.signal("SIGTERM");
  await current?.proc.ended;
  return world.start(transport);
}

async function second(world: World, { fault, takeover }: Step): Promise<Proc | null> {
  if (fault === "F12") return world.start("http");
  // It looks so seldom that the first takes every job.
  if (fault === "F3" && takeover === "standby") {
    return world.start("http", { pollMs: STANDBY_POLL_MS });
  }
  return null;
}

/** The exit code of a process that was asked to end; null when it had to be killed. */
async function endOf(proc: Proc): Promise<number | null> {
  const patience = setTimeout(STOP_MS_MAX, "late" as const, { ref: false });
  const code = await Promise.race([proc.ended, patience]);
  if (code !== "late") return code;
  proc.signal("SIGKILL");
  await proc.ended;
  return null;
}

async function dieAgain({ dataDir }: World, proc: Proc): Promise<boolean> {
  await until(() => proc.isStruck() || waiting(dataDir) === 0, IDLE_MS_MAX);
  // Having done its last work it may still come to the point, and answers nothing then.
  const isDisarmed = proc.isStruck() ? false : proc.arm(null).then(() => true);
  const isAlive = await Promise.race([
    isDisarmed,
    until(proc.isStruck, IDLE_MS_MAX).then(() => false),
  ]);
  if (isAlive) return false;
  proc.signal("SIGKILL");
  await proc.ended;
  return true;
}

/** Two leases later it goes on where it was; what it does then must change nothing. */
async function wakeZombie({ toReal, dataDir }: World, proc: Proc): Promise<void> {
  await setTimeout(toReal(LEASE_MS) * LEASES_ASLEEP);
  proc.hold(false);
  proc.signal("SIGCONT");
  await idle(dataDir, IDLE_MS_MAX).catch(() => {}); // reported when the step is finished
  await setTimeout(ZOMBIE_MS);
  proc.signal("SIGKILL");
  await proc.ended;
}

async function finish(
  lane: Lane,
  step: Step,
  acknowledged: Promise<Said[]>,
  changes: readonly Promise<unknown>[],
): Promise<void> {
  const { slack, dataDir } = lane.world;
  const late = lane.again; // of the step before: a restart ago
  lane.again = [];
  await Promise.all(late.map((event) => slack.redeliver(event)));
  const said = await acknowledged;
  await Promise.all(changes);
  if (said.some(({ isAcknowledged }) => !isAcknowledged)) throw new Error("never acknowledged");
  const events = said.flatMap((it) => it.events);
  if (step.fault === "F9") await Promise.all(events.map((event) => slack.redeliver(event)));
  await idle(dataDir, IDLE_MS_MAX);
  if (step.fault !== "F9") return;
  await Promise.all(events.map((event) => slack.redeliver(event)));
  await idle(dataDir, IDLE_MS_MAX);
  lane.again = events;
}

type Said = Awaited<ReturnType<World["slack"]["say"]>>;

function sayAll(
  { slack }: World,
  step: Step,
): { mentions: Mention[]; deliveries: Promise<Said>[]; changes: Promise<unknown>[] } {
  const changes: Promise<unknown>[] = [];
  const mentions: Mention[] = [];
  const deliveries = Array.from({ length: step.mentions }, (_, at) => {
    const channel = CHANNELS[(step.at + at) % CHANNELS.length] ?? "C0HELP";
    const delivery = slack.say(REPORT, { channel });
    const ts = slack.messages.at(-1)?.ts ?? ""; // said, and not yet delivered
    const isLater = step.point === "W11";
    const change = at > 0 ? null : isLater ? "edit" : step.change;
    mentions.push({ ts, change });
    if (change === "edit" && !isLater) changes.push(slack.edit(ts, EDITED));
    if (change === "delete") changes.push(slack.remove(ts));
    if (change === "reply first") changes.push(slack.say("acme 3.0.1", { channel, threadTs: ts }));
    return delivery;
  });
  return { mentions, deliveries, changes };
}
