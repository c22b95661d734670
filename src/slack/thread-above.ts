// What people said above a mention: the root and the last few messages before it, in one call.

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
/** Slack's own bound for one call is 1,000. */
const MESSAGES_MAX = 200;

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
  readonly limiter: Pick<Limiter, "threadTurnedAway">;
  readonly onLimited: () => void;
};

export async function readAbove(
  { client, self, limiter, onLimited }: Reading,
  { job, ts, isOwn, isAgain, deleted }: ToGather,
): Promise<Above | Wait> {
  try {
    const { messages = [] } = await client.conversations.replies({
      channel: job.channel,
      ts: job.threadTs,
      latest: ts,
      inclusive: true,
      limit: MESSAGES_MAX,
    });
    const people = messages
      .flatMap((raw) => Message.safeParse(raw).data ?? [])
      .filter((it) => isPerson(it, self) && !deleted.includes(it.ts))
      .map((it) => toSaidHere(it, self));
    const earlier = people.filter((it) => Number(it.ts) < Number(ts));
    const own = isOwn ? null : (people.find((it) => it.ts === ts) ?? null);
    const [root, ...rest] = earlier;
    return { earlier: root ? [root, ...rest.slice(-EARLIER_MAX)] : [], own, problem: null };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind === "limited") {
      limiter.threadTurnedAway(failure.ms);
      onLimited();
    }
    if (isAgain && failure.kind === "refused") throw error;
    if (isAgain) return { waitMs: failure.kind === "limited" ? failure.ms : 0, hasFailed: true };
    const why = failure.kind === "limited" ? "rate limit" : failure.code;
    return { earlier: [], own: null, problem: unread(why) };
  }
}

function isPerson(it: z.infer<typeof Message>, self: Self): boolean {
  return !it.bot_id && !!it.user && it.user !== self.botUser && SUBTYPES.includes(it.subtype);
}

function toSaidHere(it: z.infer<typeof Message>, { botUser }: Self): Said {
  const { text, files } = toWords(it, botUser);
  return { ts: it.ts, text, files };
}

function unread(why: string): Problem {
  const message = `I could not read the messages above (${why}). Paste the error here.`;
  return { code: "thread-unread", message };
}
