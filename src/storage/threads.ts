// Conversations and their messages: records, kept until a person deletes them. State, notes and
// replies are JSON that the caller writes and reads; here they are text.

import type { Database } from "./open.ts";
import type { Visibility } from "./visibility.ts";

/** The list that `messages.sources` is. */
export const sourcesOf = (json: string): readonly string[] => JSON.parse(json) as string[];

export type StoredMessage = {
  readonly id: number;
  readonly author: string;
  /** Decoded and redacted. */
  readonly text: string;
  readonly notes: string;
  readonly reply: string | null;
  /** The surface's messages whose words `text` holds, its own first; none where a surface has no such thing. */
  readonly sources: readonly string[];
  /** What was pressed, as JSON; null for what was typed. */
  readonly act: string | null;
  readonly createdAt: string;
};
export type NewMessage = Omit<StoredMessage, "id" | "sources">;

export type StoredThread = {
  readonly id: string;
  readonly state: string;
  /** Oldest first. */
  readonly messages: readonly StoredMessage[];
};

/** `state`: what the thread is after `message` and its reply. Both are stored, or neither. */
export type ThreadStore = {
  readonly create: (id: string, state: string, message: NewMessage) => Promise<void>;
  /** Null for an unknown id, and for a thread of another surface. */
  readonly load: (id: string) => Promise<StoredThread | null>;
  /**
   * False, with nothing stored, when `thread` is no longer as it was loaded: another message came
   * in between, or it was removed. Load it again then.
   */
  readonly append: (thread: StoredThread, state: string, message: NewMessage) => Promise<boolean>;
  /** Erases the thread with every message. */
  readonly remove: (id: string) => Promise<void>;
};

export type Place = { readonly surface: string; readonly visibility: Visibility };

/** The threads of one surface. Those of others cannot be read or changed through it. */
export function openThreads(db: Database, place: Place): ThreadStore {
  return {
    create: (id, state, message) => create(db, place, { id, state, message }),
    load: (id) => load(db, place, id),
    append: (thread, state, message) => append(db, thread, state, message),
    remove: (id) => remove(db, place, id),
  };
}

async function create(
  db: Database,
  place: Place,
  { id, state, message }: { id: string; state: string; message: NewMessage },
): Promise<void> {
  const at = message.createdAt;
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("threads")
      .values({ id, ...place, state, created_at: at, updated_at: at })
      .execute();
    await transaction.insertInto("messages").values(toRow(id, message)).execute();
  });
}

async function load(db: Database, place: Place, id: string): Promise<StoredThread | null> {
  const thread = await db
    .selectFrom("threads")
    .select(["id", "state"])
    .where("id", "=", id)
    .where("surface", "=", place.surface)
    .executeTakeFirst();
  if (!thread) return null;
  const messages = await db
    .selectFrom("messages")
    .select(["id", "author", "text", "notes", "reply", "sources", "act", "created_at as createdAt"])
    .where("thread_id", "=", id)
    .orderBy("id")
    .execute();
  return {
    ...thread,
    messages: messages.map((it) => ({ ...it, sources: sourcesOf(it.sources) })),
  };
}

async function append(
  db: Database,
  thread: StoredThread,
  state: string,
  message: NewMessage,
): Promise<boolean> {
  const newest = thread.messages.at(-1)?.id ?? 0;
  return db.transaction().execute(async (transaction) => {
    // The write comes first: it takes SQLite's lock, so that what it checks cannot change after it.
    const updated = await transaction
      .updateTable("threads")
      .set({ state, updated_at: message.createdAt })
      .where("id", "=", thread.id)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("messages")
              .select("messages.id")
              .where("thread_id", "=", thread.id)
              .where("messages.id", ">", newest),
          ),
        ),
      )
      .executeTakeFirst();
    if (Number(updated.numUpdatedRows) === 0) return false;
    await transaction.insertInto("messages").values(toRow(thread.id, message)).execute();
    return true;
  });
}

async function remove(db: Database, place: Place, id: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const mine = transaction
      .selectFrom("threads")
      .select("id")
      .where("id", "=", id)
      .where("surface", "=", place.surface);
    await transaction.deleteFrom("messages").where("thread_id", "in", mine).execute();
    await transaction.deleteFrom("threads").where("id", "in", mine).execute();
  });
}

function toRow(threadId: string, { author, text, notes, reply, act, createdAt }: NewMessage) {
  return { thread_id: threadId, author, text, notes, reply, act, created_at: createdAt };
}
