// One Slack and one database file, and the processes that come and go between them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { EVENTS_PATH } from "../../src/slack/receivers.ts";
import { DATABASE_FILE, openDatabase } from "../../src/storage/open.ts";
import { toIso } from "../../src/work.ts";
import { type SlackDouble, startSlackDouble } from "../doubles/slack/slack.ts";
import { startBalancer } from "./balancer.ts";
import { bundleBot } from "./bundle.ts";
import { type Mutation, mutateFile } from "./mutations.ts";
import type { Armed } from "./orders.ts";
import type { Transport } from "./plan.ts";
import { newSpare, type Proc } from "./process.ts";
import { scaledClock } from "./scaled.ts";

export type WorldOptions = {
  /** How much faster time runs than real time: 60 makes a lease of a minute last a second. */
  readonly scale: number;
  readonly mutation: Mutation | null;
};

export type World = {
  readonly slack: SlackDouble;
  readonly dataDir: string;
  /** Real milliseconds for those of the product. */
  readonly toReal: (ms: number) => number;
  readonly start: (transport: Transport, how?: Starting) => Promise<Proc>;
  /** Where Slack's events go from now on. */
  readonly route: (procs: readonly Proc[]) => void;
  /** Posts that wait for a person. */
  readonly parked: () => readonly { readonly threadTs: string; readonly reason: string }[];
  /** What the database says of a message: for a person who looks into a failure. */
  readonly look: (ts: string) => string;
  /** Kills every process. */
  readonly clear: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type Starting = { readonly armed?: Armed | null; readonly pollMs?: number };

const POLL_MS = 25;
/** Real milliseconds until Slack gives up on an acknowledgement, and between its tries. */
const ACK_MS = 400;
const RETRY_MS = 60;
/** For as long as a step can take; the real one tries four times in six minutes. */
const RETRIES = 300;
/** Of what stands in the thread, for whoever looks into a failure. */
const SAID_CHARS = 80;

export async function openWorld({ scale, mutation }: WorldOptions): Promise<World> {
  const epochMs = Date.now();
  const clock = scaledClock(epochMs, scale);
  const dataDir = mkdtempSync(join(tmpdir(), "tracehound-crash-"));
  const file = join(dataDir, DATABASE_FILE);
  await (await openDatabase(dataDir, toIso(clock.now()))).destroy();
  mutateFile(mutation, file);
  const retryMs = Array.from({ length: RETRIES }, () => RETRY_MS);
  const slack = await startSlackDouble({ retryMs, ackMs: ACK_MS });
  const balancer = await startBalancer(EVENTS_PATH);
  const living = new Set<Proc>();
  const entry = await bundleBot();
  let spare = newSpare(entry);
  const clear = async () => {
    for (const it of living) it.signal("SIGKILL");
    await Promise.all([...living].map(({ ended }) => ended));
  };
  return {
    slack,
    dataDir,
    toReal: (ms) => ms / scale,
    start: async (transport, { armed = null, pollMs = POLL_MS } = {}) => {
      const next = spare;
      spare = newSpare(entry);
      const { apiUrl, tokens } = slack;
      const own = { transport, armed, pollMs, mutation };
      const proc = await next.go({ dataDir, apiUrl, tokens, epochMs, scale, ...own });
      living.add(proc);
      void proc.ended.then(() => living.delete(proc));
      return proc;
    },
    route: (procs) => {
      const ports = procs.flatMap(({ port }) => port ?? []);
      balancer.to(ports.map((port) => `http://127.0.0.1:${port}${EVENTS_PATH}`));
      slack.setRequestUrl(ports.length > 0 ? balancer.url : null);
    },
    parked: () => {
      const db = new Sqlite(file, { readonly: true });
      const look = "select thread_ts as threadTs, reason from outbox where state = 'parked'";
      const rows = db.prepare<[], { threadTs: string; reason: string }>(look).all();
      db.close();
      return rows;
    },
    look: (ts) => {
      const db = new Sqlite(file, { readonly: true });
      const jobs = db.prepare(
        "select id, ts, kind, state, epoch, attempts from inbox where thread_ts = ? order by id",
      );
      const posts = db.prepare(
        "select inbox_id, kind, state, sent_ts, reason, epoch, tries, reads from outbox where thread_ts = ?",
      );
      const said = slack.answers(ts).map(({ text }) => text.slice(0, SAID_CHARS));
      const seen = JSON.stringify({ jobs: jobs.all(ts), posts: posts.all(ts), said });
      db.close();
      return seen;
    },
    clear,
    stop: async () => {
      spare.discard();
      await clear();
      await balancer.stop();
      await slack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
