// From the outbox to the surface: `sending` is committed before the write, `sent` after it. When the
// outcome is unknown nothing is posted again until the thread has been read back.

import type { Reply } from "../conversation/reply.ts";
import { type Closed, claimPost, holds, type Outgoing, update } from "../storage/outbox.ts";
import type { OutboxKind } from "../storage/schema-delivery.ts";
import type { Redaction } from "../text/redact.ts";
import type { Problem } from "../text/report.ts";
import { LEASE_MS, nameOf, toIso, type Work } from "../work.ts";

export type Place = { readonly channel: string; readonly threadTs: string };

export type ToRender = {
  readonly reply: Reply;
  readonly redactions: readonly Redaction[];
  readonly elapsedMs: number;
  /** Why this stands in the place of an earlier one. */
  readonly note?: string;
  /** What could not be read, to be said with the answer. */
  readonly problems?: readonly Problem[];
};

/** A surface. Nothing here throws; what it could not do is an outcome. */
export type Deliver = {
  /** In the order in which they are posted. `payload` is the surface's own JSON. */
  readonly render: (it: ToRender) => readonly { kind: OutboxKind; payload: string }[];
  /**
   * Claims the next row with what is over a limit now, one claim at a time, so that each counts what
   * the one before it took. Without it nothing is ever closed.
   */
  readonly admit?: (claim: ClaimNext) => Promise<Outgoing | null>;
  /** How long a message waits with so many ahead of it, in its channel and in all. Without it nothing is ever said about waiting. */
  readonly waitMs?: (ahead: { channel: number; all: number }) => number;
  /** The address of a thread, by its id; null where it is not certain. */
  readonly linkTo?: (thread: string) => string | null;
  /** Nothing of it may leave after `until`: what did not is "wait". */
  readonly post: (row: Outgoing, until: number) => Promise<Posted>;
  /** Looks for a post of ours with this row's key. */
  readonly find: (row: Outgoing) => Promise<Found>;
  /** Shows that an answer is coming; settles soon, whatever happens. */
  readonly working: (place: Place) => Promise<void>;
  readonly idle: (place: Place) => Promise<void>;
};

export type ClaimNext = (closed?: Closed) => Promise<Outgoing | null>;

export type Posted =
  | { readonly kind: "sent"; readonly ts: string }
  /** Certainly not posted; may be tried again after `ms`. */
  | { readonly kind: "wait"; readonly ms: number; readonly why: string }
  /** Certainly not posted, and would not be the next time. */
  | { readonly kind: "refused"; readonly why: string }
  /** There is nothing to do, and never will be. */
  | { readonly kind: "moot"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

export type Found =
  | { readonly kind: "found"; readonly ts: string }
  | { readonly kind: "absent" }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "failed"; readonly why: string }
  /** It will never be known. */
  | { readonly kind: "unreadable"; readonly why: string };

/**
 * A post begins so soon after its claim, or not at all: the last look for it is counted from the
 * claim, and must come after the longest post (two calls of 10 s) and the longest lag (30 s).
 */
const BEGIN_MS_MAX = 5_000;
/**
 * From the claim to the wire, for a process that stood still after it had begun: a second call begins
 * when the first was refused, so within 10 s. It ends before any lease does.
 */
const LEAVE_MS_MAX = BEGIN_MS_MAX + 10_000;
/** No outage is so long: until then a post is only late. Counted from when it was written. */
const HOPE_HOURS = 24;
const HOPE_MS = HOPE_HOURS * 3_600_000;
/** What lay for a day while nothing ran is tried for a while all the same. */
const TRIES_MAX = 100;
const READ_FAILURES_MAX = 60;

/** Posts, or looks for, the next row that is due. False when there is none. */
export async function deliverNext(work: Work): Promise<boolean> {
  const claim: ClaimNext = (closed) => {
    const now = work.now();
    return claimPost(work.db, {
      now: toIso(now),
      leaseUntil: toIso(now + LEASE_MS),
      readBackAt: toIso(now + (work.readBackMs[0] ?? 0)),
      ...(closed && { closed }),
    });
  };
  const { admit } = work.deliver;
  const row = await (admit ? admit(claim) : claim());
  if (!row) return false;
  await (row.isUnknown ? readBack(work, row) : send(work, row));
  return true;
}

