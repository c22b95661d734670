// The Web API methods that the code calls: arguments, scopes, state. Anything else is an error, so
// that a call nobody thought about fails a test.

import { content } from "./content.ts";
import { info } from "./files.ts";
import { conversations, history, replies, scopesOfTypes } from "./reading.ts";
import { place, type Result, refuse } from "./result.ts";
import type { Channel, Json, Message, Workspace } from "./workspace.ts";
import { remove, update } from "./writing.ts";

export type Method = {
  readonly args: readonly string[];
  readonly required: readonly string[];
  readonly token: "bot" | "app";
  /** All that the call needs. */
  readonly scopes: (channel: Channel | undefined, args: Json) => readonly string[];
  readonly call: (workspace: Workspace, args: Json, url: string) => Result;
};

/** docs.slack.dev, assistant.threads.setStatus. */
const LOADING_MAX = 10;
const HISTORY = { channel: "channels:history", group: "groups:history", im: "im:history" };

export const METHODS: Readonly<Record<string, Method>> = {
  "auth.test": {
    args: [],
    required: [],
    token: "bot",
    scopes: () => [],
    call: ({ team, botUser, botId }) => ({
      ok: true,
      body: {
        team_id: team,
        user_id: botUser,
        bot_id: botId,
        team: "Test",
        user: "tracehound",
        url: "https://acme.slack.com/",
      },
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
  "chat.update": {
    args: ["channel", "ts", "text", "blocks", "metadata"],
    required: ["channel", "ts", "blocks"], // what is left out of an update stays: say it all
    token: "bot",
    scopes: () => ["chat:write"],
    call: update,
  },
  "chat.delete": {
    args: ["channel", "ts"],
    required: ["channel", "ts"],
    token: "bot",
    scopes: () => ["chat:write"],
    call: remove,
  },
  "files.info": {
    args: ["file"],
    required: ["file"],
    token: "bot",
    scopes: () => ["files:read"],
    call: info,
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
    args: ["channel_id", "thread_ts", "status", "loading_messages"],
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
  const steps: unknown = JSON.parse(String(args.loading_messages ?? "[]"));
  if (!Array.isArray(steps) || steps.length > LOADING_MAX) return refuse("invalid_arguments");
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
