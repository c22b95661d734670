// What an app may read: channels, their history, threads. In pages, as Slack gives them: a channel
// newest first and without replies, a thread oldest first and always with its root.

import { place, type Result, refuse } from "./result.ts";
import type { Channel, Json, Kind, Message, Workspace } from "./workspace.ts";

const HISTORY_MAX = 999;
const REPLIES_MAX = 1_000;
const LIMIT_DEFAULT = 100;
const TYPES: Readonly<Record<string, Kind>> = {
  public_channel: "channel",
  private_channel: "group",
  im: "im",
};
const READ: Readonly<Record<Kind, string>> = {
  channel: "channels:read",
  group: "groups:read",
  im: "im:read",
};

/** A scope for each type that is asked for; `public_channel` when none is. */
export function scopesOfTypes({ types }: Json): string[] {
  return typesOf(types).map((kind) => READ[kind]);
}

export function conversations(workspace: Workspace, args: Json): Result {
  const limit = limitOf(args, HISTORY_MAX);
  if (limit === null) return refuse("invalid_limit");
  const kinds = typesOf(args.types);
  const mine = [...workspace.channels.values()].filter(
    (it) =>
      kinds.includes(it.kind) &&
      it.members.has(workspace.botUser) &&
      !(it.isArchived && String(args.exclude_archived) === "true"),
  );
  return paged(mine, args, limit, (channels) => ({ channels: channels.map(toChannel) }));
}

export function history(workspace: Workspace, args: Json): Result {
  const channel = String(args.channel);
  const limit = limitOf(args, HISTORY_MAX);
  const problem = place(workspace, channel) ?? (limit === null ? refuse("invalid_limit") : null);
  if (problem || limit === null) return problem ?? refuse("invalid_limit");
  const top = workspace.messages.filter(
    (it) => it.channel === channel && (it.threadTs === null || it.subtype === "thread_broadcast"),
  );
  const seen = within(workspace, top, args).toReversed();
  return paged(seen, args, limit, (messages, hasMore) => ({
    messages: messages.map((it) => toMessage(workspace, it, args)),
    has_more: hasMore,
  }));
}

export function replies(workspace: Workspace, args: Json): Result {
  const channel = String(args.channel);
  const limit = limitOf(args, REPLIES_MAX);
  const problem = place(workspace, channel) ?? (limit === null ? refuse("invalid_limit") : null);
  if (problem || limit === null) return problem ?? refuse("invalid_limit");
  const ts = String(args.ts);
  const root = workspace.messages.find((it) => it.channel === channel && it.ts === ts);
  if (!root) return refuse("thread_not_found");
  const below = workspace.messages.filter((it) => it.channel === channel && it.threadTs === ts);
  const all = [root, ...within(workspace, below, args)];
  return paged(all, args, limit, (messages, hasMore) => ({
    messages: messages.map((it) => toMessage(workspace, it, args)),
    has_more: hasMore,
  }));
}

/** `oldest` and `latest` are exclusive unless told otherwise; what is too fresh is not seen yet. */
function within({ isReadable }: Workspace, messages: readonly Message[], args: Json): Message[] {
  const isInclusive = String(args.inclusive) === "true";
  const oldest = String(args.oldest ?? "0");
  const latest = String(args.latest ?? "9999999999.999999");
  const isIn = (ts: string) =>
    (ts > oldest && ts < latest) || (isInclusive && (ts === oldest || ts === latest));
  return messages.filter((it) => isIn(it.ts) && isReadable(it));
}

function toMessage(workspace: Workspace, it: Message, args: Json): Json {
  const below = workspace.messages.filter(
    (other) => other.channel === it.channel && other.threadTs === it.ts,
  );
  const isOurs = it.isBot && { bot_id: workspace.botId, app_id: "A0TRACEHOUND" };
  return {
    type: "message",
    ts: it.ts,
    user: it.user,
    text: it.text,
    ...(it.blocks.length > 0 && { blocks: it.blocks }),
    ...(it.files && { files: it.files }),
    ...(it.subtype && { subtype: it.subtype }),
    ...(it.edited && { edited: it.edited }),
    ...(it.botId ? { bot_id: it.botId } : isOurs),
    ...(it.threadTs !== null && { thread_ts: it.threadTs }),
    ...(below.length > 0 && {
      thread_ts: it.ts,
      reply_count: below.length,
      reply_users: [...new Set(below.map(({ user }) => user))],
      latest_reply: below.at(-1)?.ts,
    }),
    ...(String(args.include_all_metadata) === "true" && it.metadata && { metadata: it.metadata }),
  };
}

/** A cursor is what was handed out, and nothing that a caller could count up itself. */
function paged<Item>(
  items: readonly Item[],
  { cursor }: Json,
  limit: number,
  toBody: (page: Item[], hasMore: boolean) => Json,
): Result {
  const decoded = Buffer.from(String(cursor ?? ""), "base64url").toString();
  const [, at] = /^next:(\d+)$/.exec(decoded) ?? [];
  if (cursor && at === undefined) return refuse("invalid_cursor");
  const from = Number(at ?? 0);
  const end = from + limit;
  const hasMore = end < items.length;
  const next_cursor = hasMore ? Buffer.from(`next:${end}`).toString("base64url") : "";
  return {
    ok: true,
    body: { ...toBody(items.slice(from, end), hasMore), response_metadata: { next_cursor } },
  };
}

function limitOf({ limit = LIMIT_DEFAULT }: Json, max: number): number | null {
  const value = Number(limit);
  return Number.isInteger(value) && value >= 1 && value <= max ? value : null;
}

function typesOf(types: unknown): Kind[] {
  const names = String(types ?? "public_channel").split(",");
  return names.flatMap((name) => TYPES[name.trim()] ?? []);
}

function toChannel({ id, kind, isArchived, isShared = false }: Channel): Json {
  return {
    id,
    is_channel: kind === "channel",
    is_group: kind === "group",
    is_im: kind === "im",
    is_archived: isArchived,
    is_ext_shared: isShared,
  };
}
