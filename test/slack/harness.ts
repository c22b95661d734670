// A running bot against the double: real receivers, real database, the knowledge of the test's choice.

import { subscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Services } from "../../src/respond.ts";
import type { Paces } from "../../src/slack/limiter.ts";
import { EVENTS_PATH } from "../../src/slack/receivers.ts";
import { type SlackParts, type SlackSettings, startSlack } from "../../src/slack/start.ts";
import { type Database, openDatabase } from "../../src/storage/open.ts";
import { toReport } from "../../src/text/report.ts";
import type { Log } from "../../src/work.ts";
import { newBot } from "../bot.ts";
import type { FakeClock } from "../doubles/clock.ts";
import { type DoubleOptions, type SlackDouble, startSlackDouble } from "../doubles/slack/slack.ts";

export type Transport = "socket" | "http";

export type Bot = {
  readonly slack: SlackDouble;
  readonly db: Database;
  readonly logged: readonly string[];
  /** Ends the running part and starts another on the same database. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type BotOptions = DoubleOptions & {
  readonly services?: Services;
  readonly parts?: Partial<SlackParts>;
  readonly settings?: Partial<SlackSettings>;
};

/** Turns of the event loop between the end of a call and what it leads to. */
const QUIET_TURNS = 12;
const READ_BACK_MS = [20, 60, 120];
const AT_ONCE = { everyMs: 0, burst: 1 };
/** As fast as one likes: most tests ask for more than Slack would allow. */
export const NO_PACES: Paces = {
  channel: AT_ONCE,
  message: AT_ONCE,
  notice: AT_ONCE,
  update: AT_ONCE,
  delete: AT_ONCE,
  status: AT_ONCE,
  thread: AT_ONCE,
  readBack: AT_ONCE,
};

export function newLog(lines: string[]): Log {
  const line = (fields: object, message: string) => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { info: line, warn: line, error: line };
}

export async function newDatabase(): Promise<{ db: Database; remove: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), "tracehound-slack-"));
  const db = await openDatabase(dataDir, "2026-01-01T00:00:00.000Z");
  const remove = async () => {
    await db.destroy();
    rmSync(dataDir, { recursive: true });
  };
  return { db, remove };
}

export async function startBot(transport: Transport, options: BotOptions = {}): Promise<Bot> {
  const slack = await startSlackDouble(options);
  const { db, remove } = await newDatabase();
  const logged: string[] = [];
  const services = options.services ?? newBot().services;
  const start = async () => {
    const running = await startSlack(
      {
        botToken: slack.tokens.bot,
        appToken: transport === "socket" ? slack.tokens.app : null,
        signingSecret: slack.tokens.signingSecret,
        apiUrl: slack.apiUrl,
        port: 0,
        host: "127.0.0.1",
        ...options.settings,
      },
      {
        services,
        toReport,
        db,
        now: () => Date.now(),
        log: newLog(logged),
        readBackMs: READ_BACK_MS,
        pollMs: 10,
        paces: NO_PACES,
        ...options.parts,
      },
    );
    slack.setRequestUrl(
      running.port === null ? null : `http://127.0.0.1:${running.port}${EVENTS_PATH}`,
    );
    return running;
  };
  let running = await start();
  return {
    slack,
    db,
    logged,
    restart: async () => {
      await running.stop();
      running = await start();
    },
    stop: async () => {
      await running.stop();
      await slack.stop();
      await remove();
    },
  };
}

/** Lets simulated time pass while real sockets carry what happens in it. */
export function newTime(clock: FakeClock): {
  /** In steps, after each of which every call in flight has ended. */
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
} {
  let inFlight = 0;
  const up = () => {
    inFlight += 1;
  };
  const down = () => {
    inFlight -= 1;
  };
  subscribe("undici:request:create", up);
  subscribe("undici:request:trailers", down);
  subscribe("undici:request:error", down);
  const settle = async () => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet = inFlight > 0 ? 0 : quiet + 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    pass: async (ms, stepMs = 2_000) => {
      const end = clock.now() + ms;
      await settle();
      while (clock.now() < end) {
        clock.advance(Math.min(stepMs, end - clock.now()));
        await settle();
      }
    },
  };
}

/** Settles when nothing waits to be answered or posted. */
export async function settled({ db, slack }: Bot): Promise<void> {
  const isOpen = async () => {
    const jobs = db.selectFrom("inbox").select("id").where("state", "in", ["pending", "leased"]);
    const posts = db.selectFrom("outbox").select("id").where("state", "in", ["pending", "sending"]);
    return [...(await jobs.execute()), ...(await posts.execute())].length > 0;
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  while (await isOpen()) await turn();
  void slack;
}
