// What other channels feel while one is flooded. Rounds without and with the flood take turns, each on a process
// and a database of its own, so that a slow minute of the machine falls on both.

import type { SlackDouble } from "../../test/doubles/slack/slack.ts";
import { ms, row, toTimes } from "../measure.ts";
import { type NewParty, textAt, withParty } from "./party.ts";
import { channelsOf, limitedCalls, pause, say, type Verdict, watch } from "./workload.ts";

/** A release day in one channel: 200 mentions in ten seconds, which take 200 s to be answered. */
const FLOOD = 200;
const FLOOD_MS = 10_000;
/** The others: two mentions a second in ten channels, until long after the flood has come in. */
const OTHERS = 10;
const ASKED = 80;
const ASKED_EVERY_MS = 500;
const REST_MS = 5_000;

type Round = { readonly others: Verdict; readonly limited: number };

export async function benchFlood(newParty: NewParty, texts: readonly string[], rounds: number) {
  const calm: Round[] = [];
  const busy: Round[] = [];
  for (let at = 0; at < rounds; at++) {
    calm.push(await withParty(newParty, (slack) => hold(slack, texts, false)));
    busy.push(await withParty(newParty, (slack) => hold(slack, texts, true)));
  }
  const [alone, beside] = [timesOf(calm), timesOf(busy)];
  const change = (without: number, withIt: number) =>
    `${ms(without)} -> ${ms(withIt)} (${((withIt / without - 1) * 100).toFixed(0)} %)`;
  row(
    `others' p95, one channel flooded (${FLOOD} in 10 s)`,
    change(alone.p95, beside.p95),
    "goal <= +20 %",
  );
  row("  p50", change(alone.p50, beside.p50));
  row("  by round", calm.map((it, at) => change(it.others.p95, busy[at]!.others.p95)).join(", "));
  const others = busy.map((it) => it.others);
  const sum = (of: (it: Verdict) => number) => others.reduce((total, it) => total + of(it), 0);
  const all = {
    mentions: sum((it) => it.mentions),
    lost: sum((it) => it.lost),
    doubled: sum((it) => it.doubled),
  };
  row("  others' mentions beside it", say(all), "goal 0, 0");
  row("  429", `${busy.reduce((total, { limited }) => total + limited, 0)}`, "goal 0");
}

async function hold(
  slack: SlackDouble,
  texts: readonly string[],
  isFlooded: boolean,
): Promise<Round> {
  const [flooded, ...others] = channelsOf(slack, OTHERS + 1, "FLOOD");
  const warm = watch(slack);
  for (let at = 0; at < 2 * OTHERS; at++) {
    warm.mention(textAt(texts, at), others[at % OTHERS]!);
    await pause(ASKED_EVERY_MS);
  }
  await warm.answered(30_000);
  await pause(REST_MS);
  const it = watch(slack);
  const flooding = isFlooded ? flood(slack, texts, flooded!) : null;
  for (let at = 0; at < ASKED; at++) {
    it.mention(textAt(texts, at), others[at % OTHERS]!);
    await pause(ASKED_EVERY_MS);
  }
  await flooding;
  await it.answered(30_000);
  await pause(REST_MS);
  return { others: it.verdict(), limited: limitedCalls(slack) };
}

async function flood(slack: SlackDouble, texts: readonly string[], channel: string): Promise<void> {
  const it = watch(slack);
  for (let at = 0; at < FLOOD; at++) {
    it.mention(textAt(texts, at), channel);
    await pause(FLOOD_MS / FLOOD);
  }
}

const timesOf = (rounds: readonly Round[]) => toTimes(rounds.flatMap(({ others }) => others.times));
