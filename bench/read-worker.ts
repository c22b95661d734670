// One reader over one text, a few times; answers with the best time in milliseconds.

import { parentPort, workerData } from "node:worker_threads";

const BUDGET_MS = 2_000;

const { reader, text, runs } = workerData as { reader: string; text: string; runs: number };
const read = await load(reader);
let best = Number.POSITIVE_INFINITY;
let spent = 0;
for (let run = 0; run < runs && spent < BUDGET_MS; run++) {
  const start = performance.now();
  read(text);
  const took = performance.now() - start;
  best = Math.min(best, took);
  spent += took;
}
parentPort?.postMessage(best);

/** Peers are imported by name, so that the benchmark runs where they are not installed. */
async function load(name: string): Promise<(text: string) => unknown> {
  if (name === "tracehound") {
    const { readTraces } = await import("../src/trace/read.ts");
    return (it) => readTraces(it, () => false);
  }
  const peer = await import(name);
  if (name === "stacktrace-parser") return (it) => peer.parse(it);
  const StackTracey = peer.default;
  return (it) => new StackTracey(it);
}
