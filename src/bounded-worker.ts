// A worker thread that answers one call after the other, and is replaced when a call takes too long.
// Both ends of `engine-host.ts` and `intake-host.ts` speak this.

import { Worker } from "node:worker_threads";

/** What goes over: `call` is plain data. The reply to a call has its id. */
export type ToWorker<Call> = { readonly id: number; readonly call: Call };
export type FromWorker = { readonly id: number; readonly value: unknown };

export type BoundedWorker<Call> = {
  /**
   * Told first, to this worker and to each that replaces it. Settles when it was answered; rejects
   * when a worker that was never opened dies. Call it once.
   */
  readonly open: (call: Call) => Promise<void>;
  /** Null when the call was cut off. Its time begins when the calls before it have ended. */
  readonly ask: (call: Call) => Promise<unknown>;
  /** Cuts off what waits. */
  readonly close: () => Promise<void>;
};

type Waiting<Call> = ToWorker<Call> & { readonly settle: (value: unknown) => void };

// What a young generation may hold. V8's own choice trades memory for throughput that is not needed.
const LIMITS = { maxYoungGenerationSizeMb: 16 };
const OPEN_ID = 0;

/** Starts the worker at `entry`; `callMs` bounds each call. It does not keep the process alive. */
export function startBoundedWorker<Call>(entry: URL, callMs: number): BoundedWorker<Call> {
  const waiting: Waiting<Call>[] = [];
  const opened = Promise.withResolvers<void>();
  let running: (Waiting<Call> & { readonly timer: NodeJS.Timeout }) | null = null;
  let opening: ToWorker<Call> | null = null;
  let nextId = OPEN_ID + 1;
  let isClosed = false;
  let isProven = false;
  let worker = spawn();

  function spawn(): Worker {
    const started = new Worker(entry, { resourceLimits: LIMITS });
    started.unref();
    started.on("message", ({ id, value }: FromWorker) => {
      isProven = true;
      if (id === OPEN_ID) opened.resolve();
      else settle(id, value);
    });
    started.on("error", (error) => {
      // A worker that cannot start would fail again: the operator must hear of it instead.
      if (opening && !isProven) opened.reject(error);
      else replace(started);
    });
    if (opening) started.postMessage(opening);
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
    worker.postMessage({ id, call } satisfies ToWorker<Call>);
  }

  function replace(dead: Worker): void {
    if (dead !== worker || isClosed) return;
    void dead.terminate();
    worker = spawn();
    if (running) settle(running.id, null);
  }

  return {
    open: (call) => {
      opening = { id: OPEN_ID, call };
      worker.postMessage(opening);
      return opened.promise;
    },
    ask: (call) =>
      new Promise((resolve) => {
        waiting.push({ id: nextId++, call, settle: resolve });
        next();
      }),
    close: async () => {
      isClosed = true;
      for (const { settle: end } of waiting.splice(0)) end(null);
      if (running) settle(running.id, null);
      await worker.terminate();
    },
  };
}
