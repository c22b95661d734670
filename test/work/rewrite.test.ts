// An edit and a deletion while the process dies at every point: what stands is the message as it was
// or as it is to be, never something else, and in the end the latter. Simulated time; nothing sleeps.

import { afterEach, describe, expect, test } from "vitest";
import type { Complete } from "../../src/answer/word.ts";
import type { Reply } from "../../src/conversation/reply.ts";
import { accept, claim, recoverInbox } from "../../src/storage/inbox.ts";
import type { Database } from "../../src/storage/open.ts";
import { claimPost, type Outgoing, recoverOutbox } from "../../src/storage/outbox.ts";
import { settleRewrite } from "../../src/storage/rewrite.ts";
import { acceptDeletion, acceptEdit } from "../../src/storage/versions.ts";
import { type Deliver, deliverNext, type Posted } from "../../src/work/deliver.ts";
import { answerNext, type Point, toIso, type Work } from "../../src/work.ts";
import { newBot } from "../bot.ts";
import { PROMPTS } from "../llm/harness.ts";
import { newDatabase, newLog } from "../slack/harness.ts";

const START_MS = Date.parse("2026-01-01T00:00:00Z");
const POINTS: readonly Point[] = ["leased", "replied", "settled", "sending", "posted", "sent"];
const POOL = "acme.errors.PoolError: pool limit of size 5 reached";
const QUEUE = "acme.errors.QueueError: the queue is closed";
const PLACE = { team: "T", channel: "C", threadTs: "1.0", author: "U" };
const NOTES = '{"redactions":[],"problems":[]}';

class Killed extends Error {}

let open: Awaited<ReturnType<typeof newDatabase>> | null = null;
afterEach(async () => {
  await open?.remove();
  open = null;
});

type World = {
  readonly db: Database;
  /** What stands, by the timestamp of the post. */
  readonly shown: Map<string, string>;
  /** Everything that ever stood. */
  readonly history: string[];
  /** What becomes of the next calls; after them, all is well. */
  readonly outcomes: ("lost" | "never arrived")[];
  readonly clock: { ms: number };
  readonly work: (dieAt?: Point) => Work;
};

/** The error that a posted reply is about. */
function aboutOf(reply: Reply): string {
  const seen = JSON.stringify(reply);
  if (seen.includes("was deleted")) return "deleted";
  return ["PoolError", "QueueError"].filter((it) => seen.includes(it)).join(" and ") || "delta";
}

async function newWorld(): Promise<World> {
  open = await newDatabase();
  const { db } = open;
  const clock = { ms: START_MS };
  const shown = new Map<string, string>();
  const history: string[] = [];
  const outcomes: World["outcomes"] = [];
  const make = (row: Outgoing): Posted => {
    const outcome = outcomes.shift();
    if (outcome === "never arrived") return { kind: "unknown", why: "reset" };
    const ts = row.changes ? row.changes.ts! : row.key;
    if (row.kind === "delete") shown.delete(ts);
    else shown.set(ts, row.payload);
    history.push([...shown.values()].join(", "));
    return outcome === "lost" ? { kind: "unknown", why: "timeout" } : { kind: "sent", ts };
  };
  const deliver: Deliver = {
    render: ({ reply }) =>
      reply.kind === "silent" ? [] : [{ kind: "message", payload: aboutOf(reply) }],
    post: async (row) => make(row),
    find: async ({ key }) => (shown.has(key) ? { kind: "found", ts: key } : { kind: "absent" }),
    working: async () => {},
    idle: async () => {},
  };
  const { services } = newBot();
  const work = (dieAt?: Point): Work => ({
    db,
    services,
    deliver,
    log: newLog([]),
    now: () => clock.ms,
    readBackMs: [2_000],
    reached: (point) => {
      if (point === dieAt) throw new Killed(point);
    },
  });
  const world = { db, shown, history, outcomes, clock, work };
  await say(db, "1.0", QUEUE);
  await run(work(), clock);
  return world;
}

