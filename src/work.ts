// Spine of the background: an accepted message to a reply to its posts. Knows no SDK and no clock;
// each step takes one row, leaves it in a state that another process could go on from, and says
// whether there was anything to do.

import { createHash } from "node:crypto";
import type { Reply } from "./conversation/reply.ts";
import { newThread } from "./conversation/thread.ts";
import type { Services } from "./respond.ts";
import { refuse } from "./storage/budget.ts";
import { claim, type Job, SURFACE } from "./storage/inbox.ts";
import { release } from "./storage/lease.ts";
import type { Database } from "./storage/open.ts";
import type { NewPost } from "./storage/posts.ts";
import { emptyLog, type Rewritten, settleRewrite } from "./storage/rewrite.ts";
import { type Settled, settle } from "./storage/settle.ts";
import { openThreads, type StoredThread } from "./storage/threads.ts";
import { hasHumanAnswer } from "./storage/yielding.ts";
import { paragraph, text } from "./text/nodes.ts";
import { answer, mayBeNothing, placeOf, putOff } from "./work/answer.ts";
import { type Budgets, overBudget } from "./work/budget.ts";
import type { Deliver } from "./work/deliver.ts";
import type { Gather } from "./work/gather.ts";
import { triesOf } from "./work/patience.ts";
import { erase, farewell, rewrite, targetOf } from "./work/rewrite.ts";

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
  /** What a message carries beside its words; without it, nothing. */
  readonly gather?: Gather;
  /** Where answers are reworded by a model after they were given; without it they wait for it. */
  readonly later?: {
    readonly hasRoom: () => boolean;
    readonly run: (task: Promise<void>) => void;
  };
  /** The surface's ids of those who speak for the project. */
  readonly maintainers?: readonly string[];
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** After the post, when to look for one whose outcome is unknown; in milliseconds, rising. */
  readonly readBackMs: readonly number[];
  readonly reached?: (point: Point) => void;
  /** How much may be asked of us; without it, anything. */
  readonly budgets?: Budgets;
  /** What was erased may still be in the database's log, because somebody was reading. */
  readonly erased?: { isInLog: boolean };
  /** Which channel was served last: they take turns. */
  readonly turn?: { channel: string };
};

/** Longer than any step: reading and searching are bounded by 5 s each, a post by 10 s. */
export const LEASE_MS = 60_000;
/** Errors over one message. */
const ATTEMPTS_MAX = 3;
/** Each claim and each restart over one message counts: about ten deaths of the process. */
const EPOCHS_MAX = 20;
const AGAIN_MS = 2_000;

/** Answers the oldest open message. False when there is none. */
export async function answerNext(work: Work): Promise<boolean> {
  const now = work.now();
  const job = await claim(work.db, toIso(now), toIso(now + LEASE_MS), work.turn?.channel);
  if (!job) {
    if (work.erased?.isInLog) await forget(work);
    return false;
  }
  if (work.turn) work.turn.channel = job.channel;
  work.reached?.("leased");
  const epochsMax = EPOCHS_MAX + triesOf(job, now);
  const isHopeless = job.attempts >= ATTEMPTS_MAX || job.epoch > epochsMax;
  const end = isHopeless ? await giveUp(work, job) : await tryWork(work, job);
  if (!end) return true; // released: it is tried again
  work.reached?.("replied");
  const isOurs = await end(toIso(work.now()));
  if (!isOurs) await lost(work, job);
  work.reached?.("settled");
  if (isOurs && job.ofTs) await forget(work);
  return true;
}

/** What was erased is still in the write-ahead log until that is emptied, if need be when idle. */
async function forget({ db, log, erased }: Work): Promise<void> {
  const isInLog = !(await emptyLog(db));
  if (isInLog && !erased?.isInLog) {
    log.warn({}, "what was erased stays in the write-ahead log while another program reads it");
  }
  if (erased) erased.isInLog = isInLog;
}

