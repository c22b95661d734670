// What people do, as the events that Slack makes of it.

import { compose } from "./compose.ts";
import { deliver, type Wire } from "./delivery.ts";
import type { Json, Message, Workspace } from "./workspace.ts";

export type Say = {
  readonly channel?: string;
  readonly user?: string;
  readonly threadTs?: string;
  /** Further fields of the event: `subtype`, `edited`, `bot_id`. */
  readonly event?: Json;
};

let events = 0;

/** A person types. Settles when every event of it is acknowledged or given up. */
export async function say(
  wire: Wire,
  typed: string,
  { channel = "C0HELP", user = "U0ASKER", threadTs, event = {} }: Say,
) {
  const { workspace } = wire;
  const kind = workspace.channels.get(channel)?.kind;
  if (!kind) throw new Error(`no channel ${channel}`);
  const { text, blocks } = compose(typed, workspace.botUser);
  const ts = workspace.nextTs();
  workspace.messages.push({
    channel,
    ts,
    threadTs: threadTs ?? null,
    user,
    isBot: false,
    text,
    blocks,
    metadata: null,
    ...(Array.isArray(event.files) && { files: event.files as Json[] }),
    ...(typeof event.subtype === "string" && { subtype: event.subtype }),
    ...(typeof event.bot_id === "string" && { botId: event.bot_id }),
  });
  const common = {
    user,
    text,
    blocks,
    ts,
    channel,
    event_ts: ts,
    client_msg_id: `cmid-${ts}`,
    ...(threadTs && { thread_ts: threadTs }),
    ...event,
  };
  // Only a message says whose thread it is in; a mention does not.
  const parent = workspace.messages.find((it) => it.ts === threadTs)?.user;
  const root = parent ? { parent_user_id: parent } : {};
  const isMention = text.includes(`<@${workspace.botUser}>`) && kind !== "im";
  const envelopes = [
    ...(isMention ? [envelope(workspace, { type: "app_mention", ...common })] : []),
    envelope(workspace, { type: "message", channel_type: kind, ...root, ...common }),
  ];
  const acknowledged = await Promise.all(envelopes.map((it) => deliver(wire, "events_api", it)));
  return { ts, events: envelopes, isAcknowledged: acknowledged.every(Boolean) };
}

/** Our own post comes back as an event: whoever answers it talks to itself for ever. */
export async function echo(wire: Wire, message: Message): Promise<void> {
  const { workspace } = wire;
  const kind = workspace.channels.get(message.channel)?.kind;
  const { text, blocks, ts, channel, threadTs, user } = message;
  const event = {
    type: "message",
    channel_type: kind,
    user,
    bot_id: workspace.botId,
    text,
    blocks,
    ts,
    channel,
    thread_ts: threadTs,
  };
  await deliver(wire, "events_api", envelope(workspace, event));
}

export function envelope({ team, botUser }: Workspace, event: Json): Json {
  return {
    token: "legacy",
    team_id: team,
    api_app_id: "A0TRACEHOUND",
    type: "event_callback",
    event_id: `Ev${events++}`,
    event_time: Math.floor(Number(event.ts)),
    authorizations: [{ team_id: team, user_id: botUser, is_bot: true }],
    event,
  };
}

/** Only what is on the message can be pressed. */
export function press(
  wire: Wire,
  message: Message,
  { actionId, value, user }: { actionId: string; value: string; user: string },
): Promise<boolean> {
  const { workspace } = wire;
  const shown = JSON.stringify(message.blocks);
  if (
    !shown.includes(JSON.stringify(actionId)) ||
    !shown.includes(`"value":${JSON.stringify(value)}`)
  ) {
    throw new Error(`nothing to press: ${actionId} ${value} in ${shown}`);
  }
  const isSelect = shown.includes(`"type":"static_select","action_id":${JSON.stringify(actionId)}`);
  const type = isSelect ? "static_select" : "button";
  const chosen = type === "button" ? { value } : { selected_option: { value } };
  return deliver(wire, "interactive", {
    type: "block_actions",
    team: { id: workspace.team },
    user: { id: user, team_id: workspace.team },
    api_app_id: "A0TRACEHOUND",
    trigger_id: `trigger-${events++}`,
    container: { type: "message", message_ts: message.ts, channel_id: message.channel },
    channel: { id: message.channel },
    message: { ts: message.ts, thread_ts: message.threadTs, bot_id: workspace.botId },
    actions: [{ type, action_id: actionId, action_ts: workspace.nextTs(), ...chosen }],
  });
}
