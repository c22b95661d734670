// Answers that stand in a thread, and what becomes of them when their words change: a post that was
// sent is updated or taken away, one that was not is not sent.

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

type Post = { readonly id: number; readonly key: string; readonly state: string };

/** The messages that stand for a reply, oldest first; `ts` null: all of the thread. */
export function postsOf(db: Database, job: Job, ts: string | null): Promise<Post[]> {
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

/** Only within the transaction that ends the job. */
export function newChanger(
  db: Database,
  job: Job,
  { keyOf, farewell, dueAt }: Changing,
  now: string,
) {
  let count = 0;
  const post = (it: Pick<NewPost, "kind" | "payload" | "of">) =>
    writePost(db, job, { key: keyOf(count++), ...it, ...(dueAt && { dueAt }) }, now);

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

  const change = async (messages: readonly Changed[]) => {
    for (const message of messages) {
      await writeMessage(db, message);
      await replace(await postsOf(db, job, message.ts), message.payloads);
    }
  };

  return { post, replace, change };
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
