// A message event as what it is to us: something said, said differently (an edit), or taken back. Pure.

import { z } from "zod";
import { toAttached } from "./attached.ts";
import type { Intake, Said, Self } from "./events.ts";
import { toSaid } from "./text.ts";
import { toWords } from "./words.ts";

const Id = z.string().min(1).max(255);
const Message = z.looseObject({
  subtype: z.string().optional(),
  user: Id.optional(),
  bot_id: z.string().optional(),
  ts: Id,
  thread_ts: Id.nullish(),
  parent_user_id: Id.nullish(),
  client_msg_id: Id.optional(),
  hidden: z.boolean().optional(),
  edited: z.looseObject({ ts: Id }).optional().catch(undefined),
  text: z.string().catch(""),
  blocks: z.unknown().optional(),
  files: z.unknown().optional(),
  attachments: z.unknown().optional(),
});
type Message = z.infer<typeof Message>;

const Place = { type: z.string(), channel: Id, channel_type: z.string().optional() };
const New = z.looseObject({ ...Message.shape, ...Place });
const Changed = z.looseObject({
  ...Place,
  subtype: z.literal("message_changed"),
  event_ts: Id.optional(),
  message: Message,
  previous_message: Message.optional().catch(undefined),
});
const Deleted = z.looseObject({
  ...Place,
  subtype: z.literal("message_deleted"),
  deleted_ts: Id,
  previous_message: Message.optional().catch(undefined),
});
export const Envelope = z.looseObject({
  type: z.literal("event_callback"),
  event_id: Id,
  /** Slack Connect: people of other workspaces read here. */
  is_ext_shared_channel: z.boolean().catch(false),
  event: z.union([Changed, Deleted, New]),
});
type Envelope = z.infer<typeof Envelope>;

/** Of what a person says; any other tells of something else. */
export const SUBTYPES = [undefined, "file_share", "thread_broadcast"];
/** Stands in for a deleted message that others have replied to. */
export const isTombstone = ({ subtype }: { readonly subtype?: string | undefined }): boolean =>
  subtype === "tombstone";

export function toMessage(envelope: Envelope, self: Self): Intake {
  const { event } = envelope;
  if (event.type !== "message" && event.type !== "app_mention") return ignore(event.type);
  if ("deleted_ts" in event) return toDeleted(envelope, event as z.infer<typeof Deleted>, self);
  if ("message" in event) return toChanged(envelope, event as z.infer<typeof Changed>, self);
  const said = event as z.infer<typeof New>;
  return toSaidBy(envelope, said, said.edited?.ts ?? null, self);
}

function toSaidBy(
  envelope: Envelope,
  message: Message,
  editedTs: string | null,
  self: Self,
): Intake {
  const { event } = envelope;
  if (!SUBTYPES.includes(message.subtype) || message.hidden)
    return ignore(message.subtype ?? "hidden");
  if (message.bot_id || !message.user || message.user === self.botUser) return ignore("a bot");

  const { text, files, mentionsUs } = toWords(message, self.botUser);
  const threadTs = message.thread_ts ?? message.ts;
  const isDirect = event.channel_type === "im" || event.channel.startsWith("D");
  const isMention = event.type === "app_mention" || mentionsUs;
  const isAlone = threadTs === message.ts;
  // An edit of what was not for us can be one of a message that an answer was read from.
  if (!isDirect && !isMention && isAlone && editedTs === null) return ignore("not for us");
  return {
    kind: "said",
    as: isDirect ? "direct" : isMention ? "mention" : "reply",
    eventId: envelope.event_id,
    // The token's own: a file share comes without one, and in a shared channel it may be the sender's.
    team: self.team,
    channel: event.channel,
    ts: message.ts,
    threadTs,
    clientMessageId: message.client_msg_id ?? null,
    author: message.user,
    text,
    act: null,
    rootAuthor: threadTs === message.ts ? message.user : (message.parent_user_id ?? null),
    files,
    editedTs,
    isShared: envelope.is_ext_shared_channel,
    isGroup: event.channel_type === "mpim",
  } satisfies Said;
}

/** Slack tells of unfurled links and new replies in the same way: only other words or files count. */
function toChanged(envelope: Envelope, event: z.infer<typeof Changed>, self: Self): Intake {
  const { message, previous_message: before } = event;
  if (isTombstone(message)) return takenBack(envelope, message.ts, before, self);
  if (before && contentOf(before, self) === contentOf(message, self)) return ignore("unchanged");
  const editedTs = message.edited?.ts ?? event.event_ts ?? null;
  return editedTs === null ? ignore("unchanged") : toSaidBy(envelope, message, editedTs, self);
}

function contentOf({ text, blocks, files }: Message, { botUser }: Self): string {
  return JSON.stringify([
    toSaid(text, blocks, botUser),
    toAttached(files).map(({ id, mode }) => [id, mode]),
  ]);
}

function toDeleted(envelope: Envelope, event: z.infer<typeof Deleted>, self: Self): Intake {
  return takenBack(envelope, event.deleted_ts, event.previous_message, self);
}

function takenBack(
  { event, event_id }: Envelope,
  ts: string,
  before: Message | undefined,
  { team, botUser }: Self,
): Intake {
  if (before?.bot_id || before?.user === botUser) return ignore("a bot");
  const { channel } = event;
  const threadTs = before?.thread_ts ?? ts;
  return { kind: "deleted", eventId: event_id, team, channel, ts, threadTs };
}

const ignore = (why: string): Intake => ({ kind: "ignore", why });
