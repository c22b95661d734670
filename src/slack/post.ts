// Delivery to Slack. Every outcome is told apart by one question: could it have been posted?

import type { webApi } from "@slack/bolt";
import { z } from "zod";
import type { Outgoing } from "../storage/outbox.ts";
import type { Deliver, Found, Place, Posted } from "../work/deliver.ts";
import type { Log } from "../work.ts";
import { attempt, LAYOUT, LIMITED, TOKEN, toMetadata } from "./attempt.ts";
import { type Client, type Failure, toFailure } from "./client.ts";
import type { Self } from "./events.ts";
import type { Limiter } from "./limiter.ts";
import { noticeText } from "./notice.ts";
import { permalinkOf } from "./permalink.ts";
import { type SlackMessage, toSlackMessages } from "./render.ts";
import { change } from "./rewrite.ts";

export type Slack = {
  /** Reads back. */
  readonly client: Client;
  /** A client that writes nothing after the given time. */
  readonly writerUntil: (until: number) => Client;
  /** A client of its own, with a short time limit: what it does may fail. */
  readonly status: Client;
  readonly self: Self;
  readonly limiter: Limiter;
  /** Slack answered 429. */
  readonly onLimited: () => void;
  readonly log: Log;
  /** Who is called when an asker needs a human. */
  readonly maintainers: readonly string[];
};

const PAGE_MESSAGES = 200;
const PAGES_MAX = 10;
/** In the order in which it happens; Slack shows one after the other, and takes ten at most. */
const STEPS = [
  "Reading the trace",
  "Matching it with what maintainers wrote down",
  "Looking for known reports and pages",
  "Checking what is proven",
];
const Metadata = z.looseObject({ key: z.string() });

export function deliverToSlack(slack: Slack): Deliver {
  const { limiter } = slack;
  let turn: Promise<unknown> = Promise.resolve();
  const shown = new Set<string>();
  return {
    render: ({ reply, redactions, elapsedMs, note, problems }) => {
      const { maintainers } = slack;
      const messages = toSlackMessages(reply, elapsedMs, { note, problems, maintainers });
      const notice = noticeText(redactions);
      return [
        ...messages.map((it) => ({ kind: "message" as const, payload: JSON.stringify(it) })),
        ...(notice ? [{ kind: "notice" as const, payload: JSON.stringify({ text: notice }) }] : []),
      ];
    },
    linkTo: (thread) => permalinkOf(slack.self, thread),
    admit: (claim) => {
      const claimed = turn.then(async () => {
        const row = await claim(limiter.closed());
        if (row && !row.isUnknown) limiter.take(row);
        return row;
      });
      turn = claimed.catch(() => {}); // whoever claimed hears of it
      return claimed;
    },
    waitMs: limiter.waitMs,
    post: async (row, until) => {
      const posted = await post(slack, slack.writerUntil(until), row);
      shown.delete(toKey(row)); // a post takes the status away
      if (posted.kind === "wait") {
        limiter.turnedAway(row, posted.ms);
        if (posted.why === LIMITED) slack.onLimited();
      }
      return posted;
    },
    find: async (row) => {
      const ms = limiter.readBackIn();
      if (ms > 0) return { kind: "wait", ms };
      const found = await find(slack, row);
      if (found.kind === "wait") {
        limiter.threadTurnedAway(found.ms);
        slack.onLimited();
      }
      return found;
    },
    working: async (place) => {
      if (!limiter.mayShow()) return;
      shown.add(toKey(place));
      await setStatus(slack, place, { status: "is reading your report…", loading_messages: STEPS });
    },
    idle: async (place) => {
      if (shown.delete(toKey(place))) await setStatus(slack, place, { status: "" });
    },
  };
}

const toKey = ({ channel, threadTs }: Place): string => `${channel}:${threadTs}`;

async function post(slack: Slack, writer: Client, row: Outgoing): Promise<Posted> {
  if (row.changes) return change({ writer, log: slack.log }, row, row.changes);
  const message = JSON.parse(row.payload) as SlackMessage;
  if (row.kind === "notice") return attempt(row, () => postNotice(writer, row, message.text));
  const posted = await attempt(row, () => postMessage(writer, row, message));
  if (posted.kind !== "refused" || !LAYOUT.test(posted.why)) return posted;
  slack.log.error({ post: row.id, why: posted.why }, "Slack refused the blocks; posting the words");
  return attempt(row, () => postMessage(writer, row, { text: message.text, blocks: [] }));
}

async function postMessage(writer: Client, row: Outgoing, message: SlackMessage): Promise<string> {
  const { ts } = await writer.chat.postMessage({
    channel: row.channel,
    thread_ts: row.threadTs,
    text: message.text,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    metadata: toMetadata(row.key),
    unfurl_links: false,
    unfurl_media: false,
  });
  return ts ?? "";
}

async function postNotice(writer: Client, row: Outgoing, text: string): Promise<string> {
  const { channel, recipient: user, threadTs: thread_ts } = row;
  const { message_ts } = await writer.chat.postEphemeral({ channel, user, thread_ts, text });
  return message_ts ?? "";
}

/** Only our own message counts: anybody's app can write the same metadata. */
async function find(slack: Slack, row: Outgoing): Promise<Found> {
  if (row.kind === "notice") return { kind: "unreadable", why: "a notice cannot be read back" };
  let cursor: string | undefined;
  try {
    for (let page = 0; page < PAGES_MAX; page++) {
      const read = await slack.client.conversations.replies({
        channel: row.channel,
        ts: row.threadTs,
        include_all_metadata: true,
        limit: PAGE_MESSAGES,
        ...(cursor && { cursor }),
      });
      const ours = read.messages?.find((it) => isOurs(it, slack.self, row.key));
      if (ours?.ts) return { kind: "found", ts: ours.ts };
      cursor = read.response_metadata?.next_cursor;
      if (!cursor) return { kind: "absent" };
    }
    return { kind: "unreadable", why: "the thread is too long to read back" };
  } catch (error) {
    return toFound(toFailure(error));
  }
}

type Message = NonNullable<webApi.ConversationsRepliesResponse["messages"]>[number];

function isOurs(message: Message, self: Self, key: string): boolean {
  const isSelf = message.user === self.botUser || (message.bot_id ?? "") === self.botId;
  const metadata: unknown = "metadata" in message ? message.metadata : null;
  const parsed = z.looseObject({ event_payload: Metadata }).safeParse(metadata);
  return isSelf && parsed.data?.event_payload.key === key;
}

function toFound(failure: Failure): Found {
  switch (failure.kind) {
    case "limited":
      return { kind: "wait", ms: failure.ms };
    case "refused":
      return TOKEN.test(failure.code) && failure.code !== "missing_scope"
        ? { kind: "failed", why: failure.code }
        : { kind: "unreadable", why: failure.code };
    default:
      return { kind: "failed", why: failure.code };
  }
}

/** For show only: a status that cannot be set is no reason to wait or to fail. */
async function setStatus(
  { status: client }: Slack,
  { channel: channel_id, threadTs: thread_ts }: Place,
  shown: { readonly status: string; readonly loading_messages?: string[] },
): Promise<void> {
  await client.assistant.threads.setStatus({ channel_id, thread_ts, ...shown }).catch(() => {}); // see above
}
