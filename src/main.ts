// `tracehound serve`, what `npm start` runs: opens everything, says where it is, stops on a signal.

import { randomUUID } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import type { Config } from "./config.ts";
import { startEngine } from "./engine-host.ts";
import { SetupError } from "./errors.ts";
import { startIntake } from "./intake-host.ts";
import type { Knowledge } from "./knowledge/knowledge.ts";
import { checkGitHub, type LiveParts, liveServices } from "./live.ts";
import { loadExample, requireKnowledge } from "./load.ts";
import { openLog } from "./log.ts";
import { type Backlog, type Metrics, openMetrics } from "./metrics.ts";
import { startMirror, syncsByItself } from "./mirror-host.ts";
import type { Services } from "./respond.ts";
import { toEngineParts } from "./services.ts";
import type { Self } from "./slack/events.ts";
import type { RunningSlack, SlackParts } from "./slack/start.ts";
import { readBacklog } from "./storage/backlog.ts";
import { countIssues } from "./storage/issues.ts";
import { type Database, openDatabase } from "./storage/open.ts";
import { openThreads } from "./storage/threads.ts";
import type { ToReport } from "./text/report.ts";
import { createConsole } from "./web/app.ts";
import { loopbackHosts } from "./web/guard.ts";
import { listenConsole } from "./web/listen.ts";
import type { Log } from "./work.ts";

export type Running = { readonly port: number; readonly stop: () => Promise<void> };

/**
 * Starts the playground and, where tokens are set, Slack, and prints how to reach them.
 * @throws SetupError when something must be changed first: knowledge, data directory, port, a token.
 */
export async function serve(config: Config, write: (line: string) => void): Promise<Running> {
  stayLean();
  const log = openLog(config.logLevel, process.stderr);
  const engine = startEngine();
  const { toReport, close } = startIntake();
  const opened: (() => Promise<void>)[] = [engine.close, close];
  const stop = async () => {
    for (const close of opened.toReversed()) await close();
  };
  try {
    const { knowledge, db } = await openData(config);
    opened.push(() => db.destroy());
    const ready = engine.open(toEngineParts(config, knowledge));
    const metrics = openMetrics(() => backlogNow(db));
    const parts: LiveParts = { config, knowledge, engine, db, metrics, log };
    const [services, self] = await allOrProblems([
      liveServices(parts),
      identify(config, log),
      checkGitHub(config, log),
    ]);
    const port = await startConsole(parts, services, toReport, opened);
    await ready;
    const slack =
      self &&
      (await connectSlack(
        config,
        { services, toReport, db, now: Date.now, log, ...watching(metrics) },
        self,
      ));
    if (slack) opened.push(slack.stop);
    const mirror = startMirror(config, log);
    if (mirror) opened.push(mirror.stop);
    const issues = { count: await countIssues(db), indexed: await engine.done() };
    write(greeting(config, port, knowledge.entries.length, issues, slack));
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * V8 doubles the space for young objects while much is allocated, as at start, and keeps it: some 50 MB
 * over all threads (275 MB resident after 30 reports, 223 so), which made answers no faster.
 */
function stayLean(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

async function openData(config: Config): Promise<{ knowledge: Knowledge; db: Database }> {
  const knowledge = requireKnowledge(config.root);
  return { knowledge, db: await openDatabase(config.dataDir, new Date().toISOString()) };
}

/** Every problem that only files, GitHub and Slack can show, in one message: one restart mends all. */
async function allOrProblems<Work extends readonly unknown[]>(
  work: readonly [...{ [Index in keyof Work]: Promise<Work[Index]> }],
): Promise<Work> {
  const settled = await Promise.allSettled(work);
  const reasons = settled.flatMap((it) => (it.status === "rejected" ? [it.reason] : []));
  const setup = reasons.filter((reason) => reason instanceof SetupError);
  if (setup.length > 1) {
    throw new SetupError(setup.map((it) => it.message).join("\n"), {
      hint: setup.map((it) => it.hint).join("\n"),
    });
  }
  if (reasons.length > 0) throw setup[0] ?? reasons[0];
  return (await Promise.all(work)) as unknown as Work;
}

/** Whom Slack's tokens speak for; null without tokens. */
async function identify({ slack }: Config, log: Log): Promise<Self | null> {
  if (!slack) return null;
  const { checkSlack } = await import("./slack/start.ts");
  return checkSlack(slack, log);
}

async function connectSlack(
  config: Config,
  parts: SlackParts,
  self: Self,
): Promise<RunningSlack | null> {
  if (!config.slack) return null;
  const { startSlack } = await import("./slack/start.ts");
  return startSlack(config.slack, parts, self);
}

async function startConsole(
  { config, knowledge, engine, db, metrics, log }: LiveParts,
  services: Services,
  toReport: ToReport,
  opened: (() => Promise<void>)[],
): Promise<number> {
  let port = config.consolePort;
  const app = createConsole({
    services,
    toReport,
    threads: openThreads(db, { surface: "web", visibility: "private" }),
    now: () => new Date(),
    newId: randomUUID,
    allowedHosts: loopbackHosts(() => port),
    status: async () => ({
      product: config.product.name,
      isSlackConfigured: config.slack !== null,
      entries: knowledge.entries.length,
      issues: await countIssues(db),
    }),
    indexed: engine.done,
    example: loadExample(config.root),
    metrics: metrics.render,
    onError: (error) =>
      log.error({ error: error instanceof Error ? error.stack : String(error) }, "console"),
  });
  const listening = await listenConsole(app, config.consolePort);
  opened.push(() => listening.close());
  port = listening.port;
  return port;
}

const watching = (metrics: Metrics) => ({
  onLimited: metrics.slackLimited,
  onRound: metrics.catchUp,
});

async function backlogNow(db: Database): Promise<Backlog> {
  const { waiting, parked, oldest, late } = await readBacklog(db);
  const oldestSeconds = oldest === null ? 0 : Math.max(0, (Date.now() - Date.parse(oldest)) / 1000);
  return { waiting, parked, oldestSeconds, late };
}

function greeting(
  config: Config,
  port: number,
  entries: number,
  issues: { readonly count: number; readonly indexed: number },
  slack: RunningSlack | null,
): string {
  const way = slack?.port == null ? "Socket Mode" : `HTTP on port ${slack.port}`;
  const isSynced = syncsByItself(config);
  const mirror = [
    issues.count > 0 ? `${issues.count} issues` : "no issues yet",
    issues.indexed < 1
      ? `${Math.floor(issues.indexed * 100)} % indexed, answers use these until /readyz says that it is done`
      : "",
    isSynced ? `synced every ${config.syncMinutes} minutes` : "",
    issues.count > 0 || isSynced ? "" : "tracehound sync, or tracehound issues import FILE.jsonl",
  ];
  return [
    `Playground  http://localhost:${port}`,
    `Knowledge   ${entries} entries for ${config.product.name}; ${mirror.filter(Boolean).join(", ")}`,
    `Model       ${config.llm ? config.llm.model : "none: answers are worded by rule (OPENAI_API_KEY)"}`,
    `Data        ${config.dataDir}`,
    slack
      ? `Slack       connected to ${slack.team} (${way})`
      : "Slack       not configured. To connect it, set SLACK_BOT_TOKEN and SLACK_APP_TOKEN: see README.md and .env.example",
    "Stop with Ctrl+C.",
  ].join("\n");
}
