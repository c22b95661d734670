// The process under test: the product's Slack edge over a real database, with a small knowledge base.
// It waits for orders, works like `serve`, and dies where it is told to.

import { subscribe } from "node:diagnostics_channel";
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { type SlackParts, startSlack } from "../../src/slack/start.ts";
import { toReport } from "../../src/text/report.ts";
import { type Point, toIso } from "../../src/work.ts";
import { newBot } from "../bot.ts";
import { mutate } from "./mutations.ts";
import { type Armed, type FromProcess, type Orders, struckLine, type ToProcess } from "./orders.ts";
import type { PointId } from "./points.ts";
import { scaledClock } from "./scaled.ts";
import { openWatched } from "./watch.ts";

/** The product's own names for its points. */
const NAMED: Readonly<Record<Point, PointId>> = {
  leased: "W1",
  replied: "W4",
  settled: "W5",
  sending: "W6",
  posted: "W9",
  sent: "W10",
  "read back": "R",
};
/** Product time: what the posting client waits for Slack. */
const POST_MS = 10_000;
const STDOUT = 1;
const STDERR = 2;

let armed: Armed | null = null;
let hold: (isHeld: boolean) => void = () => {};
/** Real milliseconds that this process does not know it was stopped for. */
let unnoticedMs = 0;
let noticesSleep = true;

const tell = (message: FromProcess) => process.send?.(message);

process.on("message", (message: ToProcess) => {
  if (message.kind === "go") void run(message.orders);
  if (message.kind === "hold") hold(message.isHeld);
  if (message.kind === "arm") {
    armed = message.armed;
    tell({ kind: "armed" });
  }
});
/** Of the HTTP client: a request is made, and waits for a connection and its turn. */
subscribe("undici:request:create", (message) => {
  const { request } = message as { request: { path: string } };
  if (request.path.endsWith("/chat.postMessage")) reached("W6c");
});
process.on("disconnect", () => process.exit(1)); // the test is gone
flushCompileCache(); // written at the end otherwise, and this process has none
tell({ kind: "loaded" });

/** Synchronous: nothing else in this process goes on meanwhile. */
function reached(point: PointId): void {
  if (armed?.point !== point) return;
  if (armed.skip > 0) {
    armed = { ...armed, skip: armed.skip - 1 };
    return;
  }
  const { act } = armed;
  armed = null;
  writeSync(STDOUT, struckLine(point));
  if (act === "term") process.kill(process.pid, "SIGTERM");
  if (act === "halt") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  if (act === "stop") {
    const before = Date.now();
    process.kill(process.pid, "SIGSTOP");
    if (!noticesSleep) unnoticedMs += Date.now() - before;
  }
}

async function run(orders: Orders): Promise<void> {
  mutate(orders.mutation);
  noticesSleep = orders.mutation !== "fencing";
  armed = orders.armed;
  const { scale, transport, tokens } = orders;
  const clock = scaledClock(orders.epochMs, scale);
  const now = () => clock.now() - unnoticedMs * scale;
  const watched = await openWatched(orders.dataDir, toIso(now()), reached);
  hold = watched.hold;
  const { services } = newBot();
  const parts: SlackParts = {
    services: {
      ...services,
      search: async (...asked) => {
        reached("W2");
        return services.search(...asked);
      },
    },
    toReport: async (text) => {
      reached("I1");
      return toReport(text);
    },
    db: watched.db,
    now,
    log: { info: () => {}, warn: line, error: line },
    sleep: clock.sleep,
    pollMs: orders.pollMs * scale,
    postMs: Math.ceil(POST_MS / scale),
    reached: (point) => reached(NAMED[point]),
  };
  const running = await startSlack(
    {
      botToken: tokens.bot,
      appToken: transport === "socket" ? tokens.app : null,
      signingSecret: tokens.signingSecret,
      apiUrl: orders.apiUrl,
      port: 0,
      host: "127.0.0.1",
      catchUpMs: null, // it would find again what is lost, and hide that
    },
    parts,
  );
  process.once("SIGTERM", async () => {
    await running.stop();
    await watched.db.destroy();
    process.exit(0);
  });
  tell({ kind: "ready", port: running.port });
}

function line(fields: object, message: string): void {
  writeSync(STDERR, `${process.pid} ${message} ${JSON.stringify(fields)}\n`);
}