const said = (ts: string, text: string) => ({
  ...PLACE,
  ts,
  eventId: `E${ts}${text}`,
  clientMessageId: null,
  kind: ts === "1.0" ? ("mention" as const) : ("reply" as const),
  text,
  notes: NOTES,
  visibility: "channel" as const,
});
const say = (db: Database, ts: string, text: string) => accept(db, said(ts, text), toIso(START_MS));
const edit = (db: Database, ts: string, text: string, editedTs: string) =>
  acceptEdit(db, { ...said(ts, text), eventId: `E${editedTs}`, editedTs }, toIso(START_MS));
const erase = (db: Database, ts: string) =>
  acceptDeletion(db, { ...PLACE, ts, eventId: `D${ts}` }, toIso(START_MS));

/** Until nothing is left, time passing whenever nothing is due. */
async function run(work: Work, clock: { ms: number }): Promise<void> {
  for (let idle = 0; idle < 100; ) {
    if ((await answerNext(work)) || (await deliverNext(work))) idle = 0;
    else {
      idle += 1;
      clock.ms += 1_000;
    }
  }
}

async function dieThenGoOn({ work, clock, db }: World, point: Point): Promise<boolean> {
  const died = await run(work(point), clock).then(
    () => false,
    (error: unknown) => error instanceof Killed,
  );
  await recoverInbox(db);
  await recoverOutbox(db, toIso(clock.ms));
  await run(work(), clock);
  return died;
}

describe.each(POINTS)("killed when %s", (point) => {
  test("an edit: the answer is the old one, then the new one, in one place", async () => {
    const world = await newWorld();
    await edit(world.db, "1.0", POOL, "2.0");
    expect(await dieThenGoOn(world, point)).toBe(true);
    expect([...world.shown.values()]).toEqual(["PoolError"]);
    expect([...new Set(world.history)]).toEqual(["QueueError", "PoolError"]);
  });

  test("a deletion: the answer stands, then one line in its place", async () => {
    const world = await newWorld();
    await erase(world.db, "1.0");
    expect(await dieThenGoOn(world, point)).toBe(true);
    expect([...world.shown.values()]).toEqual(["deleted"]);
    expect([...new Set(world.history)]).toEqual(["QueueError", "deleted"]);
    expect(await world.db.selectFrom("messages").select("id").execute()).toEqual([]);
  });
});

test.each(["lost", "never arrived"] as const)(
  "an update that is %s is made again",
  async (outcome) => {
    const world = await newWorld();
    world.outcomes.push(outcome);
    await edit(world.db, "1.0", POOL, "2.0");
    await run(world.work(), world.clock);
    expect([...world.shown.values()]).toEqual(["PoolError"]);
    const open = world.db.selectFrom("outbox").select("id").where("state", "!=", "sent");
    expect(await open.execute()).toEqual([]);
  },
);

test("edits one after the other end with the last", async () => {
  const world = await newWorld();
  const { db, work, clock } = world;
  await edit(db, "1.0", POOL, "2.0");
  await answerNext(work());
  await edit(db, "1.0", QUEUE, "3.0");
  await edit(db, "1.0", POOL, "2.5");
  await run(work(), clock);
  expect([...world.shown.values()]).toEqual(["QueueError"]);
});

test("an answer that never left is not posted in its old words", async () => {
  const world = await newWorld();
  const { db, work, clock } = world;
  await say(db, "5.0", `${POOL} and ${QUEUE}`);
  await answerNext(work()); // worked out, not posted
  await edit(db, "5.0", POOL, "6.0");
  await answerNext(work());
  await run(work(), clock);
  expect(world.history.join()).not.toContain("PoolError and QueueError");
});

test("a post that is claimed just when its words change is posted in the new ones", async () => {
  const world = await newWorld();
  const { db, work, clock } = world;
  await say(db, "5.0", `${POOL} and ${QUEUE}`);
  await answerNext(work()); // worked out, not posted
  await edit(db, "5.0", POOL, "6.0");
  const now = toIso(clock.ms);
  const job = (await claim(db, now, toIso(clock.ms + 60_000)))!;
  const stored = await db.selectFrom("messages").select("id").orderBy("id", "desc").execute();
  const kept = { text: POOL, notes: NOTES, sources: ["5.0"], reply: "{}" };
  const messages = [{ id: stored[0]!.id, ts: "5.0", kept, payloads: ["new"] }];
  const changing = { keyOf: (at: number) => `k${at}`, farewell: "" };
  const [claimed] = await Promise.all([
    claimPost(db, { now, leaseUntil: now, readBackAt: now }), // has read the row when the other begins
    settleRewrite(db, job, { thread: "{}", messages, notices: [] }, changing, now),
  ]);
  expect(claimed).toMatchObject({ payload: "new", changes: null });
});

