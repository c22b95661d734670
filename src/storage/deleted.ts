// Messages that were deleted before we heard of them: Slack does not promise an order of events, and a
// mention that comes after its deletion must not be answered. Kept for a day, without any words.

import type { Database } from "./open.ts";

export type Message = { readonly team: string; readonly channel: string; readonly ts: string };

/** Slack repeats an event for about an hour. */
const REMEMBERED_MS = 24 * 60 * 60_000;

export async function rememberDeleted(
  db: Database,
  { team, channel, ts }: Message,
  now: string,
): Promise<void> {
  const old = new Date(Date.parse(now) - REMEMBERED_MS).toISOString();
  await db.deleteFrom("deleted_messages").where("deleted_at", "<", old).execute();
  await db
    .insertInto("deleted_messages")
    .values({ team, channel, ts, deleted_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function isDeleted(db: Database, { team, channel, ts }: Message): Promise<boolean> {
  const row = await db
    .selectFrom("deleted_messages")
    .select("ts")
    .where("team", "=", team)
    .where("channel", "=", channel)
    .where("ts", "=", ts)
    .executeTakeFirst();
  return row !== undefined;
}
