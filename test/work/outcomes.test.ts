// What becomes of a post: lost answers, refusals, waits, leases that others took over. Judged by what
// the surface holds, in simulated time. Where a process can die is in `test/crash`.

import { afterEach, describe, expect, test } from "vitest";
import { accept, claim, recoverInbox } from "../../src/storage/inbox.ts";
import type { Database } from "../../src/storage/open.ts";
import { claimPost, type Outgoing, recoverOutbox, update } from "../../src/storage/outbox.ts";
import { settle } from "../../src/storage/settle.ts";
import { type Deliver, deliverNext, type Found, type Posted } from "../../src/work/deliver.ts";
import { answerNext, toIso, type Work } from "../../src/work.ts";
import { newBot } from "../bot.ts";
import { newDatabase, newLog } from "../slack/harness.ts";

const START_MS = Date.parse("2026-01-01T00:00:00Z");
const READ_BACK_MS = [2_000, 10_000, 60_000];
/** A surface that remembers what arrived, whoever heard of it. */
type Surface = {
  readonly posted: string[];
  readonly deliver: Deliver;
  /** What becomes of the next posts; after them, all is well. */
  readonly outcomes: ("lost" | "never arrived" | Posted)[];
  readonly reads: Found[];
  readonly readAt: number[];
};

let open: Awaited<ReturnType<typeof newDatabase>> | null = null;
afterEach(async () => {
  await open?.remove();
  open = null;
});

function newSurface(now: () => number): Surface {
  const posted: string[] = [];
  const outcomes: Surface["outcomes"] = [];
  const reads: Found[] = [];
  const readAt: number[] = [];
  const post = async ({ key, changes }: Outgoing): Promise<Posted> => {
    if (changes) return { kind: "sent", ts: changes.ts! }; // nothing new stands
    const next = outcomes.shift();
    if (typeof next === "object") return next;
    if (next === "never arrived") return { kind: "unknown", why: "reset" };
    posted.push(key);
    return next === "lost"
      ? { kind: "unknown", why: "timeout" }
      : { kind: "sent", ts: `${posted.length}` };
  };
  const find = async ({ key }: Outgoing): Promise<Found> => {
    readAt.push(now() - START_MS);
    const at = posted.indexOf(key);
    return reads.shift() ?? (at < 0 ? { kind: "absent" } : { kind: "found", ts: `${at + 1}` });
  };
  const deliver: Deliver = {
    render: ({ reply }) => (reply.kind === "silent" ? [] : [{ kind: "message", payload: "{}" }]),
    post,
    find,
    working: async () => {},
    idle: async () => {},
  };
  return { posted, deliver, outcomes, reads, readAt };
}

type World = {
  readonly db: Database;
  readonly surface: Surface;
  readonly clock: { ms: number };
  readonly work: () => Work;
};

async function newWorld(): Promise<World> {
  open = await newDatabase();
  const { db } = open;
  const clock = { ms: START_MS };
  const surface = newSurface(() => clock.ms);
  const { services } = newBot();
  const work = (): Work => ({
    db,
    services,
    deliver: surface.deliver,
    log: newLog([]),
    now: () => clock.ms,
    readBackMs: READ_BACK_MS,
  });
  await say(db, "1.0", "acme.errors.PoolError: pool limit of size 5 reached");
  return { db, surface, clock, work };
}

async function say(db: Database, ts: string, text: string): Promise<boolean> {
  const place = { team: "T", channel: "C", ts, threadTs: "1.0", author: "U" };
  return accept(
    db,
    {
      ...place,
      eventId: `E${ts}`,
      clientMessageId: null,
      kind: "mention",
      text,
      notes: '{"redactions":[],"problems":[]}',
      visibility: "channel",
    },
    toIso(START_MS),
  );
}

/** Runs until nothing is left, time passing whenever nothing is due. */
async function run(work: Work, clock: { ms: number }): Promise<void> {
  for (let idle = 0; idle < 200; ) {
    if ((await answerNext(work)) || (await deliverNext(work))) {
      idle = 0;
      continue;
    }
    idle += 1;
    clock.ms += 1_000;
  }
}

