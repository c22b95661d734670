// What arrived, as one of four things: a message for us, a choice, a vote, or nothing of ours. Pure.

import { z } from "zod";
import type { InboxKind } from "../storage/schema.ts";
import { toSaid } from "./text.ts";

/** Who we are, from auth.test. */
export type Self = {
  readonly team: string;
  readonly botUser: string;
  readonly botId: string | null;
};

export type Intake =
  | { readonly kind: "ignore"; readonly why: string }
  | Said
  | {
      readonly kind: "vote";
      readonly team: string;
      readonly channel: string;
      readonly messageTs: string;
      readonly voter: string;
      readonly value: "up" | "down";
    };

export type Said = {
  readonly kind: "said";
  /** "reply": only ours when the thread is. */
  readonly as: InboxKind;
  readonly eventId: string;
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string;
  readonly clientMessageId: string | null;
  readonly author: string;
  /** Raw, and escaped like Slack's `text`: to be decoded and redacted. */
  readonly text: string;
};

/** action_id of what a person may press; the vote is the button's value. */
export const VOTE_ACTION = "vote";
export const CHOICE_ACTION = "choice";

const Id = z.string().min(1).max(255);
const Event = z.looseObject({
  type: z.string(),
  subtype: z.string().optional(),
  channel: Id,
  user: Id.optional(),
  bot_id: z.string().optional(),
  ts: Id,
  thread_ts: Id.nullish(),
  client_msg_id: Id.optional(),
  channel_type: z.string().optional(),
  hidden: z.boolean().optional(),
  edited: z.unknown().optional(),
  text: z.string().catch(""),
  blocks: z.unknown().optional(),
});
const Envelope = z.looseObject({
  type: z.literal("event_callback"),
  event_id: Id,
  event: Event,
});
const Action = z.looseObject({
  type: z.string(),
  action_id: z.string(),
  action_ts: Id,
  value: z.string().optional(),
  selected_option: z.looseObject({ value: z.string() }).nullish(),
});
const Actions = z.looseObject({
  type: z.literal("block_actions"),
  user: z.looseObject({ id: Id }),
  channel: z.looseObject({ id: Id }),
  message: z.looseObject({ ts: Id, thread_ts: Id.optional() }),
  actions: z.array(Action).min(1),
});

// Plain messages only: edits and deletions change nothing that was answered, at this depth.
const SUBTYPES = [undefined, "file_share", "thread_broadcast"];

export function toIntake(body: unknown, self: Self): Intake {
  const actions = Actions.safeParse(body);
  if (actions.success) return toPressed(actions.data, self);
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return { kind: "ignore", why: "not a message" };
  return toMessage(envelope.data, self);
}

function toMessage(envelope: z.infer<typeof Envelope>, self: Self): Intake {
  const { event } = envelope;
  const ignore = (why: string): Intake => ({ kind: "ignore", why });
  if (event.type !== "message" && event.type !== "app_mention") return ignore(event.type);
  if (!SUBTYPES.includes(event.subtype) || event.hidden) return ignore(event.subtype ?? "hidden");
  if (event.edited !== undefined) return ignore("edited");
  if (event.bot_id || !event.user || event.user === self.botUser) return ignore("a bot");

  const said = toSaid(event.text, event.blocks, self.botUser);
  const threadTs = event.thread_ts ?? event.ts;
  const isDirect = event.channel_type === "im" || event.channel.startsWith("D");
  const isMention = event.type === "app_mention" || said.mentionsUs;
  if (!isDirect && !isMention && threadTs === event.ts) return ignore("not for us");
  return {
    kind: "said",
    as: isMention ? "mention" : isDirect ? "direct" : "reply",
    eventId: envelope.event_id,
    // The token's own: a file share comes without one, and in a shared channel it may be the sender's.
    team: self.team,
    channel: event.channel,
    ts: event.ts,
    threadTs,
    clientMessageId: event.client_msg_id ?? null,
    author: event.user,
    text: said.text,
  };
}

function toPressed({ actions, ...body }: z.infer<typeof Actions>, self: Self): Intake {
  const [action] = actions;
  const place = { team: self.team, channel: body.channel.id };
  const value = action?.selected_option?.value ?? action?.value ?? "";
  const id = action?.action_id.split(":")[0];
  if (action && id === VOTE_ACTION && (value === "up" || value === "down")) {
    return { kind: "vote", ...place, messageTs: body.message.ts, voter: body.user.id, value };
  }
  if (!action || id !== CHOICE_ACTION || value === "") return { kind: "ignore", why: "action" };
  return {
    kind: "said",
    as: "choice",
    // The same choice of the same message counts once, however often it is pressed.
    eventId: ["choice", place.channel, body.message.ts, action.action_id, value].join(":"),
    ...place,
    ts: action.action_ts,
    threadTs: body.message.thread_ts ?? body.message.ts,
    clientMessageId: null,
    author: body.user.id,
    text: value,
  };
}