async function send(work: Work, row: Outgoing): Promise<void> {
  work.reached?.("sending");
  if (!(await mayPost(work, row))) return again(work, row, 0);
  const until = Date.parse(row.attemptedAt) + LEAVE_MS_MAX;
  const posted = onceMore(work, row, await work.deliver.post(row, until).catch(toUnknown));
  work.reached?.("posted");
  switch (posted.kind) {
    case "sent":
      return sent(work, row, posted.ts);
    case "wait":
      return row.tries + 1 >= TRIES_MAX && isOld(work, row)
        ? park(work, row, `turned away for ${HOPE_HOURS} hours: ${posted.why}`)
        : again(work, row, posted.ms);
    case "refused":
      return park(work, row, posted.why);
    case "moot":
      work.log.info({ post: row.id, why: posted.why }, "a change came to nothing");
      return change(work, row, { state: "sent", sent_ts: null, payload: "" });
    case "unknown":
      work.log.warn({ post: row.id, why: posted.why }, "a post's outcome is unknown: reading back");
      await change(work, row, { due_at: dueAt(work, row, 0) });
  }
}

/** To change a message twice is to change it once: what may have arrived is sent again, ever later. */
function onceMore({ readBackMs }: Work, row: Outgoing, posted: Posted): Posted {
  if (posted.kind !== "unknown" || !row.changes) return posted;
  const [first = 0] = readBackMs;
  const ms = Math.min(first * (row.tries + 1), readBackMs.at(-1) ?? 0);
  return { kind: "wait", ms, why: posted.why };
}

/**
 * A process that was stopped for a while must not post what another has taken over. Its clock may not
 * have noticed, so the database is asked as well.
 */
async function mayPost({ db, now }: Work, row: Outgoing): Promise<boolean> {
  return now() - Date.parse(row.attemptedAt) <= BEGIN_MS_MAX && (await holds(db, row));
}

async function readBack(work: Work, row: Outgoing): Promise<void> {
  const found = await work.deliver.find(row).catch(toFailed);
  work.reached?.("read back");
  switch (found.kind) {
    case "found":
      return sent(work, row, found.ts);
    case "absent": {
      const reads = row.reads + 1;
      if (reads >= work.readBackMs.length) return again(work, row, 0);
      return change(work, row, { reads, due_at: dueAt(work, row, reads) });
    }
    case "wait":
      return change(work, row, { due_at: toIso(work.now() + found.ms) });
    case "failed": {
      const failures = row.failures + 1;
      if (failures >= READ_FAILURES_MAX && isOld(work, row)) return park(work, row, found.why);
      const last = work.readBackMs.at(-1) ?? 0;
      return change(work, row, { failures, due_at: toIso(work.now() + last) });
    }
    case "unreadable":
      return park(work, row, found.why);
  }
}

const isOld = ({ now }: Work, { createdAt }: Outgoing): boolean =>
  now() - Date.parse(createdAt) >= HOPE_MS;

const toUnknown = (error: unknown): Posted => ({ kind: "unknown", why: nameOf(error) });
const toFailed = (error: unknown): Found => ({ kind: "failed", why: nameOf(error) });

/** Counted from the post: a restart does not begin the waiting anew. */
function dueAt(work: Work, row: Outgoing, reads: number): string {
  return toIso(Date.parse(row.attemptedAt) + (work.readBackMs[reads] ?? 0));
}

async function sent(work: Work, row: Outgoing, ts: string): Promise<void> {
  await change(work, row, { state: "sent", sent_ts: ts, payload: "" });
  work.reached?.("sent");
}

async function again(work: Work, row: Outgoing, ms: number): Promise<void> {
  const due_at = toIso(work.now() + ms);
  await change(work, row, { state: "pending", due_at, tries: row.tries + 1 });
}

async function park(work: Work, row: Outgoing, reason: string): Promise<void> {
  work.log.error({ post: row.id, key: row.key, reason }, "a post is parked: a person must look");
  await change(work, row, { state: "parked", reason });
}

async function change(work: Work, row: Outgoing, it: Parameters<typeof update>[2]): Promise<void> {
  const isOurs = await update(work.db, row, it, toIso(work.now()));
  if (!isOurs) work.log.warn({ post: row.id }, "a post was taken over by another worker");
}
