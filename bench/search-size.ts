// One size of `search.ts`, in a process of its own: what another size left in memory would be measured
// with it. Sends the times of the answers to the process that started it.

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { toMarkdown } from "../src/answer/markdown.ts";
import { readConfig } from "../src/config.ts";
import { type EngineCore, openEngine } from "../src/engine-core.ts";
import { requireKnowledge } from "../src/load.ts";
import { answerTo } from "../src/proving.ts";
import { toAnswerParts, toEngineParts } from "../src/services.ts";
import { saveIssues } from "../src/storage/issues.ts";
import { DATABASE_FILE, type Database, openDatabase } from "../src/storage/open.ts";
import { generateIssue, toRow } from "./issues.ts";
import { measure, ms, row, type Times, toTimes } from "./measure.ts";
import { PEERS, type Peer } from "./search-peers.ts";

const ASKS = 300;
const CHANGED = 1_000;
const ASK_EVERY_MS = 100; // while an import is indexed: ten questions a second
const SETTLE_MS = 50;
const SAVED_AT_ONCE = 5_000; // generated rows that are held at a time
const NOW = "2026-01-01T00:00:00Z";
const MB = 1024 * 1024;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const root = resolve(import.meta.dirname, "..");
const knowledge = requireKnowledge(root);
const config = readConfig({}, { data: root });

const size = Number(process.argv[2]);
const times = await bench(size);
process.send?.(times);

async function bench(size: number): Promise<Times> {
  const dataDir = mkdtempSync(join(tmpdir(), "tracehound-bench-"));
  const name = `${size / 1000} k issues`;
  try {
    const db = await openDatabase(dataDir, NOW);
    for (let from = 0; from < size; from += SAVED_AT_ONCE)
      await saveIssues(db, generated(from, Math.min(size, from + SAVED_AT_ONCE), size));
    const file = statSync(join(dataDir, DATABASE_FILE)).size;

    const before = await held();
    const engine = openEngine({ ...toEngineParts(config, knowledge), dataDir });
    const seconds = await secondsOf(engine.refresh);
    const memory = (await held()) - before;
    const load = `${(loadavg()[0] ?? 0).toFixed(1)} on ${availableParallelism()} cores`;
    row(`${name}: load of the machine`, load, "times include what else it did");
    row(`${name}: index`, `${rate(size, seconds)}  ${inMb(memory)}`, `${inMb(file)} on disk`);

    const answer = answerer(engine);
    const asks = reports(size, ASKS);
    const [times, cpu] = await measureBoth(asks, answer);
    row(`${name}: answer, rendered`, p50p99(times), size === 200_000 ? "goal p99 <= 100" : "");
    row(`${name}: the same, time of its thread`, p50p99(cpu), "without what else the machine did");
    await benchChange(name, db, engine, { size, asks, answer });
    for (const peer of PEERS) await benchPeer(name, peer, size, { asks, ours: times });
    await engine.close();
    await db.destroy();
    return cpu;
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

/** By the clock, and what the thread itself ran: the same answers. */
async function measureBoth(
  asks: readonly string[],
  answer: (text: string) => Promise<string>,
): Promise<[Times, Times]> {
  const ran: number[] = [];
  const times = await measure(asks, async (text) => {
    const before = threadMs();
    await answer(text);
    ran.push(threadMs() - before);
  });
  return [times, toTimes(ran.slice(-asks.length))];
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

type Asking = {
  readonly size: number;
  readonly asks: readonly string[];
  readonly answer: (text: string) => Promise<string>;
};

/** Other words under the same numbers, spread over the tracker: alone, and beside questions. */
async function benchChange(
  name: string,
  db: Database,
  { refresh }: EngineCore,
  { size, asks, answer }: Asking,
): Promise<void> {
  const change = (offset: number) =>
    saveIssues(
      db,
      Array.from({ length: CHANGED }, (_, n) => {
        const at = Math.floor((n * size) / CHANGED);
        const { title, body } = generateIssue(at + offset * size, size);
        return { ...toRow(at, size), title, body };
      }),
    );
  await change(1);
  const alone = await secondsOf(refresh);
  row(`${name}: ${CHANGED} changed, indexed`, ms(alone * 1000), "goal <= 5 s");

  await change(2);
  let isDone = false;
  const indexing = secondsOf(refresh).finally(() => {
    isDone = true;
  });
  const during: number[] = [];
  for (let at = 0; !isDone; at++) {
    const asked = performance.now();
    await setImmediate(); // as a message to the engine worker: it gets its turn after the running slice
    await answer(asks[at % asks.length] ?? "");
    during.push(performance.now() - asked);
    await setTimeout(ASK_EVERY_MS);
  }
  const beside = await indexing;
  const times = toTimes(during);
  row(`${name}: the same beside ${times.count} answers`, ms(beside * 1000), p50p99(times));
}

async function benchPeer(
  name: string,
  { label, sizeMax, asksMax, open }: Peer,
  size: number,
  { asks, ours }: { asks: readonly string[]; ours: Times },
): Promise<void> {
  if (size > sizeMax)
    return row(`${name}: ${label}`, "not tried", `held ${sizeMax / 1000} k at most`);
  const rows = generated(0, size, size);
  const before = await held();
  let peer = await open([]);
  const seconds = await secondsOf(async () => {
    peer = await open(rows);
  });
  row(`${name}: ${label}'s index`, `${rate(size, seconds)}  ${inMb((await held()) - before)}`);
  const times = await measure(asks.slice(0, asksMax), peer.search, 3);
  const ratio = `ours / peer p50 ${(ours.p50 / times.p50).toFixed(2)}`;
  row(`${name}: ${label}, search only`, p50p99(times), ratio);
  const changed = rows.filter((_, at) => at % Math.ceil(size / CHANGED) === 0);
  const changing = await secondsOf(() => peer.change(changed));
  row(`${name}: ${label}, ${changed.length} changed`, ms(changing * 1000));
}

function answerer({ read, search }: EngineCore): (text: string) => Promise<string> {
  const services = { ...toAnswerParts(config, knowledge), read, search, complete: null };
  return async (text) => {
    const answer = await answerTo(services, text);
    return answer ? toMarkdown(answer, null) : "";
  };
}

/** Another paste of a bug that the tracker has: the trace alone, or with a sentence before it. */
function reports(size: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const { title, body, trace } = generateIssue(Math.floor((at * size) / count), size);
    return at % 2 === 0 ? trace : `${title}\n${body.slice(0, 400)}\n${trace}`;
  });
}

function generated(from: number, to: number, size: number) {
  return Array.from({ length: to - from }, (_, at) => toRow(from + at, size));
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Bytes in use on the heap and in typed arrays; those that are given up are freed a moment later. */
async function held(): Promise<number> {
  for (let at = 0; at < 3; at++) {
    collect();
    await setTimeout(SETTLE_MS);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function rate(count: number, seconds: number): string {
  return `${Math.round(count / seconds)} issues/s`;
}

function inMb(bytes: number): string {
  return `${Math.round(bytes / MB)} MB`;
}

function p50p99(times: Times): string {
  return `p50 ${ms(times.p50)}  p99 ${ms(times.p99)}`;
}
