// Who began a conversation, as far as the inbox was told.

import type { Job } from "./inbox.ts";
import type { Database } from "./open.ts";

export type First = { readonly author: string; readonly ts: string };

/** The first message of the thread that we heard. */
export async function firstOf(db: Database, { threadId }: Job): Promise<First | null> {
  const first = db.selectFrom("inbox").select(["author", "ts"]).where("thread_id", "=", threadId);
  const row = await first.where("of_ts", "is", null).orderBy("id").limit(1).executeTakeFirst();
  return row ?? null;
}

/** Not every event says whose thread it is in. */
export async function rootOf(db: Database, { threadId }: Job): Promise<string | null> {
  const rows = db.selectFrom("inbox").select("root_author").where("thread_id", "=", threadId);
  const row = await rows.where("root_author", "is not", null).limit(1).executeTakeFirst();
  return row?.root_author ?? null;
}
