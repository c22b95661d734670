// A check mark under the report or under an answer of ours, or one that is taken back: what it is, and what it
// says. Slack does not tell which thread the message is in, so that is asked of the database. Pure.

import { z } from "zod";
import type { ThreadOf } from "../storage/thread-of.ts";
import type { Said, Self } from "./events.ts";

export type Reacted = {
  readonly kind: "reacted";
  readonly isTakenBack: boolean;
  readonly eventId: string;
  readonly team: string;
  readonly channel: string;
  /** The message that it is under. */
  readonly messageTs: string;
  /** Who wrote that, where Slack says so. */
  readonly messageAuthor: string | null;
  readonly author: string;
  /** Slack's name of the emoji. */
  readonly reaction: string;
  readonly eventTs: string;
};

/** As words they say that it worked, too (`conversation/words.ts`). */
const WORKED = ["white_check_mark", "heavy_check_mark", "tada"];

const Id = z.string().min(1).max(255);
const Envelope = z.looseObject({
  type: z.literal("event_callback"),
  event_id: Id,
  event: z.looseObject({
    type: z.enum(["reaction_added", "reaction_removed"]),
    user: Id,
    reaction: z.enum(WORKED),
    item: z.looseObject({ type: z.literal("message"), channel: Id, ts: Id }),
    item_user: Id.nullish(),
    event_ts: Id,
  }),
});

/** Null for anything else, and for one of our own. */
export function toReacted(body: unknown, { team, botUser }: Self): Reacted | null {
  const { data } = Envelope.safeParse(body);
  if (!data || data.event.user === botUser) return null;
  const { type, user: author, reaction, item, event_ts: eventTs } = data.event;
  return {
    kind: "reacted",
    isTakenBack: type === "reaction_removed",
    eventId: data.event_id,
    team,
    channel: item.channel,
    messageTs: item.ts,
    messageAuthor: data.event.item_user ?? null,
    author,
    reaction,
    eventTs,
  };
}

/** `thread`: where the message is. */
export function toSign(reacted: Reacted, { threadTs, visibility }: ThreadOf): Said {
  const { eventId, team, channel, author, reaction, eventTs } = reacted;
  return {
    kind: "said",
    as: "sign",
    eventId,
    team,
    channel,
    ts: `${eventTs}@reaction`, // it is no message, and shares its time with none
    threadTs,
    clientMessageId: null,
    author,
    text: `:${reaction}:`,
    act: { kind: "worked" },
    rootAuthor: reacted.messageTs === threadTs ? reacted.messageAuthor : null,
    files: [],
    editedTs: null,
    isShared: false, // whoever sees it has seen the thread
    isGroup: visibility === "private",
  };
}