test("a lost response is read back at 2, 10 and 60 s and adopted", async () => {
  const { surface, work, clock, db } = await newWorld();
  surface.outcomes.push("lost");
  surface.reads.push({ kind: "absent" }, { kind: "absent" }); // read-back lags behind
  await run(work(), clock);
  expect(surface.readAt).toEqual(READ_BACK_MS);
  expect(surface.posted).toHaveLength(1);
  expect(await statesOf(db)).toEqual(["done", "sent"]);
});

test("absent three times, it is posted again", async () => {
  const { surface, work, clock } = await newWorld();
  surface.outcomes.push("never arrived");
  await run(work(), clock);
  expect(surface.readAt).toEqual(READ_BACK_MS);
  expect(surface.posted).toHaveLength(1);
});

test("what can never be read back is parked, and a person is told", async () => {
  const { surface, work, clock, db } = await newWorld();
  surface.outcomes.push("lost");
  surface.reads.push({ kind: "unreadable", why: "missing_scope" });
  const lines: string[] = [];
  await run({ ...work(), log: newLog(lines) }, clock);
  expect(surface.posted).toHaveLength(1);
  expect(await statesOf(db)).toEqual(["done", "parked"]);
  expect(lines.join("\n")).toContain("missing_scope");
});

test("a read-back that fails says nothing: it is tried again, and not posted", async () => {
  const { surface, work, clock } = await newWorld();
  surface.outcomes.push("lost");
  for (let at = 0; at < 5; at++) surface.reads.push({ kind: "failed", why: "HTTP 503" });
  await run(work(), clock);
  expect(surface.posted).toHaveLength(1);
  expect(surface.readAt).toHaveLength(6);
});

test("a refused post is parked; one that is turned away waits", async () => {
  const refused = await newWorld();
  refused.surface.outcomes.push({ kind: "refused", why: "is_archived" });
  await run(refused.work(), refused.clock);
  expect(refused.surface.posted).toEqual([]);
  expect(await statesOf(refused.db)).toEqual(["done", "parked"]);

  await open?.remove();
  const waiting = await newWorld();
  waiting.surface.outcomes.push({ kind: "wait", ms: 30_000, why: "rate limit" });
  await run(waiting.work(), waiting.clock);
  expect(waiting.surface.posted).toHaveLength(1);
});

/** Minute by minute, so many times. */
async function passMinutes(work: Work, clock: { ms: number }, minutes: number): Promise<void> {
  for (let at = 0; at < minutes; at++) {
    clock.ms += 60_000;
    await deliverNext(work);
  }
}

describe("without a network", () => {
  const away: Posted = { kind: "wait", ms: 60_000, why: "ENOTFOUND" };
  const failed: Found = { kind: "failed", why: "ENOTFOUND" };

  test("for hours: the post is late, and not parked", async () => {
    const { surface, work, clock, db } = await newWorld();
    await answerNext(work());
    surface.outcomes.push(...Array.from({ length: 600 }, () => away));
    await passMinutes(work(), clock, 600);
    expect(await statesOf(db)).toEqual(["done", "pending"]);
    await passMinutes(work(), clock, 1);
    expect(surface.posted).toHaveLength(1);
    expect(await statesOf(db)).toEqual(["done", "sent"]);
  });

  test("for hours after a response was lost: it is read back then, and adopted", async () => {
    const { surface, work, clock, db } = await newWorld();
    await answerNext(work());
    surface.outcomes.push("lost");
    surface.reads.push(...Array.from({ length: 600 }, () => failed));
    await passMinutes(work(), clock, 602);
    expect(surface.posted).toHaveLength(1);
    expect(await statesOf(db)).toEqual(["done", "sent"]);
  });

  test("for more than a day: it is parked with the reason", async () => {
    const { surface, work, clock, db } = await newWorld();
    await answerNext(work());
    surface.outcomes.push(...Array.from({ length: 2_000 }, () => away));
    await passMinutes(work(), clock, 24 * 60 - 1);
    expect(await statesOf(db)).toEqual(["done", "pending"]);
    await passMinutes(work(), clock, 2);
    expect(await statesOf(db)).toEqual(["done", "parked"]);
    const { reason } = await db.selectFrom("outbox").select("reason").executeTakeFirstOrThrow();
    expect(reason).toBe("turned away for 24 hours: ENOTFOUND");
  });

  test("a post that was written a day ago is not parked by the first refusal", async () => {
    const { surface, work, clock, db } = await newWorld();
    await answerNext(work());
    clock.ms += 30 * 60 * 60_000; // nothing ran meanwhile
    surface.outcomes.push({ ...away, why: "rate limit" });
    await passMinutes(work(), clock, 2);
    expect(await statesOf(db)).toEqual(["done", "sent"]);
  });
});

