// The main thread's end of the engine worker: `Services` whose work is done elsewhere and cut off
// when one report takes too long. A report that is cut off gets an honest, empty reading.

import { Worker } from "node:worker_threads";
import type { EngineParts } from "./engine-core.ts";
import type { Fact, FactSource, Incident } from "./incident/incident.ts";
import type { Services } from "./respond.ts";
import type { Hits } from "./search/retrieve.ts";
import type { Report } from "./text/report.ts";
import { fold } from "./text/template.ts";

export type EngineCall =
  | {
      readonly kind: "read";
      readonly report: Report;
      readonly source: FactSource;
      readonly known: readonly Fact[];
    }
  | { readonly kind: "search"; readonly incident: Incident; readonly exclude: readonly string[] };
/** `open` comes first, once; its reply says that the worker can answer. */
export type ToEngine =
  | { readonly kind: "open"; readonly id: number; readonly parts: EngineParts }
  | { readonly kind: "call"; readonly id: number; readonly call: EngineCall };
export type EngineReply = { readonly id: number; readonly value: unknown };

/** Longest that one call may take; a 1 MB paste takes a fraction of it. */
export const CALL_MS_MAX = 5_000;

// What a young generation may hold. V8's own choice trades memory for throughput that is not needed.
const YOUNG_MB = 16;
const OPEN_ID = 0;

type Waiting = {
  readonly id: number;
  readonly call: EngineCall;
  readonly settle: (value: unknown) => void;
};

export type Engine = Pick<Services, "read" | "search"> & {
  /** Gives the worker what it works with. Settles when it is ready to answer; call it once. */
  readonly open: (parts: EngineParts) => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Starts the worker; it loads while the caller reads knowledge for `open`. When a call runs past
 * `callMs`, or the worker dies, that worker is replaced, and the call is answered as "not read" or
 * "nothing found". The time of a call begins when the calls before it have ended.
 */
export function startEngine(callMs = CALL_MS_MAX): Engine {
  const waiting: Waiting[] = [];
  let running: (Waiting & { readonly timer: NodeJS.Timeout }) | null = null;
  const ready = Promise.withResolvers<void>();
  let nextId = OPEN_ID + 1;
  let isClosed = false;
  let isReady = false;
  let parts: EngineParts | null = null;
  let worker = spawn();

  function spawn(): Worker {
    const started = new Worker(new URL("./engine.ts", import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    started.unref();
    started.on("message", ({ id, value }: EngineReply) => {
      if (id !== OPEN_ID) return settle(id, value);
      isReady = true;
      ready.resolve();
    });
    started.on("error", (error) => {
      // A worker that cannot start would fail again: the operator must hear of it instead.
      if (isReady) replace(started);
      else ready.reject(error);
    });
    if (parts) started.postMessage({ kind: "open", id: OPEN_ID, parts } satisfies ToEngine);
    return started;
  }

  function settle(id: number, value: unknown): void {
    if (running?.id !== id) return;
    clearTimeout(running.timer);
    running.settle(value);
    running = null;
    next();
  }

  function next(): void {
    const first = running ? null : waiting.shift();
    if (!first) return;
    running = { ...first, timer: setTimeout(() => replace(worker), callMs) };
    const { id, call } = first;
    worker.postMessage({ kind: "call", id, call } satisfies ToEngine);
  }

  function replace(dead: Worker): void {
    if (dead !== worker || isClosed) return;
    void dead.terminate();
    worker = spawn();
    if (running) settle(running.id, null);
  }

  function ask(call: EngineCall): Promise<unknown> {
    return new Promise((resolve) => {
      waiting.push({ id: nextId++, call, settle: resolve });
      next();
    });
  }

  return {
    read: async (report, source, known) =>
      ((await ask({ kind: "read", report, source, known })) as Incident | null) ??
      unread(report, known),
    search: async (incident, exclude) =>
      ((await ask({ kind: "search", incident, exclude })) as Hits | null) ?? NOTHING,
    open: (given) => {
      parts = given;
      worker.postMessage({ kind: "open", id: OPEN_ID, parts } satisfies ToEngine);
      return ready.promise;
    },
    close: async () => {
      isClosed = true;
      for (const { settle: end } of waiting.splice(0)) end(null);
      if (running) settle(running.id, null);
      await worker.terminate();
    },
  };
}

const NOTHING: Hits = { matches: [], leads: [], issues: [] };

function unread(report: Report, known: readonly Fact[]): Incident {
  const problem = {
    code: "not-read",
    message: "Reading this took too long and was cut off. Paste a shorter part.",
  };
  return {
    report,
    folded: fold(report.text),
    traces: [],
    facts: known,
    signals: [],
    problems: [...report.problems, problem],
  };
}
