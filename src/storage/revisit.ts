// Threads that we keep words of, to be read again now and then: an edit or a deletion may not have been told.

import { SURFACE } from "./inbox.ts";
import type { Database } from "./open.ts";
import { sourcesOf } from "./threads.ts";

export type KeptThread = {
  readonly id: string;
  readonly channel: string;
  readonly threadTs: string;
  readonly messages: readonly KeptMessage[];
};

/** One whose words are kept, and since when (ISO time). */
export type KeptMessage = { readonly ts: string; readonly since: string };

export type ToRevisit = {
  readonly team: string;
  /** Threads in which something was said after this (ISO time). */
  readonly activeSince: string;
  /** That were not read again after this (ISO time). */
  readonly readBefore: string;
  readonly max: number;
};

/** Whatever was read longest ago first. */
export async function threadsToRevisit(db: Database, it: ToRevisit): Promise<KeptThread[]> {
  const threads = await db
    .selectFrom("threads")
    .select("id")
    .where("surface", "=", SURFACE)
    .where("id", "like", `${SURFACE}:${it.team}:%`)
    .where("updated_at", ">", it.activeSince)
    .where(({ eb, fn }) => eb(fn.coalesce("revisited_at", "created_at"), "<", it.readBefore))
    .orderBy(({ fn }) => fn.coalesce("revisited_at", "created_at"))
    .limit(it.max)
    .execute();
  return Promise.all(threads.map(({ id }) => keptThread(db, id)));
}

export async function setRevisited(db: Database, id: string, now: string): Promise<void> {
  await db.updateTable("threads").set({ revisited_at: now }).where("id", "=", id).execute();
}

async function keptThread(db: Database, id: string): Promise<KeptThread> {
  const [, , channel = "", threadTs = ""] = id.split(":");
  const rows = await db
    .selectFrom("messages")
    .select(["sources", "created_at"])
    .where("thread_id", "=", id)
    .where("act", "is", null) // what is pressed is no message
    .execute();
  const messages = rows.flatMap(({ sources, created_at: since }) =>
    sourcesOf(sources).map((ts) => ({ ts, since })),
  );
  return { id, channel, threadTs, messages };
}
