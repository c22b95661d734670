// What was asked of us lately, counted from the inbox, so that a restart forgets nothing; and how a
// message ends that was one too many.

import type { Selectable } from "kysely";
import type { Job } from "./inbox.ts";
import type { Database } from "./open.ts";
import { type NewPost, writePost } from "./posts.ts";
import type { Tables } from "./schema.ts";
import type { InboxKind } from "./schema-delivery.ts";
import { endJob, unlessLost } from "./settle.ts";

export type Refused = NonNullable<Selectable<Tables["inbox"]>["refused"]>;

export type Asked = {
  readonly team: string;
  /** Message timestamps: newer than this, up to that. */
  readonly since: string;
  readonly until: string;
  /** Accepted before this row. */
  readonly before: number;
  readonly kinds: readonly InboxKind[];
  readonly author?: string;
  readonly channel?: string;
};

/** Messages that were not refused. */
export async function countAsked(
  db: Database,
  { team, since, until, before, kinds, author, channel }: Asked,
): Promise<number> {
  const { count } = await db
    .selectFrom("inbox")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("team", "=", team)
    .where("ts", ">", since)
    .where("ts", "<=", until)
    .where("id", "<", before)
    .where("kind", "in", [...kinds])
    .where("refused", "is", null)
    .where("of_ts", "is", null)
    .$if(author !== undefined, (query) => query.where("author", "=", author ?? ""))
    .$if(channel !== undefined, (query) => query.where("channel", "=", channel ?? ""))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export type Refusal = {
  readonly budget: Refused;
  /** For its author alone. */
  readonly notice: NewPost | null;
  /** Who was told since then (ISO time) is not told again. */
  readonly toldSince: string;
};

/** Ends the job without an answer. False, with nothing stored, when somebody else has taken it over. */
export function refuse(db: Database, job: Job, refusal: Refusal, now: string): Promise<boolean> {
  return unlessLost(db, async (transaction) => {
    await endJob(transaction, job, "done", now);
    const isTold = await wasTold(transaction, job, refusal.toldSince);
    await transaction
      .updateTable("inbox")
      .set({ refused: refusal.budget })
      .where("id", "=", job.id)
      .execute();
    if (!isTold && refusal.notice) await writePost(transaction, job, refusal.notice, now);
  });
}

async function wasTold(db: Database, { team, author }: Job, since: string): Promise<boolean> {
  const told = await db
    .selectFrom("outbox")
    .innerJoin("inbox", "inbox.id", "outbox.inbox_id")
    .select("outbox.id")
    .where("inbox.team", "=", team)
    .where("inbox.author", "=", author)
    .where("inbox.refused", "is not", null)
    .where("outbox.kind", "=", "notice")
    .where("outbox.created_at", ">", since)
    .executeTakeFirst();
  return told !== undefined;
}
