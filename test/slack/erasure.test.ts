// What was deleted in Slack is in no byte of the database's files afterwards.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, expect, test } from "vitest";
import { receive } from "../../src/slack/receive.ts";
import { type Database, openDatabase, openReadOnly } from "../../src/storage/open.ts";
import { toReport } from "../../src/text/report.ts";
import { type Deliver, deliverNext } from "../../src/work/deliver.ts";
import { answerNext, type Work } from "../../src/work.ts";
import { newBot } from "../bot.ts";
import { newLog } from "./harness.ts";

const CANARY = "zyxcanary";
const AT = Date.parse("2026-01-01T00:00:00Z");

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

/** How often the canary is in the files under `dir`, whatever they are. */
function count(dir: string): number {
  const files = readdirSync(dir).map((name) => readFileSync(join(dir, name)).toString("latin1"));
  return files.reduce((sum, bytes) => sum + bytes.split(CANARY).length - 1, 0);
}

type World = { dir: string; db: Database; work: Work; hear: (event: object) => Promise<void> };

async function newWorld(): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), "tracehound-erasure-"));
  dirs.push(dir);
  const db = await openDatabase(dir, new Date(AT).toISOString());
  let posted = 0;
  let events = 0;
  let ms = AT;
  const deliver: Deliver = {
    render: ({ reply }) =>
      reply.kind === "silent" ? [] : [{ kind: "message", payload: JSON.stringify(reply) }],
    post: async () => ({ kind: "sent", ts: `${posted++}` }),
    find: async () => ({ kind: "absent" }),
    working: async () => {},
    idle: async () => {},
  };
  const work: Work = {
    db,
    services: newBot().services,
    deliver,
    log: newLog([]),
    now: () => ms++,
    readBackMs: [10],
    erased: { isInLog: false },
  };
  const self = { team: "T", botUser: "U0BOT", botId: null, url: null };
  const intaking = { db, toReport, self, now: () => ms, log: work.log };
  const hear = (event: object) =>
    receive(
      { ...intaking, onAccepted: () => {} },
      {
        type: "event_callback",
        event_id: `E${events++}`,
        event: { type: "message", channel: "C1", user: "U1", ...event },
      },
    );
  return { dir, db, work, hear };
}

async function run({ work }: World): Promise<void> {
  while ((await answerNext(work)) || (await deliverNext(work)));
}

const report = (at: number) => ({
  ts: `${at}.000100`,
  text: `<@U0BOT> acme.errors.PoolError: pool limit of size ${at} reached\n${`job-${CANARY}-${at} `.repeat((at % 7) * 60 + 1)}`,
});
const reply = (at: number) => ({
  ts: `${at}.000200`,
  thread_ts: `${at}.000100`,
  text: `acme 3.0.${at} on nginx, see ${CANARY}-reply-${at}`,
});
const deletion = (said: { ts: string; thread_ts?: string }) => ({
  subtype: "message_deleted",
  deleted_ts: said.ts,
  ts: `${said.ts}9`,
  previous_message: { user: "U1", ...said },
});

test("reports of every size, answered and replied to, are gone from every byte", async () => {
  const world = await newWorld();
  const { dir, db, hear } = world;
  const reader = openReadOnly(dir);
  const all = Array.from({ length: 60 }, (_, at) => at + 1);
  for (const at of all) {
    await hear(report(at));
    await run(world);
    await hear(reply(at));
    await run(world);
  }
  await reader.selectFrom("threads").selectAll().execute(); // a second connection that has looked
  expect(count(dir)).toBeGreaterThan(all.length * 2);
  // In an order that is nobody's: pages are freed, merged and written again.
  for (const at of all.toSorted((a, b) => ((a * 37) % 61) - ((b * 37) % 61))) {
    await hear(deletion(report(at)));
    await run(world);
  }
  expect(count(dir)).toBe(0);
  expect(await db.selectFrom("messages").select("id").execute()).toEqual([]);
  await reader.destroy();
  await db.destroy();
});

test("a reply that was deleted is gone, and its report is not", async () => {
  const world = await newWorld();
  const { dir, db, hear } = world;
  await hear({ ...report(1), text: "<@U0BOT> PoolError: pool limit of size 1 reached" });
  await run(world);
  await hear(reply(1));
  await run(world);
  expect(count(dir)).toBeGreaterThan(0);
  await hear(deletion(reply(1)));
  await run(world);
  expect(count(dir)).toBe(0);
  expect(await db.selectFrom("messages").select("id").execute()).toHaveLength(1);
  await db.destroy();
});

test("what another program still reads is gone as soon as it does not; nobody waits for it", async () => {
  const world = await newWorld();
  const { dir, db, hear } = world;
  const reader = openReadOnly(dir);
  await hear(report(1));
  await run(world);
  await sql`begin`.execute(reader);
  await reader.selectFrom("messages").selectAll().execute();
  await hear(deletion(report(1)));
  await run(world);
  expect(count(dir)).toBeGreaterThan(0);
  await sql`commit`.execute(reader);
  await run(world);
  expect(count(dir)).toBe(0);
  const { rows } = await sql<{ timeout: number }>`pragma busy_timeout`.execute(db);
  expect(rows).toEqual([{ timeout: 5_000 }]);
  await reader.destroy();
  await db.destroy();
});

test("what was deleted before it was answered is gone", async () => {
  const world = await newWorld();
  const { dir, db, hear } = world;
  await hear(report(1));
  await hear(deletion(report(1)));
  await run(world);
  expect(count(dir)).toBe(0);
  expect(await db.selectFrom("outbox").select("id").execute()).toEqual([]);
  await db.destroy();
});

test("an edit leaves nothing of the earlier words either", async () => {
  const world = await newWorld();
  const { dir, db, hear } = world;
  const said = report(3);
  await hear(said);
  await run(world);
  const text = "<@U0BOT> PoolError: pool limit of size 1 reached";
  await hear({
    subtype: "message_changed",
    ts: "9.1",
    message: { user: "U1", ts: said.ts, text, edited: { user: "U1", ts: "9.000000" } },
    previous_message: { user: "U1", ...said },
  });
  await run(world);
  expect(count(dir)).toBe(0);
  await db.destroy();
});
