// The lease of a job that is given back before its end, to be claimed again later.

import type { Job } from "./inbox.ts";
import type { Database } from "./open.ts";

/** Gives a job back that failed, to be tried again after `notBefore`. */
export async function release(
  db: Database,
  job: Pick<Job, "id" | "epoch">,
  notBefore: string,
): Promise<void> {
  await db
    .updateTable("inbox")
    .set(({ eb }) => ({ lease_until: notBefore, attempts: eb("attempts", "+", 1) }))
    .where("id", "=", job.id)
    .where("epoch", "=", job.epoch)
    .where("state", "=", "leased")
    .execute();
}

/** Gives a job back that waits for something else; that is no failure. False when it is lost. */
export async function postpone(
  db: Database,
  job: Pick<Job, "id" | "epoch">,
  notBefore: string,
): Promise<boolean> {
  const given = await db
    .updateTable("inbox")
    .set({ state: "pending", lease_until: null, not_before: notBefore })
    .where("id", "=", job.id)
    .where("epoch", "=", job.epoch)
    .where("state", "=", "leased")
    .executeTakeFirst();
  return Number(given.numUpdatedRows) > 0;
}
