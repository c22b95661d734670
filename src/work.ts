// Spine of the background: an accepted message to a reply to its posts. Knows no SDK and no clock;
// each step takes one row, leaves it in a state that another process could go on from, and says
// whether there was anything to do.

import { createHash } from "node:crypto";
import type { Reply } from "./conversation/reply.ts";
import { newThread, readThread, type Thread } from "./conversation/thread.ts";
import { type Responded, respond, type Services } from "./respond.ts";
import { refuse } from "./storage/budget.ts";
import { claim, hasHumanAnswer, type Job, release } from "./storage/inbox.ts";
import type { Database } from "./storage/open.ts";
import type { NewPost } from "./storage/posts.ts";
import { emptyLog, type Rewritten, settleRewrite } from "./storage/rewrite.ts";
import { type Settled, settle } from "./storage/settle.ts";
import { openThreads, type StoredThread } from "./storage/threads.ts";
import { paragraph, text } from "./text/nodes.ts";
import { type Budgets, overBudget } from "./work/budget.ts";
import type { Deliver, Place } from "./work/deliver.ts";
import { type Gather, type Gathered, gatherNothing, notesOf } from "./work/gather.ts";
import { newHeadline } from "./work/headline.ts";
import { rewordLater } from "./work/reword.ts";
import { EVERYTHING, farewell, rewrite, targetOf } from "./work/rewrite.ts";
import { type Speaking, speakerOf } from "./work/speaker.ts";
import { toStored } from "./work/stored.ts";

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
/** More than one job ever posts. */
const POSTS_MAX = 100;

/** Answers the oldest open message. False when there is none. */
export async function answerNext(work: Work): Promise<boolean> {
  const now = work.now();
  const job = await claim(work.db, toIso(now), toIso(now + LEASE_MS), work.turn?.channel);
  if (!job) return false;
  if (work.turn) work.turn.channel = job.channel;
  work.reached?.("leased");
  const isHopeless = job.attempts >= ATTEMPTS_MAX || job.epoch > EPOCHS_MAX;
  const end = isHopeless ? giveUp(work, job) : await tryWork(work, job);
  if (!end) return true; // released: it is tried again
  work.reached?.("replied");
  const isOurs = await end(toIso(work.now()));
  if (!isOurs) await lost(work, job);
  work.reached?.("settled");
  if (isOurs && job.ofTs) await forget(work);
  return true;
}

/** What was erased is still in the write-ahead log until that is emptied. */
async function forget({ db, log }: Work): Promise<void> {
  if (!(await emptyLog(db))) {
    log.warn({}, "what was erased stays in the write-ahead log while another program reads it");
  }
}

/** Commits what was worked out; false when somebody else has the job by now. */
type End = (now: string) => Promise<boolean>;

