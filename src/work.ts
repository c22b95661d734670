// Spine of the background: an accepted message to a reply to its posts. Knows no SDK and no clock;
// each step takes one row, leaves it in a state that another process could go on from, and says
// whether there was anything to do.

import { createHash } from "node:crypto";
import type { Reply } from "./conversation/reply.ts";
import { newThread, readThread, type Thread } from "./conversation/thread.ts";
import { type Responded, respond, type Services } from "./respond.ts";
import { claim, type Job, release } from "./storage/inbox.ts";
import type { Database } from "./storage/open.ts";
import { type NewPost, type Settled, settle } from "./storage/settle.ts";
import { openThreads } from "./storage/threads.ts";
import { paragraph, text } from "./text/nodes.ts";
import type { Problem, Report } from "./text/report.ts";
import type { Deliver, Place } from "./work/deliver.ts";

export type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
};

/** Where a test lets the process die. */
export type Point = "leased" | "replied" | "settled" | "sending" | "posted" | "sent" | "read back";

export type Work = {
  readonly db: Database;
  readonly services: Services;
  readonly deliver: Deliver;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** After the post, when to look for one whose outcome is unknown; in milliseconds, rising. */
  readonly readBackMs: readonly number[];
  readonly reached?: (point: Point) => void;
};

/** Longer than any step: reading and searching are bounded by 5 s each, a post by 10 s. */
export const LEASE_MS = 60_000;
const ATTEMPTS_MAX = 3;
const AGAIN_MS = 2_000;
/** Raised when `Reply` changes so that a reader could not show an older row. */
const REPLY_VERSION = 1;

/** Answers the oldest open message. False when there is none. */
export async function answerNext(work: Work): Promise<boolean> {
  const now = work.now();
  const job = await claim(work.db, toIso(now), toIso(now + LEASE_MS));
  if (!job) return false;
  work.reached?.("leased");
  const settled = job.attempts > ATTEMPTS_MAX ? giveUp(work, job) : await tryAnswer(work, job);
  if (!settled) return true; // released: it is tried again
  work.reached?.("replied");
  const isOurs = await settle(work.db, job, settled, toIso(work.now()));
  if (!isOurs) work.log.warn({ job: job.id }, "a job was taken over by another worker");
  work.reached?.("settled");
  return true;
}

async function tryAnswer(work: Work, job: Job): Promise<Settled | null> {
  const place: Place = { channel: job.channel, threadTs: job.threadTs };
  const isForUs = job.kind !== "reply"; // a bare reply may be nothing to us: no sign until we know
  const status = isForUs ? work.deliver.working(place) : null;
  try {
    const start = work.now();
    const responded = await respond(work.services, toReport(job), await threadOf(work, job));
    const settled = toSettled(work, job, responded, work.now() - start);
    await status; // in order: a status that came after the answer would stay
    if (isForUs && settled.posts.length === 0) await work.deliver.idle(place);
    return settled;
  } catch (error) {
    work.log.error(
      { job: job.id, attempt: job.attempts, error: nameOf(error) },
      "answering failed",
    );
    await status;
    await release(work.db, job, toIso(work.now() + AGAIN_MS * job.attempts));
    return null;
  }
}

function toSettled(work: Work, job: Job, { reply, thread }: Responded, elapsedMs: number): Settled {
  const { redactions } = toReport(job);
  const posts = work.deliver.render({ reply, redactions, shelf: work.services.shelf, elapsedMs });
  const stored = { version: REPLY_VERSION, reply, seen: null, elapsedMs };
  return {
    state: "done",
    thread: JSON.stringify(thread),
    // What was side talk to us is none of our business to keep.
    reply: reply.kind === "silent" ? null : JSON.stringify(stored),
    posts: posts.map(({ kind, payload }, at) => ({ key: keyOf(job, at), kind, payload })),
  };
}

/** A message that fails every time must not hold up its thread; its author is told. */
function giveUp(work: Work, job: Job): Settled {
  work.log.error({ job: job.id }, "a message could not be answered and was given up");
  return { state: "failed", thread: null, reply: null, posts: sorryPosts(work, job) };
}

function sorryPosts(work: Work, job: Job): NewPost[] {
  if (job.kind === "reply") return []; // it may have been nothing to us
  const words = "I could not read this one: something in me failed, and I told my operator.";
  const reply: Reply = { kind: "acknowledge", blocks: [paragraph(text(words))] };
  const { shelf } = work.services;
  const posts = work.deliver.render({ reply, redactions: [], shelf, elapsedMs: 0 });
  return posts.map(({ kind, payload }, at) => ({ key: keyOf(job, at), kind, payload }));
}

async function threadOf(work: Work, job: Job): Promise<Thread> {
  const { visibility } = job;
  const threads = openThreads(work.db, { surface: "slack", visibility });
  const stored = await threads.load(job.threadId);
  const thread = stored ? readThread(stored.state) : newThread();
  return job.kind === "reply" ? thread : { ...thread, quiet: false }; // spoken to again
}

function toReport(job: Job): Report {
  const notes = JSON.parse(job.notes) as Pick<Report, "redactions"> & { problems: Problem[] };
  return { text: job.text, redactions: notes.redactions, problems: notes.problems };
}

/** The same message gives the same keys, whoever works on it and however often. Says nothing. */
export function keyOf(
  { team, channel, ts }: Pick<Job, "team" | "channel" | "ts">,
  at: number,
): string {
  const digest = createHash("sha256").update(JSON.stringify([team, channel, ts, at]));
  return digest.digest("hex").slice(0, 32);
}

export const toIso = (ms: number): string => new Date(ms).toISOString();

/** An error's kind for the log; its message could quote what a person wrote. */
export function nameOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? ` ${String(error.code)}` : "";
  return (error instanceof Error ? error.name : typeof error) + code;
}
