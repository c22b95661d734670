// One message answered: read with what it carries, judged in its thread, and everything that follows
// from it in Slack as one transaction.

import type { Reply } from "../conversation/reply.ts";
import { newThread, readThread, type Thread } from "../conversation/thread.ts";
import { type Responded, respond, type Services } from "../respond.ts";
import type { Job } from "../storage/inbox.ts";
import { postpone } from "../storage/lease.ts";
import { type Settled, settle } from "../storage/settle.ts";
import type { StoredThread } from "../storage/threads.ts";
import { type End, keyOf, toIso, type Work } from "../work.ts";
import { askingOf } from "./asking.ts";
import type { Place } from "./deliver.ts";
import { type Gathered, gatherNothing, notesOf, type Wait } from "./gather.ts";
import { newHeadline } from "./headline.ts";
import { rewordLater } from "./reword.ts";
import { farewell } from "./rewrite.ts";
import { type Speaking, speakerOf } from "./speaker.ts";
import { toStored } from "./stored.ts";

/** More than one job ever posts. */
const POSTS_MAX = 100;

/** A message, the thread that it is in, and what both make of each other. */
export async function answer(work: Work, job: Job, stored: StoredThread | null): Promise<End> {
  const isForUs = !mayBeNothing(job); // no status until we know
  const status = isForUs ? work.deliver.working(placeOf(job)) : null;
  try {
    const start = work.now();
    const thread = stored ? readThread(stored.state) : newThread();
    const speaker = await speakerOf(work.db, job, work.maintainers ?? []);
    const ts = job.ofTs ?? job.ts;
    const isSign = job.kind === "sign";
    const withThread = !isSign && job.threadTs !== ts && thread.report === null;
    const what = { job, ts, isOwn: true, withThread, isAgain: false, deleted: [] };
    const gathered = await (work.gather ?? gatherNothing)(what);
    if ("waitMs" in gathered) return putOff(work, job, gathered);
    const options = { ...speaker, ...askingOf(work, job), isPlainFirst: work.later !== undefined };
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

/** A bare reply may be side talk, a thumb only counts. */
export const mayBeNothing = ({ kind }: Job): boolean => kind === "reply" || kind === "sign";

/** To when the surface may be asked; others have their turn meanwhile. */
export function putOff({ db, now }: Work, job: Job, { waitMs }: Wait): End {
  return () => postpone(db, job, toIso(now() + waitMs));
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
  const beside = { redactions, problems, elapsedMs };
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
  const messages = newHeadline(work.deliver.render, stored?.messages ?? [], reply, threads);
  if (messages.length === 0) return {};
  // Numbers that the job's own posts do not reach.
  const keys = (at: number) => keyOf(job, POSTS_MAX + at);
  return { changed: { keyOf: keys, farewell: farewell(work), messages } };
}

export const placeOf = ({ channel, threadTs }: Job): Place => ({ channel, threadTs });

function toSettled(
  work: Work,
  job: Job,
  { report, sources }: Gathered,
  { reply, thread, author }: Responded & Speaking,
  elapsedMs: number,
): Settled {
  const { redactions, problems } = report;
  const posts = work.deliver.render({ reply, redactions, problems, elapsedMs });
  return {
    state: "done",
    thread: JSON.stringify(thread),
    isResolved: thread.resolution !== null,
    // What was side talk to us is none of our business to keep.
    reply: reply.kind === "silent" && !reply.isNoted ? null : toStored(reply, elapsedMs),
    message: { text: report.text, notes: notesOf(report), sources },
    author,
    posts: posts.map(({ kind, payload }, at) => ({ key: keyOf(job, at), kind, payload })),
  };
}