/** Commits what was worked out; false when somebody else has the job by now. */
export type End = (now: string) => Promise<boolean>;

async function tryWork(work: Work, job: Job): Promise<End | null> {
  try {
    const over = await overBudget(work, job);
    if (over) return (now) => refuse(work.db, job, over, now);
    const stored = await storedThread(work, job);
    const target = targetOf(job, stored);
    if (stored && target) {
      const rewritten = await rewrite(work, job, stored, target);
      return "waitMs" in rewritten ? putOff(work, job, rewritten) : ending(work, job, rewritten);
    }
    const isGoingOn = (job.ofTs && job.kind === "reply") || job.kind === "sign";
    const isNobodys = job.kind === "deletion" || (isGoingOn && !stored) || wasRead(job, stored);
    if (isNobodys) return (now) => settle(work.db, job, NOTHING, now);
    if (await isAnswered(work, job)) return leftToPeople(work, job);
    return await answer(work, job, stored);
  } catch (error) {
    const why = { job: job.id, attempt: job.attempts + 1, error: nameOf(error) };
    work.log.error(why, "answering failed");
    await release(work.db, job, toIso(work.now() + AGAIN_MS * (job.attempts + 1)));
    return null;
  }
}

/** It came after a message below it, which was answered with its words: Slack promises no order. */
function wasRead({ ts }: Job, stored: StoredThread | null): boolean {
  return stored?.messages.some(({ sources }) => sources.indexOf(ts) > 0) ?? false; // not its own
}

/** It waited for people, and one of them has spoken. */
async function isAnswered({ db }: Work, job: Job): Promise<boolean> {
  return job.yields && hasHumanAnswer(db, job);
}

function leftToPeople({ db, log }: Work, job: Job): End {
  log.info({ job: job.id }, "silent: a person answered while the bot waited");
  const thread = JSON.stringify({ ...newThread(), quiet: "people" });
  return (now) => settle(db, job, { ...NOTHING, thread }, now);
}

const NOTHING: Settled = { state: "done", thread: null, reply: null, posts: [] };

function ending(work: Work, job: Job, rewritten: Rewritten): End {
  const rewriting = { farewell: farewell(work), keyOf: (at: number) => keyOf(job, at) };
  return (now) => settleRewrite(work.db, job, rewritten, rewriting, now);
}

/** Taken over by another worker, or taken back by its author: then nobody else ends the status. */
async function lost(work: Work, job: Job): Promise<void> {
  work.log.warn({ job: job.id }, "a job was taken over by another worker, or back by its author");
  if (job.kind !== "reply") await work.deliver.idle(placeOf(job));
}

/** A message that fails every time must not hold up its thread; its author is told. */
async function giveUp(work: Work, job: Job): Promise<End> {
  work.log.error({ job: job.id }, "a message could not be answered and was given up");
  if (job.kind === "deletion") {
    // What cannot be taken out of a message is erased with it.
    const stored = await storedThread(work, job);
    const target = targetOf(job, stored);
    if (stored && target) return ending(work, job, await erase(work, job, stored, target));
    return (now) => settle(work.db, job, NOTHING, now);
  }
  const posts = job.ofTs ? [] : sorryPosts(work, job); // an edited report has its answer
  const settled: Settled = { ...NOTHING, state: "failed", posts };
  return (now) => settle(work.db, job, settled, now);
}

function sorryPosts(work: Work, job: Job): NewPost[] {
  if (mayBeNothing(job)) return [];
  const words = "I could not read this one: something in me failed, and I told my operator.";
  const reply: Reply = { kind: "acknowledge", blocks: [paragraph(text(words))] };
  const posts = work.deliver.render({ reply, redactions: [], elapsedMs: 0 });
  return posts.map(({ kind, payload }, at) => ({ key: keyOf(job, at), kind, payload }));
}

function storedThread(work: Work, { visibility, threadId }: Job): Promise<StoredThread | null> {
  return openThreads(work.db, { surface: SURFACE, visibility }).load(threadId);
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
