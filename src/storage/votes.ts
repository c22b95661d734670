// 👍 and 👎: one for each person and message; the last one counts.

import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";

export type Vote = {
  readonly team: string;
  readonly channel: string;
  readonly messageTs: string;
  readonly voter: string;
  readonly value: Tables["votes"]["value"];
};

export async function vote(db: Database, it: Vote, now: string): Promise<void> {
  const { team, channel, messageTs, voter, value } = it;
  await db
    .insertInto("votes")
    .values({
      team,
      channel,
      message_ts: messageTs,
      voter,
      value,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["team", "channel", "message_ts", "voter"])
        .doUpdateSet({ value, updated_at: now }),
    )
    .execute();
}
