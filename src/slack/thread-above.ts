// What people said above a mention: the root and the last few messages before it.

import { z } from "zod";
import type { Problem } from "../text/report.ts";
import type { ToGather, Wait } from "../work/gather.ts";
import type { Attached } from "./attached.ts";
import { type Client, toFailure } from "./client.ts";
import type { Self } from "./events.ts";
import type { Limiter } from "./limiter.ts";
import { SUBTYPES } from "./messages.ts";
import { toWords } from "./words.ts";

export type Above = {
  /** Oldest first; people's messages only. */
  readonly earlier: readonly Said[];
  /** The message itself, where it was asked for and is still there. */
  readonly own: Said | null;
  readonly problem: Problem | null;
};
/** `text` is raw, escaped like Slack's. */
export type Said = {
  readonly ts: string;
  readonly text: string;
  readonly files: readonly Attached[];
};

/** Beside the root: what was said long before a mention is seldom about it. */
const EARLIER_MAX = 20;
/** Slack's own bound for one call is 1,000; it asks for no more than this. */
const MESSAGES_MAX = 200;
/** A thread comes oldest first. Few are longer, and a job's lease must hold for all of them. */
const PAGES_MAX = 5;

const Message = z.looseObject({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
  text: z.string().catch(""),
  blocks: z.unknown().optional(),
  files: z.unknown().optional(),
  attachments: z.unknown().optional(),
});

type Reading = {
  readonly client: Client;
  readonly self: Self;
  readonly limiter: Pick<Limiter, "threadRead" | "threadTurnedAway">;
  readonly onLimited: () => void;
  /** People whose words are read only where they mention us. */
  readonly optOut: readonly string[];
};

export async function readAbove(reading: Reading, what: ToGather): Promise<Above | Wait> {
  const pages = await readPages(reading, what);
  if ("waitMs" in pages || "code" in pages) {
    return "code" in pages ? { earlier: [], own: null, problem: pages } : pages;
  }
  const { self, optOut } = reading;
  const { ts, isOwn, deleted } = what;
  const people = pages.messages
    .flatMap((raw) => Message.safeParse(raw).data ?? [])
    .filter((it) => isPerson(it, self) && !deleted.includes(it.ts))
    .map((it) => toSaidHere(it, self))
    .filter((it) => it.ts === ts || it.mentionsUs || !optOut.includes(it.author));
  const own = people.find((it) => it.ts === ts) ?? null;
  // The job's own words are another message's, and must not stand for these.
  if (!isOwn && !own) throw new Error("the message is not in its thread");
  const [root, ...rest] = people.filter((it) => Number(it.ts) < Number(ts));
  const last = pages.isWhole ? rest.slice(-EARLIER_MAX) : [];
  return {
    earlier: root ? [root, ...last] : [],
    own: isOwn ? null : own,
    problem: pages.isWhole ? null : TOO_LONG,
  };
}

/** `isWhole`: down to the message. */
type Pages = { readonly messages: readonly unknown[]; readonly isWhole: boolean };

async function readPages(
  { client, limiter, onLimited }: Reading,
  { job, ts, isAgain }: ToGather,
): Promise<Pages | Wait | Problem> {
  const messages: unknown[] = [];
  let cursor = "";
  try {
    for (let page = 0; page < PAGES_MAX; page++) {
      if (page > 0) limiter.threadRead();
      const read = await client.conversations.replies({
        channel: job.channel,
        ts: job.threadTs,
        latest: ts,
        inclusive: true,
        limit: MESSAGES_MAX,
        ...(cursor && { cursor }),
      });
      // Slack may begin each page with the root.
      messages.push(...(read.messages ?? []).filter((it) => page === 0 || it.ts !== job.threadTs));
      cursor = read.response_metadata?.next_cursor ?? "";
      if (!cursor) break;
    }
    return { messages, isWhole: !cursor };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind === "limited") {
      limiter.threadTurnedAway(failure.ms);
      onLimited();
    }
    if (isAgain && failure.kind === "refused") throw error;
    if (isAgain) return { waitMs: failure.kind === "limited" ? failure.ms : 0, hasFailed: true };
    const why = failure.kind === "limited" ? "rate limit" : failure.code;
    return unread(why);
  }
}

function isPerson(it: z.infer<typeof Message>, self: Self): boolean {
  return !it.bot_id && !!it.user && it.user !== self.botUser && SUBTYPES.includes(it.subtype);
}

function toSaidHere(it: z.infer<typeof Message>, { botUser }: Self) {
  return { ts: it.ts, author: it.user ?? "", ...toWords(it, botUser) };
}

const TOO_LONG: Problem = {
  code: "thread-unread",
  message:
    "This thread is too long for me to read: I know its first message only. Paste the error here.",
};

function unread(why: string): Problem {
  const message = `I could not read the messages above (${why}). Paste the error here.`;
  return { code: "thread-unread", message };
}
