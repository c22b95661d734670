// How much waits, for metrics and for `/readyz`.

import { countLate } from "./catch-up.ts";
import type { Database } from "./open.ts";
import { countParked } from "./outbox.ts";

export type Backlog = {
  readonly waiting: number;
  /** Posts whose outcome cannot be known: a person must look. */
  readonly parked: number;
  /** When the oldest message came that has no answer yet (ISO time); null for none. */
  readonly oldest: string | null;
  /** Found too late to be answered. */
  readonly late: number;
};

export async function readBacklog(db: Database): Promise<Backlog> {
  const row = await db
    .selectFrom("inbox")
    .select(({ fn }) => [fn.countAll<number>().as("waiting"), fn.min("received_at").as("oldest")])
    .where("state", "in", ["pending", "leased"])
    .executeTakeFirstOrThrow();
  const [parked, late] = [await countParked(db), await countLate(db)];
  return { waiting: Number(row.waiting), parked, oldest: row.oldest, late };
}
