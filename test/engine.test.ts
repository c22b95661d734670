// The engine worker: the same answers as in this thread, and a report that takes too long harms nobody.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { readConfig } from "../src/config.ts";
import { newThread } from "../src/conversation/thread.ts";
import { type Engine, startEngine } from "../src/engine-host.ts";
import { requireKnowledge } from "../src/load.ts";
import { respond } from "../src/respond.ts";
import { toIssueRow } from "../src/search/ingest.ts";
import { openServices, toEngineParts } from "../src/services.ts";
import { saveIssues } from "../src/storage/issues.ts";
import { openDatabase } from "../src/storage/open.ts";
import { toReport } from "../src/text/report.ts";

const dataDir = mkdtempSync(join(tmpdir(), "tracehound-engine-"));
afterAll(() => rmSync(dataDir, { recursive: true }));
const config = readConfig({}, { data: dataDir });
const NOW = "2026-01-01T00:00:00Z";
const REPORT =
  "our agent died with LocalProtocolError: RECV_PING on a CLOSED connection, prefect 2.14.3";

async function withEngine(
  callMs: number | undefined,
  work: (engine: Engine) => Promise<void>,
): Promise<void> {
  const db = await openDatabase(dataDir, NOW);
  await db.destroy();
  const engine = startEngine(callMs);
  try {
    await engine.open(toEngineParts(config, requireKnowledge(config.root)));
    await work(engine);
  } finally {
    await engine.close();
  }
}

test("answers as the thread of the command line does", async () => {
  await withEngine(undefined, async (engine) => {
    const here = await openServices(config);
    const report = await toReport(REPORT);
    const [there, local] = await Promise.all([
      respond({ ...here.services, read: engine.read, search: engine.search }, report, newThread()),
      respond(here.services, report, newThread()),
    ]);
    expect(there.reply).toEqual(local.reply);
    expect(there.reply).toMatchObject({ answer: { entry: "h2-closed-connection" } });
    await here.close();
  });
});

test("a call past its bound gets an honest empty reading, and the next one is answered", async () => {
  await withEngine(0, async (engine) => {
    const report = await toReport(`${REPORT}\n`.repeat(2_000));
    const cut = await engine.read(report, "report", []);
    expect(cut.problems.map((problem) => problem.code)).toContain("not-read");
    expect(cut.traces).toEqual([]);
  });
});

/** An issue that another connection stores, as a command does. */
async function storeIssue(number: number, title: string): Promise<void> {
  const issue = { repository: "acme/app", number, title, state: "open" };
  const ingested = toIssueRow(issue, NOW);
  if ("problem" in ingested) throw new Error(ingested.problem);
  const db = await openDatabase(dataDir, NOW);
  await saveIssues(db, [ingested.row]);
  await db.destroy();
}

async function found(engine: Engine, text: string): Promise<string[]> {
  const incident = await engine.read(await toReport(text), "report", []);
  return (await engine.search(incident, [])).issues.map((hit) => hit.issue);
}

test("an import by another process is searched within some seconds", async () => {
  const text = "ZebraError: stripes are inverted";
  await withEngine(undefined, async (engine) => {
    expect(await found(engine, text)).toEqual([]);
    await storeIssue(1, text);
    await vi.waitFor(async () => expect(await found(engine, text)).toEqual(["acme/app#1"]), 10_000);
    expect(await engine.done()).toBe(1);
  });
});

test("and at once when the engine is told", async () => {
  const text = "OkapiError: no neck";
  await withEngine(undefined, async (engine) => {
    await storeIssue(2, text);
    await engine.refresh();
    expect((await found(engine, text))[0]).toBe("acme/app#2");
  });
});
