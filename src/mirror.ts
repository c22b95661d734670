// The mirror worker's entry: one sync, then its end. Reading GitHub's answers and writing them is work
// that the thread with the sockets must not do. See `mirror-host.ts` for the other end.

import { parentPort, workerData } from "node:worker_threads";
import { SetupError, UpstreamError } from "./errors.ts";
import { openGitHub } from "./github/client.ts";
import { syncAll } from "./github/sync.ts";
import type { MirrorCall, MirrorResult } from "./mirror-host.ts";
import { openDatabase } from "./storage/open.ts";

if (!parentPort) throw new Error("mirror.ts runs as a worker thread only");
const port = parentPort;
const { settings, dataDir, now } = workerData as MirrorCall;

const db = await openDatabase(dataDir, now);
try {
  const reports = await syncAll({ github: openGitHub(settings), db, settings, now });
  port.postMessage({ reports } satisfies MirrorResult);
} catch (error) {
  if (!(error instanceof SetupError) && !(error instanceof UpstreamError)) throw error;
  const hint = error instanceof SetupError ? error.hint : null;
  port.postMessage({ problem: error.message, hint } satisfies MirrorResult);
} finally {
  await db.destroy();
}
