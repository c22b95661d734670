// What waits for a person's eye: threads that hold a flag or a correction, messages that were found too
// late or were given up, posts that are parked. Newest first; never what anybody wrote in a message.

import { type ExpressionBuilder, sql } from "kysely";
import { SURFACE } from "./inbox.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";
import type { Visibility } from "./visibility.ts";

/** Of each kind. */
export const ATTENTION_MAX = 200;

export type Attention = {
  readonly threads: readonly {
    readonly id: string;
    readonly visibility: Visibility;
    /** As JSON; the caller reads it. */
    readonly state: string;
    readonly at: string;
  }[];
  readonly late: readonly (Place & { readonly why: string })[];
  readonly failed: readonly Place[];
  readonly parked: readonly (Place & { readonly kind: string; readonly why: string | null })[];
};

/** Where in the surface. */
export type Place = {
  readonly channel: string;
  readonly thread: string;
  readonly at: string;
};

// As JSON.stringify writes a list that is not empty, and a field that is not null. Within a string both
// would have their quotes escaped.
const FLAGGED = '%"flags":[{%';
const CORRECTED = '%"correction":{%';

export async function readAttention(db: Database): Promise<Attention> {
  const threads = await db
    .selectFrom("threads")
    .select(["id", "visibility", "state", "updated_at as at"])
    .where(({ or, eb }) => or([eb("state", "like", FLAGGED), eb("state", "like", CORRECTED)]))
    .orderBy("updated_at", "desc")
    .limit(ATTENTION_MAX)
    .execute();
  const late = await db
    .selectFrom("late_messages")
    .select(["channel", "thread_ts as thread", "found_at as at", "why"])
    .orderBy("found_at", "desc")
    .limit(ATTENTION_MAX)
    .execute();
  const failed = await db
    .selectFrom("inbox")
    .select(["channel", "thread_ts as thread", settledAt])
    .where("state", "=", "failed")
    .orderBy("id", "desc")
    .limit(ATTENTION_MAX)
    .execute();
  const parked = await db
    .selectFrom("outbox")
    .select(["channel", "thread_ts as thread", "updated_at as at", "kind", "reason as why"])
    .where("state", "=", "parked")
    .orderBy("updated_at", "desc")
    .limit(ATTENTION_MAX)
    .execute();
  return { threads, late, failed, parked };
}

/** Of a thread in Slack; null where nothing is stored. `ts`: of its first message. */
export async function threadAt(
  db: Database,
  { channel, ts }: { readonly channel: string; readonly ts: string },
): Promise<Pick<Attention["threads"][number], "visibility" | "state"> | null> {
  const thread = await db
    .selectFrom("threads")
    .select(["visibility", "state"])
    .where("surface", "=", SURFACE)
    .where("id", "like", `${SURFACE}:%:${channel}:${ts}`)
    .executeTakeFirst();
  return thread ?? null;
}

const settledAt = ({ ref }: ExpressionBuilder<Tables, "inbox">) =>
  sql<string>`coalesce(${ref("settled_at")}, ${ref("received_at")})`.as("at");
