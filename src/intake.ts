// The intake worker's entry: decodes and redacts what is too large for the thread that owns the
// sockets. See `intake-host.ts` for the other end.

import { parentPort } from "node:worker_threads";
import type { FromWorker, ToWorker } from "./bounded-worker.ts";
import { toReport } from "./text/report.ts";

if (!parentPort) throw new Error("intake.ts runs as a worker thread only");
const port = parentPort;

port.on("message", async ({ id, call }: ToWorker<string>) => {
  port.postMessage({ id, value: await toReport(call) } satisfies FromWorker);
});
