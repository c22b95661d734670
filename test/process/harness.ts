// The real `tracehound serve` against the Slack double. The test kills it; the double's journal tells.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import { EVENTS_PATH } from "../../src/slack/receivers.ts";
import { DATABASE_FILE } from "../../src/storage/open.ts";
import type { SlackDouble } from "../doubles/slack/slack.ts";

export type Transport = "socket" | "http";

export type Bot = {
  /** The playground, with `/metrics`. */
  readonly consoleUrl: string;
  readonly kill: (signal: "SIGKILL" | "SIGTERM") => void;
  /** Code, and milliseconds from the signal to the end. */
  readonly ended: Promise<{ readonly code: number | null; readonly ms: number }>;
};

const BIN = resolve(import.meta.dirname, "../../bin/tracehound.mjs");
const START_MS_MAX = 20_000;
/** Nothing listens there: the real GitHub is not asked by a test. */
const NOWHERE = "http://127.0.0.1:1";

export function newDataDir(): { readonly dataDir: string; readonly remove: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), "tracehound-process-"));
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

/** Starts it over `transport`; settles when it has said that it is connected. */
export async function startProcess(
  transport: Transport,
  slack: SlackDouble,
  dataDir: string,
  flags: readonly string[] = [],
): Promise<Bot> {
  const child = spawn(process.execPath, [BIN, "serve", "--data", dataDir, ...flags], {
    cwd: dataDir, // no .env
    env: {
      PATH: process.env.PATH ?? "",
      CONSOLE_PORT: "0",
      PORT: "0",
      SLACK_BOT_TOKEN: slack.tokens.bot,
      ...(transport === "socket"
        ? { SLACK_APP_TOKEN: slack.tokens.app }
        : { SLACK_SIGNING_SECRET: slack.tokens.signingSecret }),
      SLACK_API_URL: slack.apiUrl,
      GITHUB_API_URL: NOWHERE,
      TRACEHOUND_READ_BACK_MS: "50,150,400",
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let killedAt = performance.now();
  const ended = new Promise<{ code: number | null; ms: number }>((done) =>
    child.once("exit", (code) => done({ code, ms: performance.now() - killedAt })),
  );
  const said = await greeting(child);
  const port = /HTTP on port (\d+)/.exec(said)?.[1];
  slack.setRequestUrl(port ? `http://127.0.0.1:${port}${EVENTS_PATH}` : null);
  return {
    consoleUrl: (/http:\/\/localhost:\d+/.exec(said)?.[0] ?? "").replace("localhost", "127.0.0.1"),
    kill: (signal) => {
      killedAt = performance.now();
      child.kill(signal);
    },
    ended,
  };
}

function greeting(child: ChildProcess): Promise<string> {
  const { promise, resolve: done, reject } = Promise.withResolvers<string>();
  let said = "";
  const fail = () => {
    child.kill("SIGKILL");
    reject(new Error(`the server did not start: ${said}`));
  };
  const timer = globalThis.setTimeout(fail, START_MS_MAX);
  child.once("exit", fail);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("Stop with Ctrl+C.")) done(said);
    });
  }
  return promise.finally(() => {
    clearTimeout(timer);
    child.off("exit", fail);
  });
}

const IDLE_MS_MAX = 10_000;
const LOOK_MS = 20;
const WAITING = `SELECT (SELECT count(*) FROM inbox WHERE state IN ('pending', 'leased'))
  + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')) AS waiting`;

/** Messages without an answer and answers that are not posted. Tells how many, never what came of them. */
export function waiting(dataDir: string): number {
  const db = new Sqlite(join(dataDir, DATABASE_FILE), { readonly: true });
  try {
    return Number(db.prepare(WAITING).pluck().get());
  } finally {
    db.close();
  }
}

/** Settles when nothing waits any more. */
export async function idle(dataDir: string, msMax = IDLE_MS_MAX): Promise<void> {
  const end = performance.now() + msMax;
  while (waiting(dataDir) !== 0) {
    if (performance.now() > end) throw new Error(`work is left after ${msMax} ms`);
    await setTimeout(LOOK_MS);
  }
}