async function tryWork(work: Work, job: Job): Promise<End | null> {
  try {
    const over = await overBudget(work, job);
    if (over) return (now) => refuse(work.db, job, over, now);
    const stored = await storedThread(work, job);
    const target = targetOf(job, stored);
    if (stored && target) return ending(work, job, await rewrite(work, job, stored, target));
    const isNobodys = job.kind === "deletion" || (job.ofTs && job.kind === "reply" && !stored);
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

async function answer(work: Work, job: Job, stored: StoredThread | null): Promise<End> {
  const isForUs = job.kind !== "reply"; // a bare reply may be nothing to us: no sign until we know
  const status = isForUs ? work.deliver.working(placeOf(job)) : null;
  try {
    const start = work.now();
    const thread = stored ? readThread(stored.state) : newThread();
    const speaker = await speakerOf(work.db, job, work.maintainers ?? []);
    const ts = job.ofTs ?? job.ts;
    const withThread = job.threadTs !== ts && thread.report === null;
    const what = { job, ts, isOwn: true, withThread };
    const gathered = await (work.gather ?? gatherNothing)(what);
    const options = { ...speaker, isPlainFirst: work.later !== undefined };
    const responded = await respond(servicesOf(work), gathered.report, thread, options);
    const elapsedMs = work.now() - start;
    const settled = {
      ...toSettled(work, job, gathered, { ...responded, ...speaker }, elapsedMs),
      ...headlined(work, job, stored, [thread, responded.thread], responded.reply),
    };
    await status; // in order: a status that came after the answer would stay
    if (isForUs && settled.posts.length === 0) await work.deliver.idle(placeOf(job));
    return async (now) => {
      const isOurs = await settle(work.db, job, settled, now);
      if (isOurs) rewordAfter(work, job, { ...gathered, ...responded, elapsedMs, ts });
      return isOurs;
    };
  } finally {
    await status;
  }
}

/** Where too many wordings are on their way, no other is asked for. */
function servicesOf({ services, later }: Work): Services {
  return later && !later.hasRoom() ? { ...services, complete: null } : services;
}

function rewordAfter(
  work: Work,
  job: Job,
  it: Gathered & Responded & { readonly elapsedMs: number; readonly ts: string },
): void {
  const { worded, reply, report, elapsedMs, ts } = it;
  if (!worded) return;
  const { redactions, problems } = report;
  const beside = { redactions, problems, shelf: work.services.shelf, elapsedMs };
  const changing = {
    keyOf: (at: number) => keyOf(job, 2 * POSTS_MAX + at),
    farewell: farewell(work),
  };
  const plain = { job, ts, reply, worded, beside, changing, answeredAt: work.now() };
  work.later?.run(rewordLater(work, plain));
}

/** What was learnt below also heads the answer above. */
function headlined(
  work: Work,
  job: Job,
  stored: StoredThread | null,
  threads: readonly [before: Thread, after: Thread],
  reply: Reply,
): Pick<Settled, "changed"> {
  const showing = { render: work.deliver.render, shelf: work.services.shelf };
  const messages = newHeadline(showing, stored?.messages ?? [], reply, threads);
  if (messages.length === 0) return {};
  // Numbers that the job's own posts do not reach.
  const keys = (at: number) => keyOf(job, POSTS_MAX + at);
  return { changed: { keyOf: keys, farewell: farewell(work), messages } };
}

const placeOf = ({ channel, threadTs }: Job): Place => ({ channel, threadTs });

function toSettled(
  work: Work,
  job: Job,
  { report, sources }: Gathered,
  { reply, thread, author }: Responded & Speaking,
  elapsedMs: number,
): Settled {
  const { redactions, problems } = report;
  const { shelf } = work.services;
  const posts = work.deliver.render({ reply, redactions, problems, shelf, elapsedMs });
  return {
    state: "done",
    thread: JSON.stringify(thread),
    // What was side talk to us is none of our business to keep.
    reply: reply.kind === "silent" ? null : toStored(reply, elapsedMs),
    message: { text: report.text, notes: notesOf(report), sources },
    author,
    posts: posts.map(({ kind, payload }, at) => ({ key: keyOf(job, at), kind, payload })),
  };
}

/** A message that fails every time must not hold up its thread; its author is told. */
function giveUp(work: Work, job: Job): End {
  work.log.error({ job: job.id }, "a message could not be answered and was given up");
  // What cannot be taken out is erased with its thread.
  if (job.kind === "deletion") return ending(work, job, EVERYTHING);
  const posts = job.ofTs ? [] : sorryPosts(work, job); // an edited report has its answer
  const settled: Settled = { ...NOTHING, state: "failed", posts };
  return (now) => settle(work.db, job, settled, now);
}

function sorryPosts(work: Work, job: Job): NewPost[] {
  if (job.kind === "reply") return []; // it may have been nothing to us
  const words = "I could not read this one: something in me failed, and I told my operator.";
  const reply: Reply = { kind: "acknowledge", blocks: [paragraph(text(words))] };
  const { shelf } = work.services;
  const posts = work.deliver.render({ reply, redactions: [], shelf, elapsedMs: 0 });
  return posts.map(({ kind, payload }, at) => ({ key: keyOf(job, at), kind, payload }));
}

function storedThread(work: Work, { visibility, threadId }: Job): Promise<StoredThread | null> {
  return openThreads(work.db, { surface: "slack", visibility }).load(threadId);
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
