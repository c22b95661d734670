// Reads from Slack what was said: channels, their messages, threads. One call at a time, at the pace
// that is given; a 429 is waited out. Never throws: a refusal is about one channel, trouble about all.

import { z } from "zod";
import { LIMITED, TOKEN } from "./attempt.ts";
import { type Client, toFailure } from "./client.ts";

export type Reading = {
  readonly client: Client;
  /** Settles when the next call may be made. */
  readonly pace: () => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Slack answered 429. */
  readonly onLimited: () => void;
  readonly signal: AbortSignal;
};

export type Read<Value> =
  /** Not `isWhole`: there is more than was read. */
  | { readonly kind: "read"; readonly value: Value; readonly isWhole: boolean }
  /** This channel, or this kind of channel, cannot be read. */
  | { readonly kind: "refused"; readonly code: string }
  /** Nothing can be read for now. */
  | { readonly kind: "down"; readonly code: string }
  | { readonly kind: "stopped" };

export type Place = {
  readonly id: string;
  readonly type: ChannelType;
  /** With other workspaces (Slack Connect). */
  readonly isShared: boolean;
};
export type ChannelType = "channel" | "group" | "im";

export type Heard = z.infer<typeof HeardSchema>;

/** As `users.conversations` calls them, and as events do. */
export const TYPES: Readonly<Record<string, ChannelType>> = {
  public_channel: "channel",
  private_channel: "group",
  im: "im",
};

const CHANNELS_MAX = 200; // a page
const MESSAGES_MAX = 999; // a page, Slack's own maximum
const PAGES_MAX = 20;
const LIMITED_MAX = 10;

// A message with one odd field is there all the same: what is missing counts as deleted.
const Text = z.string().optional().catch(undefined);
const HeardSchema = z.looseObject({
  ts: z.string(),
  user: Text,
  bot_id: Text,
  text: z.string().catch(""),
  thread_ts: Text,
  /** Of a message with replies: the newest. */
  latest_reply: Text,
  subtype: Text,
  edited: z.looseObject({ ts: z.string() }).optional().catch(undefined),
});

/** The channels of one type that we are in. */
export function listChannels(reading: Reading, types: string): Promise<Read<Place[]>> {
  const type = TYPES[types] ?? "channel";
  return inPages(reading, async (cursor) => {
    const page = { types, exclude_archived: true, limit: CHANNELS_MAX, ...cursor };
    const { channels = [], response_metadata } = await reading.client.users.conversations(page);
    const items = channels.flatMap(({ id, is_ext_shared }) =>
      id ? [{ id, type, isShared: is_ext_shared === true }] : [],
    );
    return { items, next: response_metadata?.next_cursor };
  });
}

/** Newer than `oldest`, replies left out. */
export function readHistory(
  reading: Reading,
  channel: string,
  oldest: string,
): Promise<Read<Heard[]>> {
  return inPages(reading, async (cursor) => {
    const page = { channel, oldest, limit: MESSAGES_MAX, ...cursor };
    const { messages, response_metadata } = await reading.client.conversations.history(page);
    return { items: toHeard(messages), next: response_metadata?.next_cursor };
  });
}

/** Replies newer than `oldest`, and the root. */
export function readThread(
  reading: Reading,
  channel: string,
  ts: string,
  oldest: string,
): Promise<Read<Heard[]>> {
  return inPages(reading, async (cursor) => {
    const page = { channel, ts, oldest, limit: MESSAGES_MAX, ...cursor };
    const { messages, response_metadata } = await reading.client.conversations.replies(page);
    return { items: toHeard(messages), next: response_metadata?.next_cursor };
  });
}

type Page<Item> = { readonly items: readonly Item[]; readonly next: string | undefined };

async function inPages<Item>(
  reading: Reading,
  call: (cursor: { cursor?: string }) => Promise<Page<Item>>,
): Promise<Read<Item[]>> {
  const items: Item[] = [];
  let cursor: { cursor?: string } = {};
  for (let page = 0; page < PAGES_MAX; page++) {
    const read = await ask(reading, () => call(cursor));
    if (read.kind !== "read") return read;
    items.push(...read.value.items);
    if (!read.value.next) return { kind: "read", value: items, isWhole: true };
    cursor = { cursor: read.value.next };
  }
  return { kind: "read", value: items, isWhole: false };
}

async function ask<Value>(reading: Reading, call: () => Promise<Value>): Promise<Read<Value>> {
  for (let tries = 0; tries < LIMITED_MAX; tries++) {
    await reading.pace();
    if (reading.signal.aborted) return { kind: "stopped" };
    try {
      return { kind: "read", value: await call(), isWhole: true };
    } catch (error) {
      const failure = toFailure(error);
      if (failure.kind === "refused") {
        const { code } = failure;
        const isOurToken = TOKEN.test(code) && code !== "missing_scope";
        return { kind: isOurToken ? "down" : "refused", code };
      }
      if (failure.kind !== "limited") return { kind: "down", code: failure.code };
      reading.onLimited();
      await reading.sleep(failure.ms);
    }
  }
  return { kind: "down", code: LIMITED };
}

function toHeard(messages: readonly unknown[] = []): Heard[] {
  return messages.flatMap((it) => HeardSchema.safeParse(it).data ?? []);
}
