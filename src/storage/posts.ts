// One more row for the outbox: what a job wants posted, or changed.

import type { Job } from "./inbox.ts";
import type { Database } from "./open.ts";
import type { OutboxKind } from "./schema-delivery.ts";

export type NewPost = {
  readonly key: string;
  readonly kind: OutboxKind;
  readonly payload: string;
  /** Of an update or a delete: the key of the message that it changes. */
  readonly of?: string;
  /** Not before; at once without it. */
  readonly dueAt?: string;
};

export async function writePost(
  db: Database,
  job: Pick<Job, "id" | "team" | "channel" | "threadTs" | "threadId" | "author" | "visibility">,
  post: NewPost,
  now: string,
): Promise<void> {
  await db
    .insertInto("outbox")
    .values({
      key: post.key,
      of_key: post.of ?? null,
      kind: post.kind,
      payload: post.payload,
      inbox_id: job.id,
      team: job.team,
      channel: job.channel,
      thread_ts: job.threadTs,
      thread_id: job.threadId,
      recipient: job.author,
      visibility: job.visibility,
      state: "pending",
      reason: null,
      sent_ts: null,
      epoch: 0,
      tries: 0,
      reads: 0,
      failures: 0,
      lease_until: null,
      due_at: post.dueAt ?? now,
      attempted_at: null,
      created_at: now,
      updated_at: now,
    })
    .execute();
}
