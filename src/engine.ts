// The engine worker's entry: reading and searching off the main thread, which owns every socket. Has
// its own read-only connection. See `engine-host.ts` for the other end.

import { parentPort } from "node:worker_threads";
import type { FromWorker, ToWorker } from "./bounded-worker.ts";
import { type EngineCore, openEngine } from "./engine-core.ts";
import type { EngineCall } from "./engine-host.ts";

if (!parentPort) throw new Error("engine.ts runs as a worker thread only");
const port = parentPort;
let engine: EngineCore | null = null;

port.on("message", async ({ id, call }: ToWorker<EngineCall>) => {
  if (call.kind === "open") engine = await opened(openEngine(call.parts));
  const value = call.kind !== "open" && engine ? await answer(engine, call) : null;
  port.postMessage({ id, value } satisfies FromWorker);
});

/** Builds the corpus now, so that the first report does not wait for it. */
async function opened(core: EngineCore): Promise<EngineCore> {
  const nothing = { text: "", redactions: [], problems: [] };
  await core.search(await core.read(nothing, "report", []), []);
  return core;
}

function answer(core: EngineCore, call: Exclude<EngineCall, { kind: "open" }>): Promise<unknown> {
  return call.kind === "read"
    ? core.read(call.report, call.source, call.known)
    : core.search(call.incident, call.exclude);
}
