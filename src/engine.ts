// The engine worker's entry: reading and searching off the main thread, which owns every socket. Has
// its own read-only connection. See `engine-host.ts` for the other end.

import { setTimeout } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import type { FromWorker, ToWorker } from "./bounded-worker.ts";
import { type EngineCore, openEngine } from "./engine-core.ts";
import type { EngineCall } from "./engine-host.ts";

/** How often the database is asked what is new. */
const LOOK_MS = 1_000;
/** Indexing some thousand issues at start is waited for; after that, answers use what there is. */
const START_MS_MAX = 3_000;
/** Some found issues are indexed in a fraction of it, unless the first build is still running. */
const REFRESH_MS_MAX = 1_000;

if (!parentPort) throw new Error("engine.ts runs as a worker thread only");
const port = parentPort;
let engine: EngineCore | null = null;

port.on("message", async ({ id, call }: ToWorker<EngineCall>) => {
  if (call.kind === "open") engine = await opened(openEngine(call.parts));
  const value = call.kind !== "open" && engine ? await answer(engine, call) : null;
  port.postMessage({ id, value } satisfies FromWorker);
});

async function opened(core: EngineCore): Promise<EngineCore> {
  const nothing = { text: "", redactions: [], problems: [] };
  await core.search(await core.read(nothing, "report", []), []); // loads what the first answer needs
  const first = core.refresh();
  await Promise.race([first, setTimeout(START_MS_MAX)]);
  void follow(core, first);
  return core;
}

async function follow(core: EngineCore, first: Promise<void>): Promise<never> {
  for (let look = first; ; look = core.refresh()) {
    // A database that cannot be read now is asked again; the thread that writes to it reports why.
    await look.catch(() => {});
    await setTimeout(LOOK_MS);
  }
}

async function answer(
  core: EngineCore,
  call: Exclude<EngineCall, { kind: "open" }>,
): Promise<unknown> {
  if (call.kind === "read") return core.read(call.report, call.source, call.known);
  if (call.kind === "search") return core.search(call.incident, call.exclude, call.scope);
  if (call.kind === "refresh") return Promise.race([core.refresh(), setTimeout(REFRESH_MS_MAX)]);
  return core.done();
}
