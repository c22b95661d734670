// `tracehound serve`, what `npm start` runs: opens everything, says where it is, stops on a signal.

import { randomUUID } from "node:crypto";
import type { Config } from "./config.ts";
import { type Engine, startEngine } from "./engine-host.ts";
import { UpstreamError } from "./errors.ts";
import { withFreshStates } from "./fresh.ts";
import { checkAccess } from "./github/access.ts";
import { openGitHub } from "./github/client.ts";
import { createRefresh } from "./github/refresh.ts";
import type { Knowledge } from "./knowledge/knowledge.ts";
import { openModel } from "./llm/model.ts";
import { loadPrompts } from "./llm/prompts.ts";
import { loadExample, requireKnowledge } from "./load.ts";
import { openLog } from "./log.ts";
import { type Metrics, openMetrics } from "./metrics.ts";
import type { Services } from "./respond.ts";
import { toAnswerParts, toEngineParts } from "./services.ts";
import { type RunningSlack, startSlack } from "./slack/start.ts";
import { readBacklog } from "./storage/backlog.ts";
import { countIssues } from "./storage/issues.ts";
import { type Database, openDatabase } from "./storage/open.ts";
import { openThreads } from "./storage/threads.ts";
import { createConsole } from "./web/app.ts";
import { loopbackHosts } from "./web/guard.ts";
import { listenConsole } from "./web/listen.ts";
import type { Log } from "./work.ts";

export type Running = { readonly port: number; readonly stop: () => Promise<void> };

/** A cited issue's state may be this old before GitHub is asked again. */
const STATE_AGE_MS = 10 * 60_000;

/**
 * Starts the playground and, where tokens are set, Slack, and prints how to reach them.
 * @throws SetupError when something must be changed first: knowledge, data directory, port, a token.
 */
export async function serve(config: Config, write: (line: string) => void): Promise<Running> {
  const log = openLog(config.logLevel, process.stderr);
  const engine = startEngine();
  const opened: (() => Promise<void>)[] = [engine.close];
  const stop = async () => {
    for (const close of opened.toReversed()) await close();
  };
  try {
    const { knowledge, db } = await openData(config);
    opened.push(() => db.destroy());
    const ready = engine.open(toEngineParts(config, knowledge));
    const metrics = openMetrics(() => backlogNow(db));
    const services = assemble(config, knowledge, engine, db, metrics, log);
    const port = await startConsole(config, knowledge, db, services, metrics, log, opened);
    await checkGitHub(config, log);
    await ready;
    const slack = config.slack && (await startSlack(config.slack, { services, db, now: Date.now, log }));
    if (slack) opened.push(slack.stop);
    write(greeting(config, port, knowledge.entries.length, await countIssues(db), slack));
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openData(config: Config): Promise<{ knowledge: Knowledge; db: Database }> {
  const knowledge = requireKnowledge(config.root);
  return { knowledge, db: await openDatabase(config.dataDir, new Date().toISOString()) };
}

/** Everything that `respond` reaches outside with. */
function assemble(
  config: Config,
  knowledge: Knowledge,
  engine: Engine,
  db: Database,
  metrics: Metrics,
  log: Log,
): Services {
  const model = config.llm
    ? openModel(config.llm, {
        prompts: loadPrompts(config.root),
        now: () => new Date(),
        onCall: ({ task, outcome, tokens, elapsedMs }) => {
          metrics.modelCall(task, outcome, tokens);
          log.info({ task, outcome, tokens, elapsedMs }, "model call");
        },
      })
    : { complete: null };
  const search = timed(metrics, "search", engine.search);
  return {
    ...toAnswerParts(config, knowledge),
    ...model,
    read: timed(metrics, "read", engine.read),
    search: config.github.token ? withFreshStates(search, refreshOf(config, db)) : search,
  };
}

/** Only with a token: without one GitHub allows 60 requests an hour. */
function refreshOf({ github }: Config, db: Database): ReturnType<typeof createRefresh> {
  return createRefresh({
    github: openGitHub(github, { isPatient: false }),
    db,
    repositories: github.repositories.map((repository) => repository.name),
    now: () => new Date(),
    maxAgeMs: STATE_AGE_MS,
  });
}

function timed<Arguments extends unknown[], Result>(
  metrics: Metrics,
  step: string,
  work: (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
  return async (...args) => {
    const start = performance.now();
    try {
      return await work(...args);
    } finally {
      metrics.step(step, (performance.now() - start) / 1000);
    }
  };
}

async function startConsole(
  config: Config,
  knowledge: Knowledge,
  db: Database,
  services: Services,
  metrics: Metrics,
  log: Log,
  opened: (() => Promise<void>)[],
): Promise<number> {
  let port = config.consolePort;
  const app = createConsole({
    services,
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

/** A token that sees what is private is refused; GitHub being away is no reason not to start. */
async function checkGitHub({ github }: Config, log: Log): Promise<void> {
  if (!github.token && github.repositories.length === 0) return;
  try {
    await checkAccess(openGitHub(github, { isPatient: false }), github);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn({ reason: error.message }, "GitHub could not be asked; the mirror is used as it is");
  }
}

async function backlogNow(db: Database): Promise<{ waiting: number; parked: number; oldestSeconds: number }> {
  const { waiting, parked, oldest } = await readBacklog(db);
  const oldestSeconds = oldest === null ? 0 : Math.max(0, (Date.now() - Date.parse(oldest)) / 1000);
  return { waiting, parked, oldestSeconds };
}

function greeting(
  config: Config,
  port: number,
  entries: number,
  issues: number,
  slack: RunningSlack | null,
): string {
  const way = slack?.port == null ? "Socket Mode" : `HTTP on port ${slack.port}`;
  const mirror =
    issues > 0
      ? `${issues} issues`
      : "no issues yet: tracehound sync, or tracehound issues import FILE.jsonl";
  return [
    `Playground  http://localhost:${port}`,
    `Knowledge   ${entries} entries for ${config.product.name}; ${mirror}`,
    `Model       ${config.llm ? config.llm.model : "none: answers are worded by rule (OPENAI_API_KEY)"}`,
    `Data        ${config.dataDir}`,
    slack
      ? `Slack       connected to ${slack.team} (${way})`
      : "Slack       not configured. To connect it, set SLACK_BOT_TOKEN and SLACK_APP_TOKEN: see README.md and .env.example",
    "Stop with Ctrl+C.",
  ].join("\n");
}
