// How fast traces are read out of 1 MB: ordinary pastes of each language, mixed ones, logs, prose, and
// hostile ones. Beside two peers for JavaScript's traces, each in a worker that is stopped at 12 s.

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { HOSTILE } from "../test/trace/hostile.ts";
import { row } from "./measure.ts";

const ROOT = resolve(import.meta.dirname, "..");
const CORPUS = join(ROOT, "test/trace/corpus");
const BYTES = 1_000_000;
const RUNS = 5;
const STOP_MS = 12_000;
const MS_MAX = 250;
const PEERS = ["stacktrace-parser", "stacktracey"];
const LOG =
  "2026-05-19 10:42:26,713 INFO [worker-3] app.jobs: order 4711 stored in 12 ms (3 rows)\n";
const PROSE =
  "Since the update on Monday our nightly job stops at the second step, see the picture. Any idea?\n";

type Result = { readonly ms: number | null; readonly failed: string | null };

const readers = ["tracehound", ...PEERS.filter(isInstalled)];
for (const peer of PEERS.filter((it) => !isInstalled(it)))
  process.stdout.write(`${peer} is not installed: not compared\n`);
process.stdout.write(`best of ${RUNS}, MB/s of 1 MB; ${readers.join(", ")}\n`);

process.stdout.write("\nordinary\n");
for (const [name, text] of ordinary()) await bench(name, text, "goal >= 20 MB/s mixed");
process.stdout.write("\nhostile\n");
for (const [name, make] of HOSTILE) await bench(name, make(BYTES), `goal <= ${MS_MAX} ms`);

async function bench(name: string, text: string, goal: string): Promise<void> {
  const shown: string[] = [];
  for (const reader of readers) shown.push(show(await timed(reader, text), text.length));
  row(name, shown.join("  "), goal);
}

function show({ ms, failed }: Result, length: number): string {
  if (ms === null) return failed ?? "stopped";
  return `${(length / 1000 / Math.max(ms, 0.01)).toFixed(1)} MB/s ${ms.toFixed(0).padStart(4)} ms`;
}

/** Every language of the corpus, repeated to 1 MB; then all of them; then what surrounds traces. */
function ordinary(): readonly (readonly [string, string])[] {
  const pastes = readdirSync(CORPUS).map((language) => {
    const files = readdirSync(join(CORPUS, language)).filter((it) => it.endsWith(".txt"));
    const texts = files.map((it) => readFileSync(join(CORPUS, language, it), "utf8"));
    return [language, texts.join("\n\n")] as const;
  });
  const mixed = pastes.map(([, text]) => text).join("\n\n");
  return [
    ...pastes.map(([name, text]) => [name, filled(text)] as const),
    ["mixed", filled(mixed)],
    ["one-line JSON log", JSON.stringify({ level: "error", stack: filled(mixed) })],
    ["log without errors", filled(LOG)],
    ["prose", filled(PROSE)],
  ];
}

function filled(text: string): string {
  return text.repeat(Math.ceil(BYTES / Math.max(1, text.length))).slice(0, BYTES);
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** The best of some runs in a worker of its own; null where it was stopped or threw. */
function timed(reader: string, text: string): Promise<Result> {
  const worker = new Worker(join(import.meta.dirname, "read-worker.ts"), {
    workerData: { reader, text, runs: RUNS },
  });
  return new Promise((settle) => {
    const timer = setTimeout(() => end({ ms: null, failed: "hang" }), STOP_MS);
    const end = (result: Result) => {
      clearTimeout(timer);
      settle(result);
      void worker.terminate();
    };
    worker.once("message", (ms: number) => end({ ms, failed: null }));
    worker.once("error", (error) => end({ ms: null, failed: (error as Error).name }));
  });
}
