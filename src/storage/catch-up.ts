// How far each channel was looked through for what Slack never told, and what was found too late.

import { isDeleted } from "./deleted.ts";
import { threadIdOf } from "./inbox.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";

export type Late = Omit<Tables["late_messages"], "found_at">;

/** By channel, whatever was looked through longest ago first: where an interrupted round goes on. */
export async function readWatermarks(db: Database, team: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom("catch_up")
    .select(["channel", "watermark"])
    .where("team", "=", team)
    .orderBy("watermark")
    .orderBy("channel")
    .execute();
  return new Map(rows.map(({ channel, watermark }) => [channel, watermark]));
}

/** Channels that wrote to us: all that is known of them where they may not be listed. */
export async function knownChannels(db: Database, team: string): Promise<string[]> {
  const rows = await db
    .selectFrom("inbox")
    .select("channel")
    .distinct()
    .where("team", "=", team)
    .execute();
  return rows.map(({ channel }) => channel);
}

export type ActiveThreads = {
  readonly team: string;
  readonly channel: string;
  /** Timestamp: the thread hangs on a message that is older. */
  readonly rootBefore: string;
  /** ISO time: we spoke or listened there since. */
  readonly activeSince: string;
  readonly max: number;
};

/** Our threads, by their first message; those that were spoken in last come first. */
export async function activeThreads(db: Database, it: ActiveThreads): Promise<string[]> {
  const idOf = (threadTs: string) => threadIdOf({ team: it.team, channel: it.channel, threadTs });
  const rows = await db
    .selectFrom("threads")
    .select("id")
    .where("id", ">", idOf(""))
    .where("id", "<", idOf(it.rootBefore))
    .where("updated_at", ">", it.activeSince)
    .orderBy("updated_at", "desc")
    .limit(it.max)
    .execute();
  return rows.map(({ id }) => id.slice(idOf("").length));
}

/** Everything in the channel up to `watermark` has been seen. Never goes back. */
export async function setWatermark(
  db: Database,
  { team, channel, watermark }: { team: string; channel: string; watermark: string },
  now: string,
): Promise<void> {
  await db
    .insertInto("catch_up")
    .values({ team, channel, watermark, scanned_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(["team", "channel"])
        .doUpdateSet({ watermark, scanned_at: now })
        .where("catch_up.watermark", "<", watermark),
    )
    .execute();
}

/** Was it accepted, found too late, or taken back, before? */
export async function isKnown(
  db: Database,
  message: { team: string; channel: string; ts: string },
): Promise<boolean> {
  const { team, channel, ts } = message;
  const at = (table: "inbox" | "late_messages") =>
    db
      .selectFrom(table)
      .select("ts")
      .where("team", "=", team)
      .where("channel", "=", channel)
      .where("ts", "=", ts)
      .executeTakeFirst();
  const isListed = ((await at("inbox")) ?? (await at("late_messages"))) !== undefined;
  return isListed || isDeleted(db, message);
}

export async function addLate(db: Database, late: Late, now: string): Promise<void> {
  await db
    .insertInto("late_messages")
    .values({ ...late, found_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function countLate(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom("late_messages")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}
