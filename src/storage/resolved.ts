// Conversations that ended well, for whoever asks in the same place. Who may hear of one is decided in
// the query: what is said in a direct message is never learnt, a channel's stays in the channel.

import type { Database } from "./open.ts";
import type { Visibility } from "./visibility.ts";

/** Of the newest ones; each is read as JSON. */
const ROWS_MAX = 100;

/** Where a question is asked. */
export type Asker = {
  readonly visibility: Visibility;
  /** The thread itself, which is no answer to its own question. */
  readonly thread: string;
};

export type ResolvedRow = {
  readonly id: string;
  readonly state: string;
  readonly resolvedAt: string;
};

/** Newest first. */
export async function resolvedThreads(
  db: Database,
  { visibility, thread }: Asker,
): Promise<ResolvedRow[]> {
  const place = placeOf(thread);
  const rows = await db
    .selectFrom("threads")
    .select(["id", "state", "resolved_at as resolvedAt"])
    .where("resolved_at", "is not", null)
    .where("id", "!=", thread)
    .where(({ eb, and, or }) =>
      visibility === "channel"
        ? or([
            eb("visibility", "=", "public"),
            // Everything that begins with the place: ";" comes after ":".
            and([
              eb("visibility", "=", "channel"),
              eb("id", ">", `${place}:`),
              eb("id", "<", `${place};`),
            ]),
          ])
        : eb("visibility", "=", "public"),
    )
    .orderBy("resolved_at", "desc")
    .orderBy("id")
    .limit(ROWS_MAX)
    .execute();
  return rows.map((row) => ({ ...row, resolvedAt: row.resolvedAt ?? "" }));
}

/** `slack:T1:C1` of `slack:T1:C1:1700000000.000100`. */
function placeOf(thread: string): string {
  return thread.slice(0, thread.lastIndexOf(":"));
}
