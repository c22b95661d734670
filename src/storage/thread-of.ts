// Which thread of ours a message is in that is the report, or an answer to it; and the signs of its people.

import { threadIdOf } from "./inbox.ts";
import type { Database } from "./open.ts";
import type { Visibility } from "./visibility.ts";

export type ThreadOf = { readonly threadTs: string; readonly visibility: Visibility };
export type Standing = {
  readonly team: string;
  readonly channel: string;
  readonly messageTs: string;
};

type Author = { readonly threadTs: string; readonly author: string };

/** Null for whatever else was said. */
export async function threadOf(db: Database, it: Standing): Promise<ThreadOf | null> {
  return (await ofPost(db, it)) ?? (await ofReport(db, it)) ?? (await ofRoot(db, it));
}

async function ofPost(db: Database, { team, channel, messageTs }: Standing) {
  const row = await db
    .selectFrom("outbox")
    .select(["thread_ts as threadTs", "visibility"])
    .where("channel", "=", channel)
    .where("sent_ts", "=", messageTs)
    .where("team", "=", team)
    .where("kind", "=", "message")
    .executeTakeFirst();
  return row ?? null;
}

async function ofReport(db: Database, { team, channel, messageTs }: Standing) {
  const row = await db
    .selectFrom("inbox")
    .select(["thread_ts as threadTs", "visibility"])
    .where("team", "=", team)
    .where("channel", "=", channel)
    .where("ts", "=", messageTs)
    .where("kind", "in", ["mention", "direct"])
    .executeTakeFirst();
  return row ?? null;
}

/** The report of a thread below which we were mentioned. */
async function ofRoot(db: Database, { team, channel, messageTs }: Standing) {
  const row = await db
    .selectFrom("threads")
    .select("visibility")
    .where("id", "=", threadIdOf({ team, channel, threadTs: messageTs }))
    .executeTakeFirst();
  return row ? { ...row, threadTs: messageTs } : null;
}

const WORKED = JSON.stringify({ kind: "worked" });

/** The last check mark of a person in a thread that was not taken back, by its timestamp; null for none. */
export async function signOf(
  db: Database,
  { team, channel, threadTs, author }: Omit<Standing, "messageTs"> & Author,
): Promise<string | null> {
  const row = await db
    .selectFrom("inbox as sign")
    .select("sign.ts")
    .where("sign.thread_id", "=", threadIdOf({ team, channel, threadTs }))
    .where("sign.kind", "=", "sign")
    .where("sign.act", "=", WORKED)
    .where("sign.author", "=", author)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("inbox as deletion")
            .select("deletion.id")
            .whereRef("deletion.team", "=", "sign.team")
            .whereRef("deletion.channel", "=", "sign.channel")
            .whereRef("deletion.of_ts", "=", "sign.ts"),
        ),
      ),
    )
    .orderBy("sign.id", "desc")
    .executeTakeFirst();
  return row?.ts ?? null;
}
