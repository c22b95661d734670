// Processes that die or sleep while they hold something, in simulated time: what the next one may do,
// and what the sleeper must not.

import { afterEach, expect, test } from "vitest";
import { accept, recoverInbox } from "../../src/storage/inbox.ts";
import type { Database } from "../../src/storage/open.ts";
import { recoverOutbox } from "../../src/storage/outbox.ts";
import { type Deliver, deliverNext } from "../../src/work/deliver.ts";
import { answerNext, type Point, toIso, type Work } from "../../src/work.ts";
import { newBot } from "../bot.ts";
import { newDatabase, newLog } from "../slack/harness.ts";

const START_MS = Date.parse("2026-01-01T00:00:00Z");
/** Slack's, at its worst. */
const LAG_MS = 30_000;
/** What a call may take. */
const POST_MS = 10_000;
const LAST_LOOK_MS = 60_000;

let open: Awaited<ReturnType<typeof newDatabase>> | null = null;
afterEach(async () => {
  await open?.remove();
  open = null;
});

class Killed extends Error {}

/** One message waits; `work` is a process, and all of them share the surface and the time. */
async function newWorld(lagMs = 0) {
  open = await newDatabase();
  const { db } = open;
  const clock = { ms: START_MS };
  const posted: { key: string; at: number }[] = [];
  const { services } = newBot();
  const deliver: Deliver = {
    render: ({ reply }) => [{ kind: "message", payload: JSON.stringify(reply.kind) }],
    post: async ({ key }) => {
      posted.push({ key, at: clock.ms });
      return { kind: "sent", ts: `${posted.length}` };
    },
    find: async ({ key }) => {
      const seen = posted.some((it) => it.key === key && it.at + lagMs <= clock.ms);
      return seen ? { kind: "found", ts: "1" } : { kind: "absent" };
    },
    working: async () => {},
    idle: async () => {},
  };
  const work = (part: Partial<Work> = {}): Work => ({
    db,
    services,
    deliver,
    log: newLog([]),
    now: () => clock.ms,
    readBackMs: [2_000, 10_000, LAST_LOOK_MS],
    ...part,
  });
  await say(db);
  return { db, clock, posted, work, deliver };
}

async function say(db: Database): Promise<void> {
  await accept(
    db,
    {
      ...{ team: "T", channel: "C", ts: "1.0", threadTs: "1.0", author: "U", eventId: "E1" },
      clientMessageId: null,
      kind: "mention",
      text: "acme.errors.PoolError: pool limit of size 5 reached",
      notes: '{"redactions":[],"problems":[]}',
      visibility: "channel",
    },
    toIso(START_MS),
  );
}

/** Delivers until nothing is left, a second passing whenever nothing is due. */
async function deliverAll(work: Work, clock: { ms: number }): Promise<void> {
  for (let idle = 0; idle < 120; idle++) {
    while (await deliverNext(work)) idle = 0;
    clock.ms += 1_000;
  }
}

const dieAt = (point: Point) => ({
  reached: (it: Point) => {
    if (it === point) throw new Killed();
  },
});

test("two workers never take the same row", async () => {
  const { posted, work } = await newWorld();
  await Promise.all([answerNext(work()), answerNext(work()), answerNext(work())]);
  await Promise.all([deliverNext(work()), deliverNext(work()), deliverNext(work())]);
  await deliverNext(work());
  expect(posted).toHaveLength(1);
});

test("a message is not given up because the process was killed five times over it", async () => {
  const { db, clock, work } = await newWorld();
  for (let kills = 0; kills < 5; kills++) {
    await expect(answerNext(work(dieAt("leased")))).rejects.toThrow(Killed);
    await recoverInbox(db);
    clock.ms += 1_000;
  }
  await answerNext(work());
  const payload = await db.selectFrom("outbox").select("payload").executeTakeFirstOrThrow();
  expect(payload).toEqual({ payload: '"answer"' });
});

test("a message that kills every process is given up in the end", async () => {
  const { db, work } = await newWorld();
  for (let starts = 0; starts < 30; starts++) {
    await answerNext(work(dieAt("leased"))).catch(() => {});
    await recoverInbox(db);
  }
  await answerNext(work());
  const states = await db.selectFrom("inbox").select("state").execute();
  expect(states).toEqual([{ state: "failed" }]);
});

test("a post is not begun long after it was claimed: it would be looked for too early", async () => {
  const { db, clock, posted, work } = await newWorld(LAG_MS);
  await answerNext(work());
  let isAsleep = true;
  const zombie = work({
    deliver: {
      ...work().deliver,
      admit: async (claim) => {
        const row = await claim();
        if (isAsleep) {
          isAsleep = false;
          await recoverOutbox(db, toIso(clock.ms)); // another process starts
          for (const at of [2_000, 10_000, 44_000]) {
            clock.ms = START_MS + at;
            await deliverNext(work());
          }
        }
        return row;
      },
    },
  });
  await deliverNext(zombie);
  await deliverAll(work(), clock);
  expect(posted).toHaveLength(1);
});

test("what leaves last can be seen by the last look for it", async () => {
  const { clock, work, deliver } = await newWorld();
  await answerNext(work());
  const untils: number[] = [];
  const post: Deliver["post"] = async (row, until) => {
    untils.push(until);
    return deliver.post(row, until);
  };
  await deliverNext(work({ deliver: { ...deliver, post } }));
  expect(untils).toHaveLength(1);
  const seenAt = untils[0]! + POST_MS + LAG_MS;
  expect(untils[0]!).toBeGreaterThan(clock.ms);
  expect(seenAt).toBeLessThan(START_MS + LAST_LOOK_MS);
});

test("a process whose clock did not notice its sleep asks the database before it posts", async () => {
  const { db, clock, posted, work } = await newWorld();
  await answerNext(work());
  const zombie = work({
    deliver: {
      ...work().deliver,
      admit: async (claim) => {
        const row = await claim();
        await recoverOutbox(db, toIso(clock.ms));
        return row;
      },
    },
  });
  await deliverNext(zombie);
  expect(posted).toEqual([]);
  await deliverAll(work(), clock);
  expect(posted).toHaveLength(1);
});