test("a deletion that fails every time erases the whole thread", async () => {
  const world = await newWorld();
  const { db, work, clock } = world;
  await say(db, "5.0", "acme 3.0.1");
  await run(work(), clock);
  await erase(db, "5.0");
  const services = { ...work().services, read: () => Promise.reject(new Error("no")) };
  await run({ ...work(), services }, clock);
  expect([...world.shown.values()]).toEqual(["deleted"]);
  expect(await db.selectFrom("threads").select("id").execute()).toEqual([]);
});

test("a remark whose deletion fails every time takes one message's words along, not the thread", async () => {
  const { db, work, clock, shown } = await newWorld();
  const gather: Work["gather"] = async () => ({
    report: { text: `${POOL}\n\nhelp`, redactions: [], problems: [] },
    sources: ["8.5", "8.0", "8.2"],
  });
  const place = { threadTs: "8.0", kind: "mention" as const };
  await accept(db, { ...said("8.5", "help"), ...place }, toIso(START_MS));
  await run({ ...work(), gather }, clock);
  await accept(db, { ...said("8.6", "acme 3.0.1"), threadTs: "8.0" }, toIso(START_MS));
  await run(work(), clock);
  expect(shown.size).toBe(3);
  const gone = { ...PLACE, threadTs: "8.0", ts: "8.2", eventId: "D8" };
  await acceptDeletion(db, gone, toIso(START_MS));
  const services = { ...work().services, read: () => Promise.reject(new Error("no")) };
  await run({ ...work(), gather, services }, clock);
  expect([...shown.values()]).toEqual(["QueueError", "deleted"]);
  const left = db.selectFrom("messages").select("text").where("thread_id", "like", "%8.0");
  expect((await left.execute()).map(({ text }) => text)).toEqual(["", "acme 3.0.1"]);
  expect(JSON.stringify(await db.selectFrom("threads").selectAll().execute())).not.toContain(
    "Pool",
  );
});

test("of a long thread under a long report, as much is read again as fits", async () => {
  const world = await newWorld();
  const { db, work, clock } = world;
  const long = { threadTs: "7.0", ts: "7.0" };
  const text = `${POOL}\n${"a line of the log\n".repeat(25_000)}`;
  await accept(db, { ...said("7.0", text), ...long, kind: "mention" }, toIso(START_MS));
  await run(work(), clock);
  for (let at = 1; at <= 20; at++) {
    const reply = said(`7.${at}`, `acme 3.0.${at}`);
    await accept(db, { ...reply, threadTs: "7.0" }, toIso(START_MS));
  }
  await run(work(), clock);
  let chars = 0;
  const { read } = work().services;
  const counting: typeof read = (report, ...rest) => {
    chars += report.text.length;
    return read(report, ...rest);
  };
  const last = { ...said("7.20", "acme 2.5.0 on nginx"), threadTs: "7.0", eventId: "E8" };
  await acceptEdit(db, { ...last, editedTs: "8.0" }, toIso(START_MS));
  await run({ ...work(), services: { ...work().services, read: counting } }, clock);
  expect(chars).toBeLessThan(8_000_000);
  const thread = db.selectFrom("threads").select("state").where("id", "like", "%7.0");
  expect((await thread.executeTakeFirstOrThrow()).state).toContain('"2.5.0"');
});

test("a report that is edited again and again is worded by the model a few times", async () => {
  const world = await newWorld();
  const { db, work, clock } = world;
  let asked = 0;
  const complete: Complete = async () => {
    asked += 1;
    return Promise.reject(new Error("no"));
  };
  const services = { ...work().services, complete, prompts: PROMPTS };
  for (let at = 2; at < 12; at++) {
    await edit(db, "1.0", `${POOL} ${at}`, `${at}.0`);
    await run({ ...work(), services }, clock);
  }
  expect(asked).toBe(4);
  expect([...world.shown.values()]).toEqual(["PoolError"]);
});
