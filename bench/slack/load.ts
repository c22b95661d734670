// A busy workspace, against the double with its limits on: Slack's ceiling of 30,000 events an hour with
// 3,000 mentions among them, a release day, a stop in the middle of it.

import { startSlackDouble } from "../../test/doubles/slack/slack.ts";
import { ms, row } from "../measure.ts";
import { type NewParty, OPTIONS, textAt, withParty } from "./party.ts";
import { acknowledgements, channelsOf, limitedCalls, pause, say, watch } from "./workload.ts";

/** 300 s show a twelfth of the hour at its true rate. */
const STEADY_S = Number(process.env.BENCH_STEADY_S ?? 120);
/** Ten events: a mention is two of them. */
const ROUND_MS = 1_200;
const SIDE_TALK = 8;
const BURST = 1_000;
const BURST_MS = 10_000;
const STOPPED = 100;
const ANSWERED_MS_MAX = 540_000;
const MB = 1_048_576;

export async function benchLoad(newParty: NewParty, texts: readonly string[]): Promise<void> {
  await withParty(newParty, async (slack, started) => {
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

/** Told to stop while mentions come in; started again. */
export async function benchStop(newParty: NewParty, texts: readonly string[]): Promise<void> {
  const slack = await startSlackDouble(OPTIONS);
  const party = newParty();
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
    row("SIGTERM amid mentions", say(it.verdict()), "goal 0, 0");
  } finally {
    party.end();
    await slack.stop();
  }
}