test("a process that slept through its lease does not settle", async () => {
  const { surface, work, clock, db } = await newWorld();
  const zombie = work();
  const slow: Work = {
    ...zombie,
    // While it works, another process takes the job and answers.
    services: {
      ...zombie.services,
      search: async (...asked) => {
        clock.ms += 120_000;
        await recoverInbox(db);
        await run(work(), clock);
        return zombie.services.search(...asked);
      },
    },
  };
  await answerNext(slow);
  await run(work(), clock);
  expect(surface.posted).toHaveLength(1);
});

test("what an older claim writes late changes nothing", async () => {
  const { db, work, clock } = await newWorld();
  const [now, later] = [toIso(clock.ms), toIso(clock.ms + 60_000)];
  const stale = (await claim(db, now, later))!;
  await recoverInbox(db);
  const fresh = (await claim(db, now, later))!;
  const posts = [{ key: "k", kind: "message", payload: "{}" }] as const;
  const settled = { state: "done", thread: "{}", reply: "{}", posts } as const;
  expect(await settle(db, stale, settled, now)).toBe(false);
  expect(await statesOf(db)).toEqual(["leased"]);
  expect(await settle(db, fresh, settled, now)).toBe(true);

  const take = { now, leaseUntil: later, readBackAt: now };
  const slow = (await claimPost(db, take))!;
  await recoverOutbox(db, now);
  const other = (await claimPost(db, take))!;
  expect([slow.isUnknown, other.isUnknown]).toEqual([false, true]);
  expect(await update(db, slow, { state: "parked", reason: "late" }, now)).toBe(false);
  expect(await update(db, other, { state: "sent", sent_ts: "1", payload: "" }, now)).toBe(true);
  expect(await statesOf(db)).toEqual(["done", "sent"]);
  expect(await answerNext(work())).toBe(false);
});

test("a thread's messages are answered in order, and posted in order", async () => {
  const { surface, work, clock, db } = await newWorld();
  await say(db, "2.0", "acme 3.0.1");
  surface.outcomes.push({ kind: "wait", ms: 5_000, why: "rate limit" });
  await answerNext(work());
  await answerNext(work());
  await run(work(), clock);
  const rows = await db
    .selectFrom("outbox")
    .select(["key", "sent_ts"])
    .orderBy("inbox_id")
    .execute();
  expect(rows.map((it) => it.sent_ts)).toEqual(["1", "2"]);
  expect(surface.posted).toEqual(rows.map((it) => it.key));
});

test("a message that always fails is given up after three tries, and its author is told", async () => {
  const { surface, work, clock, db } = await newWorld();
  const broken = work();
  const read = async () => {
    throw new Error("a bug");
  };
  await run({ ...broken, services: { ...broken.services, read } }, clock);
  expect(surface.posted).toHaveLength(1);
  expect(await statesOf(db)).toEqual(["failed", "sent"]);
});

async function statesOf(db: Database): Promise<string[]> {
  const jobs = await db.selectFrom("inbox").select("state").orderBy("id").execute();
  const posts = await db.selectFrom("outbox").select("state").orderBy("id").execute();
  return [...jobs, ...posts].map((it) => it.state);
}
