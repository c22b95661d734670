// Answers that stand in a thread, and what becomes of them when their words change: a post that was
// sent is updated or taken away; one that was not keeps its place with the new words, or is dropped.

import type { Job } from "./inbox.ts";
import type { Database } from "./open.ts";
import { type NewPost, writePost } from "./posts.ts";
import type { Kept } from "./settle.ts";

/** A stored message, with the payloads of its reply as they should read now; null for nothing left. */
export type Changed = {
  readonly id: number;
  /** The surface's own message, whose replies these are. */
  readonly ts: string;
  readonly kept: (Kept & { readonly reply: string }) | null;
  readonly payloads: readonly string[];
};

/** What to write where. */
export type Changing = {
  /** New keys, by number. */
  readonly keyOf: (at: number) => string;
  /** What stands in for an answer that is taken back while its post is on its way. */
  readonly farewell: string;
  /** When the changes may be sent; at once without it. */
  readonly dueAt?: string;
};

type Post = {
  readonly id: number;
  readonly key: string;
  readonly state: string;
  readonly inbox_id: number;
};

/** The messages that stand for a reply, oldest first; `ts` null: all of the thread. */
export function postsOf(db: Database, job: Job, ts: string | null): Promise<Post[]> {
  return db
    .selectFrom("outbox as post")
    .innerJoin("inbox", "inbox.id", "post.inbox_id")
    .select(["post.id", "post.key", "post.state", "post.inbox_id"])
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

/** Only within the transaction that ends the job. */
export function newChanger(
  db: Database,
  job: Job,
  { keyOf, farewell, dueAt }: Changing,
  now: string,
) {
  let count = 0;
  const post = (it: Pick<NewPost, "kind" | "payload" | "of">, owner = job.id) =>
    writePost(
      db,
      { ...job, id: owner },
      { key: keyOf(count++), ...it, ...(dueAt && { dueAt }) },
      now,
    );

  /** The old words are neither sent any more nor kept, also where a post is on its way. */
  const forget = async ({ key, id, state }: Post, payload: string) => {
    const mine = db.deleteFrom("outbox").where("of_key", "=", key);
    await mine.where("state", "in", ["pending", "parked"]).execute();
    const other = db.updateTable("outbox").set({ payload, updated_at: now });
    await other.where("of_key", "=", key).where("state", "=", "sending").execute();
    if (state !== "sent") await other.where("id", "=", id).execute();
  };

  const replaceOne = async (it: Post, payload: string | undefined, canAdd: boolean) => {
    if (it.state === "pending") {
      await forget(it, payload ?? "");
      return canAdd && payload !== undefined ? fence(db, it) : drop(db, it);
    }
    await forget(it, payload ?? farewell);
    if (it.state === "parked") return; // nobody knows whether there is anything to change
    await (payload === undefined
      ? post({ kind: "delete", payload: "", of: it.key })
      : post({ kind: "update", payload, of: it.key }));
  };

  /** `payloads` in the place of `posts`; a post too many is taken away. */
  const replace = async (
    posts: readonly Post[],
    payloads: readonly string[],
    { canAdd = true, owner = job.id } = {},
  ) => {
    for (const [at, it] of posts.entries()) await replaceOne(it, payloads[at], canAdd);
    // With the message that they answer, so that its next edit finds them.
    const more = canAdd ? payloads.slice(posts.length) : [];
    for (const payload of more) {
      await post({ kind: "message", payload }, posts[0]?.inbox_id ?? owner);
    }
  };

  const change = async (messages: readonly Changed[]) => {
    for (const message of messages) {
      await writeMessage(db, message);
      const posts = await postsOf(db, job, message.ts);
      const owner = posts[0]?.inbox_id ?? (await acceptedAs(db, job, message.ts));
      await replace(posts, message.payloads, { owner });
    }
  };

  return { post, replace, change };
}

/** It keeps its place in the thread, and whoever is just claiming it looks at it again. */
async function fence(db: Database, { id }: Post): Promise<void> {
  const post = db.updateTable("outbox").where("id", "=", id);
  await post.set(({ eb }) => ({ epoch: eb("epoch", "+", 1) })).execute();
}

async function drop(db: Database, { id }: Post): Promise<void> {
  await db.deleteFrom("outbox").where("id", "=", id).execute();
}

/** The inbox row of a thread's message, or of its first version that was for us. */
async function acceptedAs(
  db: Database,
  { threadId }: Job,
  ts: string,
): Promise<number | undefined> {
  const row = await db
    .selectFrom("inbox")
    .select("id")
    .where("thread_id", "=", threadId)
    .where(({ or, eb }) => or([eb("ts", "=", ts), eb("of_ts", "=", ts)]))
    .orderBy("id")
    .executeTakeFirst();
  return row?.id;
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
