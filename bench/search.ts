// A whole `ask` in process, from text to rendered Markdown, over 2 k, 20 k and 200 k generated
// issues: how long it takes, how fast the index is built and what it holds in memory. MiniSearch
// beside it, which only searches, where it can hold them.

import { resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import MiniSearch from "minisearch";
import { toMarkdown } from "../src/answer/markdown.ts";
import { readConfig } from "../src/config.ts";
import { readIncident, toRecognition } from "../src/incident/read.ts";
import { toSubject } from "../src/knowledge/match.ts";
import { schemesOf } from "../src/knowledge/range.ts";
import { requireKnowledge } from "../src/load.ts";
import { answerTo } from "../src/proving.ts";
import type { Services } from "../src/respond.ts";
import { buildCorpus, type Corpus } from "../src/search/corpus.ts";
import { retrieve } from "../src/search/retrieve.ts";
import { toAnswerParts } from "../src/services.ts";
import { generateIssue, toRow } from "./issues.ts";
import { measure, ms, row, type Times } from "./measure.ts";

const SIZES = [2_000, 20_000, 200_000];
const ASKS = 300;
const PEER_ASKS = 15; // some seconds each on a busy machine
// At 20 k MiniSearch held 181 MB and took seconds a query, 2026-11-22; 200 k are not tried.
const PEER_SIZE_MAX = 20_000;
const MB = 1024 * 1024;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const root = resolve(import.meta.dirname, "..");
const config = readConfig({}, { data: root });
const knowledge = requireKnowledge(root);

const p50: number[] = [];
for (const size of SIZES) p50.push((await bench(size)).p50);
row(
  "p50 from 20 k to 200 k issues",
  `x ${((p50[2] ?? 0) / (p50[1] ?? 1)).toFixed(1)}`,
  "goal: clearly below x 10",
);

async function bench(size: number): Promise<Times> {
  const rows = Array.from({ length: size }, (_, n) => toRow(n, size));
  const before = held();
  const start = performance.now();
  const corpus = buildCorpus(knowledge.entries, rows);
  const seconds = (performance.now() - start) / 1000;
  const memory = held() - before;
  const services = servicesOver(corpus);
  const asks = reports(size, ASKS);
  const times = await measure(asks, async (text) => {
    const answer = await answerTo(services, text);
    return answer ? toMarkdown(answer, null) : "";
  });
  const name = `${size / 1000} k issues`;
  row(`${name}: index`, `${Math.round(size / seconds)} issues/s`, `${Math.round(memory / MB)} MB`);
  row(`${name}: answer, rendered`, p50p99(times), size === 200_000 ? "goal p99 <= 100" : "");
  if (size <= PEER_SIZE_MAX) await benchPeer(name, rows, asks.slice(0, PEER_ASKS));
  return times;
}

async function benchPeer(
  name: string,
  rows: ReturnType<typeof toRow>[],
  asks: readonly string[],
): Promise<void> {
  const before = held();
  const start = performance.now();
  const peer = new MiniSearch({ fields: ["title", "body"], idField: "ref" });
  peer.addAll(rows);
  const seconds = (performance.now() - start) / 1000;
  row(
    `${name}: MiniSearch's index`,
    `${Math.round(rows.length / seconds)} issues/s`,
    `${Math.round((held() - before) / MB)} MB`,
  );
  const times = await measure(asks, (text) => peer.search(text), 5);
  row(`${name}: MiniSearch, search only`, p50p99(times), "peer");
}

function servicesOver(corpus: Corpus): Services {
  const recognition = toRecognition(knowledge.rules, config.in_app);
  const schemes = schemesOf(knowledge.rules.facts);
  return {
    ...toAnswerParts(config, knowledge),
    read: async (report, source, known) => readIncident(recognition, report, source, known),
    search: async (incident, exclude) => retrieve(corpus, toSubject(incident, schemes), exclude),
    complete: null,
  };
}

/** Another paste of a bug that the tracker has: the trace alone, or with a sentence before it. */
function reports(size: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const { title, body, trace } = generateIssue(Math.floor((at * size) / count), size);
    return at % 2 === 0 ? trace : `${title}\n${body.slice(0, 400)}\n${trace}`;
  });
}

/** Bytes in use on the heap and in typed arrays. */
function held(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function p50p99(times: Times): string {
  return `p50 ${ms(times.p50)}  p99 ${ms(times.p99)}`;
}
