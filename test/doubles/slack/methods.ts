// The Web API methods that the code calls: arguments, scopes, state. Anything else is an error, so
// that a call nobody thought about fails a test.

import { BLOCK_CHARS_MAX, blockProblems, shownChars } from "./blocks.ts";
import { conversations, history, replies, scopesOfTypes } from "./reading.ts";
import { place, type Result, refuse } from "./result.ts";
import type { Channel, Json, Message, Workspace } from "./workspace.ts";

export type Method = {
  readonly args: readonly string[];
  readonly required: readonly string[];
  readonly token: "bot" | "app";
  /** All that the call needs. */
  readonly scopes: (channel: Channel | undefined, args: Json) => readonly string[];
  readonly call: (workspace: Workspace, args: Json, url: string) => Result;
};

const TEXT_MAX = 40_000;
/** "split above about 4,000": refused here, because a message in two halves is our mistake. */
const TEXT_SPLIT = 4_000;
const METADATA_MAX = 8_000;
const HISTORY = { channel: "channels:history", group: "groups:history", im: "im:history" };

export const METHODS: Readonly<Record<string, Method>> = {
  "auth.test": {
    args: [],
    required: [],
    token: "bot",
    scopes: () => [],
    call: ({ team, botUser, botId }) => ({
      ok: true,
      body: { team_id: team, user_id: botUser, bot_id: botId, team: "Test", user: "tracehound" },
    }),
  },
  "apps.connections.open": {
    args: [],
    required: [],
    token: "app",
    scopes: () => ["connections:write"],
    call: (_workspace, _args, url) => ({ ok: true, body: { url: `${url}link` } }),
  },
  "chat.postMessage": {
    args: ["channel", "thread_ts", "text", "blocks", "metadata", "unfurl_links", "unfurl_media"],
    required: ["channel"],
    token: "bot",
    scopes: () => ["chat:write"],
    call: postMessage,
  },
  "chat.postEphemeral": {
    args: ["channel", "user", "thread_ts", "text", "blocks"],
    required: ["channel", "user"],
    token: "bot",
    scopes: () => ["chat:write"],
    call: postEphemeral,
  },
  "conversations.history": {
    args: ["channel", "oldest", "latest", "inclusive", "include_all_metadata", "limit", "cursor"],
    required: ["channel"],
    token: "bot",
    scopes: (channel) => (channel ? [HISTORY[channel.kind]] : []),
    call: history,
  },
  "conversations.replies": {
    args: [
      "channel",
      "ts",
      "oldest",
      "latest",
      "inclusive",
      "include_all_metadata",
      "limit",
      "cursor",
    ],
    required: ["channel", "ts"],
    token: "bot",
    scopes: (channel) => (channel ? [HISTORY[channel.kind]] : []),
    call: replies,
  },
  "users.conversations": {
    args: ["types", "exclude_archived", "limit", "cursor"],
    required: [],
    token: "bot",
    scopes: (_channel, args) => scopesOfTypes(args),
    call: conversations,
  },
  "assistant.threads.setStatus": {
    args: ["channel_id", "thread_ts", "status"],
    required: ["channel_id", "thread_ts"],
    token: "bot",
    scopes: () => ["chat:write"],
    call: setStatus,
  },
};

function postMessage(workspace: Workspace, args: Json): Result {
  const problem =
    place(workspace, String(args.channel)) ?? content(args) ?? thread(workspace, args);
  if (problem) return problem;
  if (args.unfurl_links !== false || args.unfurl_media !== false) return refuse("would_unfurl");
  const message = add(workspace, args);
  workspace.statuses.delete(`${message.channel}:${message.threadTs}`); // posting clears it
  return {
    ok: true,
    body: { channel: message.channel, ts: message.ts, message: { text: message.text } },
    message,
  };
}

function add(workspace: Workspace, args: Json): Message {
  const message: Message = {
    channel: String(args.channel),
    ts: workspace.nextTs(),
    threadTs: args.thread_ts === undefined ? null : String(args.thread_ts),
    user: workspace.botUser,
    isBot: true,
    text: String(args.text ?? ""),
    blocks: (args.blocks as Json[] | undefined) ?? [],
    metadata: (args.metadata as Json | undefined) ?? null,
  };
  workspace.messages.push(message);
  return message;
}

function postEphemeral(workspace: Workspace, args: Json): Result {
  const channel = String(args.channel);
  const problem = place(workspace, channel) ?? content(args) ?? thread(workspace, args);
  if (problem) return problem;
  const user = String(args.user);
  if (!workspace.channels.get(channel)?.members.has(user)) return refuse("user_not_in_channel");
  const threadTs = args.thread_ts === undefined ? null : String(args.thread_ts);
  workspace.notices.push({ channel, user, text: String(args.text), threadTs });
  return { ok: true, body: { message_ts: workspace.nextTs() } };
}

function setStatus(workspace: Workspace, args: Json): Result {
  const channel = String(args.channel_id);
  const problem =
    place(workspace, channel) ?? thread(workspace, { channel, thread_ts: args.thread_ts });
  if (problem) return problem;
  const status = String(args.status ?? "");
  const key = `${channel}:${String(args.thread_ts)}`;
  if (status === "") workspace.statuses.delete(key);
  else workspace.statuses.set(key, status);
  return { ok: true, body: {} };
}

/** A thread hangs on a message that exists and is no reply itself. */
function thread({ messages }: Workspace, { channel, thread_ts: ts }: Json): Result | null {
  if (ts === undefined) return null;
  const root = messages.findLast((it) => it.channel === channel && it.ts === ts);
  return root && root.threadTs === null ? null : refuse("thread_not_found");
}

function content({ text, blocks, metadata }: Json): Result | null {
  const said = String(text ?? "");
  if (said === "") return refuse("no_text"); // Slack takes blocks alone; a screen reader does not
  if (said.length > TEXT_MAX) return refuse("msg_too_long");
  if (said.length > TEXT_SPLIT) return refuse("msg_would_be_split");
  if (blocks !== undefined) {
    const problems = blockProblems(blocks);
    if (problems.length > 0) return { ok: false, error: "invalid_blocks", messages: problems };
    if (shownChars(blocks) > BLOCK_CHARS_MAX) return refuse("msg_blocks_too_long");
  }
  if (metadata === undefined) return null;
  const { event_type, event_payload, ...extra } = metadata as Json;
  const isWhole = typeof event_type === "string" && typeof event_payload === "object";
  if (!isWhole || Object.keys(extra).length > 0) return refuse("invalid_metadata_format");
  return JSON.stringify(metadata).length > METADATA_MAX ? refuse("metadata_too_large") : null;
}
