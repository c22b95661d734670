// The Slack edge, from tokens to a running bot. Everything that takes time is an argument.

import { setTimeout } from "node:timers/promises";
import { SetupError } from "../errors.ts";
import type { Services } from "../respond.ts";
import type { Database } from "../storage/open.ts";
import type { ToReport } from "../text/report.ts";
import type { Budgets } from "../work/budget.ts";
import type { Deliver } from "../work/deliver.ts";
import type { Gather } from "../work/gather.ts";
import { startWork } from "../work/loop.ts";
import type { Log, Point } from "../work.ts";
import type { Round } from "./catch-up.ts";
import { beginCatchingUp } from "./catch-up-start.ts";
import { checkTokens } from "./check.ts";
import { newClient } from "./client.ts";
import { fetchUntil } from "./deadline.ts";
import type { Self } from "./events.ts";
import { gatherFromSlack } from "./gather.ts";
import { newLimiter, type Paces } from "./limiter.ts";
import { type Manners, NO_MANNERS } from "./manners.ts";
import { deliverToSlack } from "./post.ts";
import { receive } from "./receive.ts";
import { type Receiving, receiveHttp } from "./receivers.ts";
import { receiveSocket } from "./sockets.ts";

export type SlackSettings = {
  readonly botToken: string;
  /** Socket Mode; wins over HTTP. */
  readonly appToken: string | null;
  readonly signingSecret: string | null;
  /** Slack's own when null. With or without the slash at its end. */
  readonly apiUrl: string | null;
  /** Where Slack reaches us in HTTP mode; 0 takes any free one. */
  readonly port: number | null;
  /** All interfaces when null. */
  readonly host?: string | null;
  /** When to look for a post whose outcome is unknown; `READ_BACK_MS` when null. */
  readonly readBackMs?: readonly number[] | null;
  /** How often to look for what was never told; `CATCH_UP_MS` when left out, never when null. */
  readonly catchUpMs?: number | null;
  /** How much may be asked of us; anything when left out. */
  readonly budgets?: Budgets;
  /** Where and when it speaks; everywhere and at once when left out. */
  readonly manners?: Manners;
};

export type SlackParts = {
  readonly services: Services;
  readonly toReport: ToReport;
  readonly db: Database;
  readonly now: () => number;
  readonly log: Log;
  /** Settles after `ms`, or as soon as the signal aborts. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly readBackMs?: readonly number[];
  readonly pollMs?: number;
  readonly postMs?: number;
  /** For tests that let the process die there. */
  readonly reached?: (point: Point) => void;
  /** Our own limits; `SLACK_PACES` without it. */
  readonly paces?: Paces;
  /** Slack answered 429. */
  readonly onLimited?: () => void;
  /** A round of catching up has ended. */
  readonly onRound?: (kind: Round["kind"]) => void;
};

export type RunningSlack = {
  /** The port in HTTP mode; null in Socket Mode. */
  readonly port: number | null;
  readonly team: string;
  /** Takes nothing new, ends what has begun. What waits is in the database. */
  readonly stop: () => Promise<void>;
};

/** Reliability facts, section 1: Slack's read-back lags by up to 30 s. */
const READ_BACK_MS = [2_000, 10_000, 60_000];
const STATUS_MS = 2_000;
const CATCH_UP_MS = 10 * 60_000;

/**
 * Who the tokens speak for. Starts nothing.
 * @throws SetupError when a token must be changed; UpstreamError when Slack cannot be reached.
 */
export function checkSlack({ botToken, appToken, apiUrl }: SlackSettings, log: Log): Promise<Self> {
  const base = baseUrl(apiUrl);
  const app = appToken === null ? null : newClient(appToken, base, log);
  return checkTokens(newClient(botToken, base, log), app);
}

/**
 * `known`: what `checkSlack` found; without it the tokens are checked here.
 * @throws SetupError when a token or the port must be changed; UpstreamError when Slack cannot be reached.
 * Nothing is left running then.
 */
