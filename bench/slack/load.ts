// A busy workspace, against the double with its limits on: Slack's ceiling of 30,000 events an hour with
// 3,000 mentions among them, a release day, one flooded channel, a stop in the middle of it.

import { type SlackDouble, startSlackDouble } from "../../test/doubles/slack/slack.ts";
import { ms, row } from "../measure.ts";
import { acknowledgements, channelsOf, limitedCalls, pause, say, watch } from "./workload.ts";

/** What answers: we, or the peer. */
export type Party = {
  readonly name: string;
  readonly start: (slack: SlackDouble) => Promise<Started>;
};
export type Started = {
  readonly stop: (signal: "SIGTERM" | "SIGKILL") => Promise<void>;
  /** Bytes. */
  readonly memory: () => Promise<number>;
};

/** 300 s show a twelfth of the hour at its true rate. */
const STEADY_S = Number(process.env.BENCH_STEADY_S ?? 120);
/** Ten events: a mention is two of them. */
const ROUND_MS = 1_200;
const SIDE_TALK = 8;
const BURST = 1_000;
const BURST_MS = 10_000;
const FLOOD = 200;
const FLOOD_MS = 10_000;
const CALM = 40;
const CALM_MS = 1_000;
const STOPPED = 100;
const ANSWERED_MS_MAX = 540_000;
/** Slack's are 0, one and five minutes; nobody waits for those here. */
const OPTIONS = { hasRates: true, isForBolt: true, retryMs: [0, 3_000, 15_000] };
const MB = 1_048_576;

export async function benchLoad(party: Party, texts: readonly string[], isPeer: boolean) {
  if (!isPeer) await steadyAndBurst(party, texts);
  await flood(party, texts);
  await stopped(party, texts);
}

async function steadyAndBurst(party: Party, texts: readonly string[]): Promise<void> {
  await withParty(party, async (slack, started) => {
    const channels = channelsOf(slack, 20, "LOAD");
    const before = await started.memory();
    const steady = watch(slack);
    const rounds = Math.floor((STEADY_S * 1_000) / ROUND_MS);
    for (let round = 0; round < rounds; round++) {
      steady.mention(textAt(texts, round), channels[round % channels.length]!);
      for (let at = 0; at < SIDE_TALK; at++) {
        void slack.say(`side talk ${at}`, { channel: channels[(round + at) % channels.length]! });
        await pause(ROUND_MS / SIDE_TALK);
      }
    }
    await steady.answered(60_000);
    row(`30,000 events/h for ${STEADY_S} s: mentions`, say(steady.verdict()), "goal 0, 0");
    row("  acknowledgement", acknowledgements(slack, 0), "goal p99 <= 100 ms");
    const { p50, p95 } = steady.verdict();
    row("  to the first post", `p50 ${ms(p50)}  p95 ${ms(p95)}`);

    const from = slack.deliveries.length;
    const burst = watch(slack);
    for (let at = 0; at < BURST; at++) {
      burst.mention(textAt(texts, at), channels[at % channels.length]!);
      await pause(BURST_MS / BURST);
    }
    await pause(2_000);
    row(
      `${BURST} mentions in 10 s, 20 channels: ack`,
      acknowledgements(slack, from),
      "goal p99 <= 100 ms",
    );
    const start = performance.now();
    await burst.answered(ANSWERED_MS_MAX);
    await pause(5_000);
    row("  mentions", say(burst.verdict()), "goal 0, 0");
    row("  all have a first post after", ms(performance.now() - start), "Slack's limits decide");
    row("  429 in all", `${limitedCalls(slack)}`, "goal 0");
    const after = await started.memory();
    row("  memory before / after", `${(before / MB).toFixed(0)} / ${(after / MB).toFixed(0)} MB`);
  });
}

/** What other channels feel while one is flooded. */
async function flood(party: Party, texts: readonly string[]): Promise<void> {
  await withParty(party, async (slack) => {
    const [flooded, ...others] = channelsOf(slack, 11, "FLOOD");
    const warm = watch(slack);
    for (const channel of others) warm.mention(textAt(texts, 0), channel);
    await warm.answered(30_000);
    await pause(3_000);
    const calm = watch(slack);
    await ask(calm, texts, others);
    const busy = watch(slack);
    const flooding = (async () => {
      for (let at = 0; at < FLOOD; at++) {
        busy.mention(textAt(texts, at), flooded!);
        await pause(FLOOD_MS / FLOOD);
      }
    })();
    await ask(busy, texts, others);
    await flooding;
    const [alone, beside] = [calm.verdict().p95, busy.verdict(others).p95];
    const change = ((beside / alone - 1) * 100).toFixed(0);
    row(
      `${party.name}: others' p95, one flooded (${FLOOD})`,
      `${ms(alone)} -> ${ms(beside)} (${change} %)`,
      "goal <= +20 %",
    );
    row("  others' mentions", say(busy.verdict(others)));
    row("  429", `${limitedCalls(slack)}`, "goal 0");
  });
}

async function ask(
  it: ReturnType<typeof watch>,
  texts: readonly string[],
  channels: readonly string[],
): Promise<void> {
  for (let at = 0; at < CALM; at++) {
    it.mention(textAt(texts, at), channels[at % channels.length]!);
    await pause(CALM_MS);
  }
  await pause(10_000);
}

/** Told to stop while mentions come in; started again. */
async function stopped(party: Party, texts: readonly string[]): Promise<void> {
  const slack = await startSlackDouble(OPTIONS);
  try {
    const channels = channelsOf(slack, 20, "STOP");
    let started = await party.start(slack);
    const it = watch(slack);
    for (let at = 0; at < STOPPED; at++) {
      it.mention(textAt(texts, at), channels[at % channels.length]!);
      if (at === STOPPED / 2) {
        await started.stop("SIGTERM");
        started = await party.start(slack);
      }
      await pause(20);
    }
    await it.answered(60_000);
    await pause(3_000);
    await started.stop("SIGTERM");
    row(`${party.name}: SIGTERM amid mentions`, say(it.verdict()), "goal 0, 0");
  } finally {
    await slack.stop();
  }
}

async function withParty(
  party: Party,
  work: (slack: SlackDouble, started: Started) => Promise<void>,
): Promise<void> {
  const slack = await startSlackDouble(OPTIONS);
  const started = await party.start(slack);
  try {
    await work(slack, started);
  } finally {
    await started.stop("SIGTERM");
    await slack.stop();
  }
}

const textAt = (texts: readonly string[], at: number): string => texts[at % texts.length] ?? "";
