// How much one person, one channel and the whole workspace may ask of us. Beyond it: one polite word in
// ten minutes to whoever asks, and silence.

import type { Reply } from "../conversation/reply.ts";
import { countAsked, type Refusal, type Refused } from "../storage/budget.ts";
import type { Job } from "../storage/inbox.ts";
import type { NewPost } from "../storage/posts.ts";
import type { InboxKind } from "../storage/schema-delivery.ts";
import { paragraph, text } from "../text/nodes.ts";
import { keyOf, toIso, type Work } from "../work.ts";

export type Budgets = {
  readonly userPer10Minutes: number;
  readonly userPerDay: number;
  readonly channelPerMinute: number;
  readonly workspacePerHour: number;
};

/** Apart from the numbers of a job's other posts. */
const NOTICE_AT = { over: 1_000, wait: 1_001 };
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const TOLD_MS = 10 * MINUTE_S * 1_000;
/** Asks for an answer of its own. */
const ASKING: readonly InboxKind[] = ["mention", "direct"];
/** Goes on in a thread: replies, and presses of buttons. */
const GOING_ON: readonly InboxKind[] = ["reply", "choice"];
/** So many of those come with one question. */
const FOLLOW_UPS = 4;

/** What is used up for this message; null when it may be answered. */
export async function overBudget(work: Work, job: Job): Promise<Refusal | null> {
  const { budgets } = work;
  const isFree = job.ofTs !== null || job.kind === "deletion" || job.kind === "sign";
  if (!budgets || isFree) return null;
  const budget = await usedUp(work, budgets, job);
  if (budget === null) return null;
  work.log.warn({ job: job.id, budget }, "over budget: not answered");
  return {
    budget,
    notice: toNotice(work, job, sayOver(budget, budgets), "over"),
    toldSince: toIso(work.now() - TOLD_MS),
  };
}

async function usedUp({ db }: Work, it: Budgets, job: Job): Promise<Refused | null> {
  const isAsking = ASKING.includes(job.kind);
  const kinds = isAsking ? ASKING : GOING_ON;
  const factor = isAsking ? 1 : FOLLOW_UPS;
  const { team, author, channel } = job;
  const asked = (seconds: number, whose: { author?: string; channel?: string }) =>
    countAsked(db, {
      team,
      since: before(job.ts, seconds),
      until: job.ts, // found late, it does not count what was said after it
      before: job.id,
      kinds,
      ...whose,
    });
  const own = { author };
  if ((await asked(10 * MINUTE_S, own)) >= it.userPer10Minutes * factor) return "user";
  if ((await asked(24 * HOUR_S, own)) >= it.userPerDay * factor) return "user";
  if (!isAsking) return null;
  if ((await asked(MINUTE_S, { channel })) >= it.channelPerMinute) return "channel";
  return (await asked(HOUR_S, {})) >= it.workspacePerHour ? "workspace" : null;
}

/** By when it was said: a message that was found late counts for its own hour. */
function before(ts: string, seconds: number): string {
  return (Number(ts) - seconds).toFixed(6);
}

function sayOver(budget: Refused, { userPer10Minutes, userPerDay }: Budgets): string {
  switch (budget) {
    case "user":
      return `I answer ${userPer10Minutes} reports of one person in ten minutes and ${userPerDay} in a day. This one is over that, so I leave it to the people here. Mention me again later.`;
    case "channel":
      return "More people ask me in this channel right now than I answer in a minute. Mention me again in a few minutes.";
    case "workspace":
      return "More people ask me right now than I answer in an hour, so I leave this one to the people here. Mention me again later.";
  }
}

/** A word for the author alone. */
export function toNotice(
  work: Work,
  job: Parameters<typeof keyOf>[0],
  words: string,
  about: keyof typeof NOTICE_AT,
): NewPost | null {
  const reply: Reply = { kind: "acknowledge", blocks: [paragraph(text(words))] };
  const [post] = work.deliver.render({ reply, redactions: [], elapsedMs: 0 });
  return post ? { key: keyOf(job, NOTICE_AT[about]), kind: "notice", payload: post.payload } : null;
}