export async function startSlack(
  settings: SlackSettings,
  parts: SlackParts,
  known?: Self,
): Promise<RunningSlack> {
  const { db, services, toReport, now, log } = parts;
  const sleep = parts.sleep ?? sleepFor;
  const { budgets, manners = NO_MANNERS } = settings;
  const { maintainers } = manners;
  const apiUrl = baseUrl(settings.apiUrl);
  const self = known ?? (await checkSlack(settings, log));
  const onLimited = parts.onLimited ?? (() => {});
  const common = { self, onLimited, log };
  const { deliver, gather } = openEnds({ ...settings, apiUrl }, { ...parts, ...common, sleep });
  const readBackMs = parts.readBackMs ?? settings.readBackMs ?? READ_BACK_MS;
  const { pollMs, reached } = parts;
  const working = await startWork(
    {
      db,
      services,
      deliver,
      gather,
      maintainers,
      log,
      now,
      readBackMs,
      ...(reached && { reached }),
      ...(budgets && { budgets }),
    },
    { sleep, ...(pollMs !== undefined && { pollMs }) },
  );
  const store = (body: unknown) =>
    receive({ db, toReport, self, now, log, manners, onAccepted: working.wake }, body);
  try {
    let again = () => {};
    const onAgain = () => again();
    const receiving = await startReceiving({ ...settings, apiUrl }, { store, sleep, log, onAgain });
    const { catchUpMs: everyMs = CATCH_UP_MS } = settings;
    const onRound = parts.onRound ?? (() => {});
    const reader = newClient(settings.botToken, apiUrl, log, parts.postMs);
    const around = { ...common, db, now, sleep, onRound };
    const catching =
      everyMs === null
        ? null
        : beginCatchingUp({ ...around, client: reader, receive: store, everyMs });
    if (catching) again = catching.kick;
    log.info({ team: self.team, mode: receiving.port === null ? "socket" : "http" }, "Slack is on");
    return {
      port: receiving.port,
      team: self.team,
      stop: async () => {
        await receiving.stop();
        await catching?.stop();
        await working.stop();
      },
    };
  } catch (error) {
    await working.stop();
    throw error;
  }
}

type EndParts = SlackParts &
  Required<Pick<SlackParts, "onLimited" | "sleep">> & { readonly self: Self };

/** What posts to Slack, and what reads there what a message is about, within the same limits. */
function openEnds(
  { botToken, apiUrl, manners = NO_MANNERS }: SlackSettings,
  { self, toReport, now, log, sleep, onLimited, paces, postMs }: EndParts,
): { readonly deliver: Deliver; readonly gather: Gather } {
  const client = newClient(botToken, apiUrl, log, postMs);
  const status = newClient(botToken, apiUrl, log, STATUS_MS);
  const writerUntil = (until: number) =>
    newClient(botToken, apiUrl, log, postMs, fetchUntil(until, now));
  const both = { client, self, limiter: newLimiter(now, paces), onLimited };
  const { maintainers, opt_out: optOut } = manners;
  return {
    deliver: deliverToSlack({ ...both, writerUntil, status, maintainers, log }),
    gather: gatherFromSlack({
      ...both,
      optOut,
      toReport,
      download: { botToken, apiUrl, fetch, sleep },
    }),
  };
}

type ReceivingParts = {
  readonly store: (body: unknown) => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Log;
  /** A connection stands again. */
  readonly onAgain: () => void;
};

async function startReceiving(
  { appToken, signingSecret, apiUrl, port, host = null }: SlackSettings,
  { store, sleep, log, onAgain }: ReceivingParts,
): Promise<Receiving> {
  if (appToken !== null) return receiveSocket({ appToken, apiUrl, sleep, onAgain }, store, log);
  if (signingSecret === null || port === null) {
    throw new SetupError(
      "Slack has no way in: neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET with PORT",
      {
        hint: "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET and PORT for HTTP.",
      },
    );
  }
  try {
    return await receiveHttp({ signingSecret, port, host }, store, log);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new SetupError(`PORT ${port} cannot be listened on (${code})`, {
      hint: "Set PORT to a free port that this user may open.",
      cause: error,
    });
  }
}

/** Aborting it is not an error: it only ends the wait. */
async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(Math.max(0, ms), undefined, { ref: false, ...(signal && { signal }) }).catch(
    () => {},
  );
}

/** The SDK wants the slash at its end. */
function baseUrl(apiUrl: string | null): string | null {
  return apiUrl && `${apiUrl.replace(/\/+$/, "")}/`;
}
