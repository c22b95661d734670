// `tracehound serve`, what `npm start` runs: opens everything, says where it is, stops on a signal.

import { randomUUID } from "node:crypto";
import type { Config } from "./config.ts";
import { type Engine, startEngine } from "./engine-host.ts";
import type { Knowledge } from "./knowledge/knowledge.ts";
import { loadExample, requireKnowledge } from "./load.ts";
import { toAnswerParts, toEngineParts } from "./services.ts";
import { countIssues } from "./storage/issues.ts";
import { type Database, openDatabase } from "./storage/open.ts";
import { openThreads } from "./storage/threads.ts";
import { createConsole } from "./web/app.ts";
import { loopbackHosts } from "./web/guard.ts";
import { listenConsole } from "./web/listen.ts";

export type Running = { readonly port: number; readonly stop: () => Promise<void> };

/**
 * Starts the playground and prints how to reach it.
 * @throws SetupError when something must be changed first: knowledge, data directory, port.
 */
export async function serve(config: Config, write: (line: string) => void): Promise<Running> {
  const engine = startEngine();
  const { knowledge, db } = await openOrClose(config, engine);
  const ready = engine.open(toEngineParts(config, knowledge));
  let port = config.consolePort;
  const app = createConsole({
    services: { ...toAnswerParts(config, knowledge), read: engine.read, search: engine.search, complete: null },
    threads: openThreads(db, { surface: "web", visibility: "private" }),
    now: () => new Date(),
    newId: randomUUID,
    allowedHosts: loopbackHosts(() => port),
    status: async () => ({
      product: config.product.name,
      isSlackConfigured: config.isSlackConfigured,
      entries: knowledge.entries.length,
      issues: await countIssues(db),
    }),
    example: loadExample(config.root),
    onError: (error) =>
      process.stderr.write(`console: ${error instanceof Error ? error.stack : error}\n`),
  });
  const close = async () => {
    await engine.close();
    await db.destroy();
  };
  try {
    const listening = await listenConsole(app, config.consolePort);
    port = listening.port;
    write(await greeting(config, port, knowledge.entries.length, await countIssues(db)));
    await ready;
    return {
      port,
      stop: async () => {
        await listening.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A set-up that is wrong must not leave the worker running. */
async function openOrClose(
  config: Config,
  engine: Engine,
): Promise<{ knowledge: Knowledge; db: Database }> {
  try {
    const knowledge = requireKnowledge(config.root);
    return { knowledge, db: await openDatabase(config.dataDir, new Date().toISOString()) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function greeting(
  config: Config,
  port: number,
  entries: number,
  issues: number,
): Promise<string> {
  const slack = config.isSlackConfigured
    ? "Slack       tokens are set, but this version has no Slack connection yet"
    : "Slack       not configured. To connect it, set SLACK_BOT_TOKEN and SLACK_APP_TOKEN: see .env.example";
  const mirror =
    issues > 0 ? `${issues} issues` : "no issues yet: tracehound issues import FILE.jsonl";
  return [
    `Playground  http://localhost:${port}`,
    `Knowledge   ${entries} entries for ${config.product.name}; ${mirror}`,
    `Data        ${config.dataDir}`,
    slack,
    "Stop with Ctrl+C.",
  ].join("\n");
}
