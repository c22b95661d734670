// The engine worker's entry: reading and searching off the main thread, which owns every socket. Has
// its own read-only connection. See `engine-host.ts` for the other end.

import { parentPort, workerData } from "node:worker_threads";
import type { Config } from "./config.ts";
import type { EngineCall, EngineReply } from "./engine-host.ts";
import { openServices } from "./services.ts";

if (!parentPort) throw new Error("engine.ts runs as a worker thread only");
const port = parentPort;
const { services } = await openServices(workerData as Config);

port.on("message", async ({ id, call }: { id: number; call: EngineCall }) => {
  const value =
    call.kind === "read"
      ? await services.read(call.report, call.source, call.known)
      : await services.search(call.incident, call.exclude);
  port.postMessage({ id, value } satisfies EngineReply);
});
// The corpus is built at the first search; do it now, so that the first report does not wait.
await services.search(await services.read({ text: "", redactions: [], problems: [] }, "report", []), []);
port.postMessage({ id: 0, value: null } satisfies EngineReply);
