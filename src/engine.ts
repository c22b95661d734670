// The engine worker's entry: reading and searching off the main thread, which owns every socket. Has
// its own read-only connection. See `engine-host.ts` for the other end.

import { parentPort } from "node:worker_threads";
import { type EngineCore, openEngine } from "./engine-core.ts";
import type { EngineCall, EngineReply, ToEngine } from "./engine-host.ts";

if (!parentPort) throw new Error("engine.ts runs as a worker thread only");
const port = parentPort;
let engine: EngineCore | null = null;

port.on("message", async (message: ToEngine) => {
  if (message.kind === "open") {
    engine = openEngine(message.parts);
    // Build the corpus now, so that the first report does not wait for it.
    const nothing = { text: "", redactions: [], problems: [] };
    await engine.search(await engine.read(nothing, "report", []), []);
  }
  const value = message.kind === "call" && engine ? await answer(engine, message.call) : null;
  port.postMessage({ id: message.id, value } satisfies EngineReply);
});

function answer(core: EngineCore, call: EngineCall): Promise<unknown> {
  return call.kind === "read"
    ? core.read(call.report, call.source, call.known)
    : core.search(call.incident, call.exclude);
}
