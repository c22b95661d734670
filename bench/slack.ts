// Slack as its people feel it: the real process against the double. From a mention to its answer; how
// long an acknowledgement takes, idle and while ten large pastes are read in the same process; and a
// busy workspace (`slack/load.ts`), beside Bolt with its defaults.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadKnowledge } from "../src/load.ts";
import { type SlackDouble, startSlackDouble } from "../test/doubles/slack/slack.ts";
import { type Bot, newDataDir, startProcess } from "../test/process/harness.ts";
import { ms, pair, row, toTimes } from "./measure.ts";
import { benchFlood } from "./slack/flood.ts";
import { benchLoad, benchStop } from "./slack/load.ts";
import { bolt, ourselves, unboundConfig } from "./slack/parties.ts";
import { channelsOf } from "./slack/workload.ts";

const ROOT = resolve(import.meta.dirname, "..");
const SHARED = resolve(ROOT, "../shared/eval");
const MENTIONS = 40;
const WARM_UP = 5;
const ANSWER_MS_MAX = 10_000;
const ACKNOWLEDGEMENTS = 200;
const PASTES = 10;
const PASTE_CHARS = 1_000_000;
/** Between two messages under load, whether the last was acknowledged or not: a busy workspace. */
const PACE_MS = 50;
/** Of each kind, for the flooded channel: about a minute each. */
const ROUNDS = 3;

/** Not acknowledged, or too late: how long each took. */
const failed: number[] = [];

const { dataDir, remove } = newDataDir();
const config = unboundConfig(dataDir);
// An acknowledgement that takes long is measured, not sent again.
const slack = await startSlackDouble({ retryMs: [], ackMs: 30_000 });
let bot: Bot | null = null;
try {
  const texts = reports();
  importIssues();
  bot = await startProcess("http", slack, dataDir, ["--config", config]);
  await benchAnswers(slack, texts);
  await benchAcknowledgements(slack, bot, texts);
  await end(bot);
  bot = null;
  const us = ourselves(dataDir, config);
  await benchLoad(us, texts);
  await benchFlood(us, texts, ROUNDS);
  await benchStop(us, texts);
  row("Bolt with its defaults:", "");
  await benchFlood(bolt, texts, 1);
  await benchStop(bolt, texts);
} finally {
  if (bot) await end(bot);
  await slack.stop();
  remove();
}

async function end({ kill, ended }: Bot): Promise<void> {
  kill("SIGTERM");
  await ended;
}

async function benchAnswers(workspace: SlackDouble, texts: readonly string[]): Promise<void> {
  // Each in a channel of its own: a channel takes one post a second, and that is not what is measured.
  const channels = channelsOf(workspace, WARM_UP + MENTIONS, "ANSWER");
  const times: number[] = [];
  for (const [at, channel] of channels.entries()) {
    const start = performance.now();
    const said = workspace.say(`@tracehound ${texts[at % texts.length]}`, { channel });
    const { ts } = workspace.messages.findLast((it) => !it.isBot)!;
    await workspace.waitFor(() => workspace.answers(ts).length > 0, ANSWER_MS_MAX);
    if (at >= WARM_UP) times.push(performance.now() - start);
    await said;
  }
  row(`mention to answer posted (${MENTIONS})`, pair(toTimes(times)), "goal p50 <= 500");
}

async function benchAcknowledgements(
  workspace: SlackDouble,
  { consoleUrl }: Bot,
  texts: readonly string[],
): Promise<void> {
  const idle: number[] = [];
  for (let at = 0; at < ACKNOWLEDGEMENTS; at++) idle.push(await acknowledge(workspace, at));
  row(`acknowledgement, no load (${idle.length})`, p99(idle), "baseline");

  const paste = texts.join("\n\n").repeat(100).slice(0, PASTE_CHARS);
  const alone = performance.now();
  await post(consoleUrl, paste);
  row("one 1 MB paste read, alone", ms(performance.now() - alone));

  let isReading = true;
  const start = performance.now();
  const reading = Promise.all(Array.from({ length: PASTES }, () => post(consoleUrl, paste)));
  const ended = reading.finally(() => {
    isReading = false;
  });
  const loaded: Promise<number>[] = [];
  for (let at = 0; isReading; at++) {
    loaded.push(acknowledge(workspace, at));
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
  }
  await ended;
  const took = performance.now() - start;
  const times = await Promise.all(loaded);
  row(`${PASTES} pastes of 1 MB read`, ms(took));
  row(`acknowledgement meanwhile (${times.length})`, p99(times), "goal p99 <= 100");
  if (failed.length > 0) row("not acknowledged at all", `${failed.length}`, "goal 0");
  row("with load / without", `p99 ${(at99(times) / at99(idle)).toFixed(1)}`);
}

/** One message that is stored and needs no answer: side talk in a thread that is ours. */
async function acknowledge(workspace: SlackDouble, at: number): Promise<number> {
  const root = workspace.messages.find((it) => !it.isBot)!;
  const start = performance.now();
  const { isAcknowledged } = await workspace.say(`thanks, I will look at it tomorrow (${at})`, {
    threadTs: root.ts,
  });
  const took = performance.now() - start;
  if (!isAcknowledged) failed.push(took);
  return took;
}

async function post(consoleUrl: string, report: string): Promise<void> {
  const response = await fetch(`${consoleUrl}/threads`, {
    method: "POST",
    body: new URLSearchParams({ report }),
    headers: { origin: consoleUrl },
    redirect: "manual",
  });
  if (response.status !== 303) throw new Error(`a paste was answered with ${response.status}`);
}

function at99(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
}

function p99(times: readonly number[]): string {
  return `p50 ${ms(toTimes(times).p50)}  p99 ${ms(at99(times))}`;
}

function importIssues(): void {
  const file = join(SHARED, "issues.jsonl");
  if (!existsSync(file)) {
    process.stdout.write("no ../shared/eval/issues.jsonl: measuring without issues\n");
    return;
  }
  const bin = join(ROOT, "bin/tracehound.mjs");
  execFileSync(process.execPath, [bin, "issues", "import", file, "--data", dataDir], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** The graded cases where they are at hand; else the reports that lie beside the entries. */
function reports(): string[] {
  const cases = join(SHARED, "cases.jsonl");
  if (!existsSync(cases)) {
    const { fixtures } = loadKnowledge(ROOT);
    return [...fixtures.values()].flatMap(({ match }) => match.map((it) => it.report));
  }
  const lines = readFileSync(cases, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { text: string }).text);
}
