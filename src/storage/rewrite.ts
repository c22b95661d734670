// The transaction that ends an edit or a deletion: the thread, its messages and its posts as they
// would be had it been said so from the start. What is erased here is in no table afterwards.

import { sql } from "kysely";
import type { Job } from "./inbox.ts";
import type { Database } from "./open.ts";
import { endJob, type Kept, type NewPost, unlessLost, writePost, writeThread } from "./settle.ts";

export type Rewritten = {
  /** The next thread as JSON; null erases it with everything that it holds. */
  readonly thread: string | null;
  readonly messages: readonly Changed[];
  /** Payloads for the job's author alone. */
  readonly notices: readonly string[];
};

/** A stored message, with the payloads of its reply as they should read now; null for nothing left. */
export type Changed = {
  readonly id: number;
  /** The surface's own message, whose replies these are. */
  readonly ts: string;
  readonly kept: (Kept & { readonly reply: string }) | null;
  readonly payloads: readonly string[];
};

export type Rewriting = {
  /** What stands in for a first answer that is taken back. */
  readonly farewell: string;
  readonly keyOf: (at: number) => string;
};

/** False, with nothing stored, when somebody else has taken the job over. */
export function settleRewrite(
  db: Database,
  job: Job,
  it: Rewritten,
  rewriting: Rewriting,
  now: string,
): Promise<boolean> {
  return unlessLost(db, async (transaction) => {
    await endJob(transaction, job, "done", now);
    const write = newWriter(transaction, job, rewriting, now);
    if (it.thread === null) {
      const posts = await postsOf(transaction, job, null);
      await write.replace(posts, [rewriting.farewell], { canAdd: false });
      await dropThread(transaction, job.threadId);
      return;
    }
    await writeThread(transaction, job, it.thread, now);
    for (const message of it.messages) {
      await writeMessage(transaction, message);
      await write.replace(await postsOf(transaction, job, message.ts), message.payloads);
    }
    for (const payload of it.notices) await write.post({ kind: "notice", payload });
  });
}

/**
 * Takes what was erased out of the write-ahead log as well. False while another program reads the
 * database: try again later.
 */
export async function emptyLog(db: Database): Promise<boolean> {
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
  return rows[0]?.busy === 0;
}

type Post = { readonly id: number; readonly key: string; readonly state: string };

/** The messages that stand for a reply, oldest first; `ts` null: all of the thread. */
function postsOf(db: Database, job: Job, ts: string | null): Promise<Post[]> {
  return db
    .selectFrom("outbox as post")
    .innerJoin("inbox", "inbox.id", "post.inbox_id")
    .select(["post.id", "post.key", "post.state"])
    .where("post.thread_id", "=", job.threadId)
    .where("post.kind", "=", "message")
    .$if(ts !== null, (query) =>
      query.where(({ or, eb }) => or([eb("inbox.ts", "=", ts), eb("inbox.of_ts", "=", ts)])),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("outbox as gone")
            .select("gone.id")
            .whereRef("gone.of_key", "=", "post.key")
            .where("gone.kind", "=", "delete"),
        ),
      ),
    )
    .orderBy("post.id")
    .execute();
}

function newWriter(db: Database, job: Job, { keyOf, farewell }: Rewriting, now: string) {
  let count = 0;
  const post = (it: Pick<NewPost, "kind" | "payload" | "of">) =>
    writePost(db, job, { key: keyOf(count++), ...it }, now);

  /** The old words are neither sent any more nor kept, also where a post is on its way. */
  const forget = async ({ key, id, state }: Post, payload: string) => {
    const mine = db.deleteFrom("outbox").where("of_key", "=", key);
    await mine.where("state", "in", ["pending", "parked"]).execute();
    const other = db.updateTable("outbox").set({ payload, updated_at: now });
    await other.where("of_key", "=", key).where("state", "=", "sending").execute();
    if (state !== "sent") await other.where("id", "=", id).execute();
  };

  /** `payloads` in the place of `posts`; a post too many is taken away. */
  const replace = async (
    posts: readonly Post[],
    payloads: readonly string[],
    { canAdd } = { canAdd: true },
  ) => {
    const sent = posts.filter(({ state }) => state !== "pending");
    for (const [at, it] of sent.entries()) {
      const payload = payloads[at];
      await forget(it, payload ?? farewell);
      if (it.state === "parked") continue; // nobody knows whether there is anything to change
      await (payload === undefined
        ? post({ kind: "delete", payload: "", of: it.key })
        : post({ kind: "update", payload, of: it.key }));
    }
    const waiting = posts.filter(({ state }) => state === "pending").map(({ id }) => id);
    if (waiting.length > 0) await db.deleteFrom("outbox").where("id", "in", waiting).execute();
    const more = canAdd ? payloads.slice(sent.length) : [];
    for (const payload of more) await post({ kind: "message", payload });
  };

  return { post, replace };
}

async function writeMessage(db: Database, { id, kept }: Changed): Promise<void> {
  if (!kept) {
    await db.deleteFrom("messages").where("id", "=", id).execute();
    return;
  }
  const { text, notes, reply, sources } = kept;
  await db
    .updateTable("messages")
    .set({ text, notes, reply, sources: JSON.stringify(sources) })
    .where("id", "=", id)
    .execute();
}

async function dropThread(db: Database, id: string): Promise<void> {
  const notices = db.deleteFrom("outbox").where("thread_id", "=", id).where("kind", "=", "notice");
  await notices.where("state", "in", ["pending", "parked"]).execute();
  await db
    .updateTable("inbox")
    .set({ state: "done", text: "", files: "[]", lease_until: null })
    .where("thread_id", "=", id)
    .where("state", "=", "pending")
    .where("kind", "in", ["reply", "choice"])
    .execute();
  await db.deleteFrom("messages").where("thread_id", "=", id).execute();
  await db.deleteFrom("threads").where("id", "=", id).execute();
}
