// How long an answer takes without a model, from text to rendered Markdown, beside MiniSearch over
// the same issues in the same run (a peer that only searches); how fast and how large the server is.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import MiniSearch from "minisearch";
import { toMarkdown } from "../src/answer/markdown.ts";
import { readConfig } from "../src/config.ts";
import { loadKnowledge } from "../src/load.ts";
import { answerTo } from "../src/proving.ts";
import { toIssueRow } from "../src/search/ingest.ts";
import { openServices } from "../src/services.ts";
import { type IssueRow, saveIssues } from "../src/storage/issues.ts";
import { openDatabase } from "../src/storage/open.ts";
import { measure, ms, pair, row } from "./measure.ts";

const ROOT = resolve(import.meta.dirname, "..");
const SHARED = resolve(ROOT, "../shared/eval");
const NOW = "2026-01-01T00:00:00Z";
const PASTE_CHARS = 100_000;
const PASTE_RUNS = 20;
const START_MS_MAX = 20_000;

const dataDir = mkdtempSync(join(tmpdir(), "tracehound-bench-"));
try {
  const rows = await importIssues();
  const texts = reports();
  process.stdout.write(`${texts.length} reports, ${rows.length} issues\n`);
  await benchAnswers(texts, rows);
  await benchServer();
} finally {
  rmSync(dataDir, { recursive: true });
}

async function benchAnswers(texts: readonly string[], rows: readonly IssueRow[]): Promise<void> {
  const config = readConfig({}, { data: dataDir });
  const { services, knowledge, close } = await openServices(config);
  const render = async (text: string) => {
    const answer = await answerTo(services, text);
    return answer ? toMarkdown(answer, null) : "";
  };
  const ours = await measure(texts, render);
  const peer = await measure(texts, searchWithMiniSearch(rows));
  row(
    `answer, rendered (${knowledge.entries.length} entries)`,
    pair(ours),
    "goal p50 <= 50, p95 <= 150",
  );
  row("MiniSearch, search only", pair(peer), "peer");
  row(
    "ours / peer",
    `p50 ${(ours.p50 / peer.p50).toFixed(2)}  p95 ${(ours.p95 / peer.p95).toFixed(2)}`,
  );

  const paste = texts.join("\n\n").repeat(20).slice(0, PASTE_CHARS);
  const big = await measure(
    Array.from({ length: PASTE_RUNS }, () => paste),
    render,
    2,
  );
  const bigPeer = await measure(
    Array.from({ length: PASTE_RUNS }, () => paste),
    searchWithMiniSearch(rows),
    2,
  );
  row("answer to a 100 KB paste", pair(big), "goal <= 250");
  row("MiniSearch, 100 KB query", pair(bigPeer), "peer");
  row("ours / peer", `p50 ${(big.p50 / bigPeer.p50).toFixed(2)}`);
  await close();
}

function searchWithMiniSearch(rows: readonly IssueRow[]): (text: string) => unknown {
  const peer = new MiniSearch<IssueRow>({ fields: ["title", "body"], idField: "ref" });
  peer.addAll([...rows]);
  return (text) => peer.search(text);
}

/** Starts the real server, waits until it can answer, reads its memory, and ends it. */
async function benchServer(): Promise<void> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [join(ROOT, "bin/tracehound.mjs"), "serve", "--data", dataDir],
    {
      env: { PATH: process.env.PATH, CONSOLE_PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const exit = new Promise((done) => child.once("exit", done));
  try {
    const url = await addressOf(child.stdout);
    while ((await fetch(`${url}/readyz`).catch(() => null))?.status !== 200) {
      if (performance.now() - start > START_MS_MAX)
        throw new Error("the server did not become ready");
    }
    row("ready after start", ms(performance.now() - start), "goal <= 1500");
    for (const text of reports().slice(0, 30)) await post(url, text);
    row(
      "resident memory after 30 reports",
      `${Math.round(residentMb(child.pid ?? 0))} MB`,
      "goal <= 250",
    );
  } finally {
    child.kill("SIGTERM");
    await exit;
  }
}

async function post(url: string, report: string): Promise<void> {
  const body = new URLSearchParams({ report });
  await fetch(`${url}/threads`, {
    method: "POST",
    body,
    headers: { origin: url },
    redirect: "manual",
  });
}

async function addressOf(output: AsyncIterable<Buffer>): Promise<string> {
  let said = "";
  for await (const chunk of output) {
    said += chunk.toString();
    const found = /http:\/\/[\w.]+:\d+/.exec(said);
    if (found) return found[0].replace("localhost", "127.0.0.1");
  }
  throw new Error(`the server said no address: ${said}`);
}

function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kb) / 1024;
}

/** The graded cases where they are at hand; else the reports that lie beside the entries. */
function reports(): string[] {
  const cases = join(SHARED, "cases.jsonl");
  if (existsSync(cases))
    return lines(cases).map((line) => (JSON.parse(line) as { text: string }).text);
  const { fixtures } = loadKnowledge(ROOT);
  return [...fixtures.values()].flatMap(({ match, not }) =>
    [...match, ...not].map((it) => it.report),
  );
}

async function importIssues(): Promise<IssueRow[]> {
  const file = join(SHARED, "issues.jsonl");
  if (!existsSync(file))
    process.stdout.write("no ../shared/eval/issues.jsonl: measuring without issues\n");
  const rows = (existsSync(file) ? lines(file) : []).flatMap((line) => {
    const ingested = toIssueRow(JSON.parse(line), NOW);
    return "row" in ingested ? [ingested.row] : [];
  });
  const db = await openDatabase(dataDir, NOW);
  await saveIssues(db, rows);
  await db.destroy();
  return rows;
}

function lines(file: string): string[] {
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}
