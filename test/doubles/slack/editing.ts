// People and bots change their minds: edits and deletions, as the events that Slack makes of them.

import { compose } from "./compose.ts";
import { deliver, type Wire } from "./delivery.ts";
import { envelope } from "./say.ts";
import type { Json, Message, Workspace } from "./workspace.ts";

/** A person edits what they said. A mention that is new fires `app_mention` as well. */
export async function edit(wire: Wire, ts: string, typed: string): Promise<Json[]> {
  const { workspace } = wire;
  const { at, message: before } = find(workspace, ts);
  const { text, blocks } = compose(typed, workspace.botUser);
  const now = workspace.nextTs();
  const edited = { user: before.user, ts: `${now.split(".")[0]}.000000` }; // whole seconds, as Slack's
  const after: Message = { ...before, text, blocks, edited };
  workspace.messages[at] = after;
  const mark = `<@${workspace.botUser}>`;
  const isNewMention = text.includes(mark) && !before.text.includes(mark);
  const common = { channel: before.channel, event_ts: now };
  const said = { ...toJson(workspace, after), edited };
  const envelopes = [
    ...(isNewMention ? [envelope(workspace, { ...said, type: "app_mention", ...common })] : []),
    envelope(workspace, changed(workspace, before, said, now)),
  ];
  for (const it of envelopes) await deliver(wire, "events_api", it);
  return envelopes;
}

/** A person deletes what they said. A message with replies leaves a tombstone. */
export async function remove(wire: Wire, ts: string): Promise<Json> {
  const { workspace } = wire;
  const { at, message } = find(workspace, ts);
  const now = workspace.nextTs();
  const hasReplies = workspace.messages.some((it) => it.threadTs === ts);
  const stone = { ...message, user: "USLACKBOT", text: "This message was deleted.", blocks: [] };
  if (hasReplies) workspace.messages[at] = { ...stone, subtype: "tombstone" };
  else workspace.messages.splice(at, 1);
  const tombstone = { ...toJson(workspace, stone), subtype: "tombstone", hidden: true };
  const event = hasReplies
    ? changed(workspace, message, tombstone, now)
    : {
        type: "message",
        subtype: "message_deleted",
        channel: message.channel,
        channel_type: workspace.channels.get(message.channel)?.kind,
        hidden: true,
        deleted_ts: ts,
        previous_message: toJson(workspace, message),
        ts: now,
        event_ts: now,
      };
  const sent = envelope(workspace, event);
  await deliver(wire, "events_api", sent);
  return sent;
}

/** As after an unfurl, a new reply or an app's own update: the event comes, the words may be the same. */
export async function touch(wire: Wire, ts: string): Promise<void> {
  const { workspace } = wire;
  const { message } = find(workspace, ts);
  const said = { ...toJson(workspace, message), attachments: [{ from_url: "https://a.test/" }] };
  await deliver(
    wire,
    "events_api",
    envelope(workspace, changed(workspace, message, said, workspace.nextTs())),
  );
}

function changed(workspace: Workspace, before: Message, message: Json, now: string): Json {
  return {
    type: "message",
    subtype: "message_changed",
    channel: before.channel,
    channel_type: workspace.channels.get(before.channel)?.kind,
    hidden: true,
    message,
    previous_message: toJson(workspace, before),
    ts: now,
    event_ts: now,
  };
}

function toJson(workspace: Workspace, it: Message): Json {
  return {
    type: "message",
    user: it.user,
    text: it.text,
    blocks: it.blocks,
    ts: it.ts,
    client_msg_id: `cmid-${it.ts}`,
    ...(it.files && { files: it.files }),
    ...(it.threadTs !== null && { thread_ts: it.threadTs }),
    ...(it.isBot && { bot_id: workspace.botId }),
  };
}

function find({ messages }: Workspace, ts: string): { at: number; message: Message } {
  const at = messages.findIndex((it) => it.ts === ts);
  const message = messages[at];
  if (!message) throw new Error(`no message ${ts}`);
  return { at, message };
}
