// Slack's rate limits, stricter than Slack where it is vague: a method's tier holds in every window of
// a minute, and a channel takes one post a second with a burst of three. Null: within the limit.

import type { Clock } from "../clock.ts";
import type { Json } from "./workspace.ts";

/** Calls a minute (java-slack-sdk, rate_limit_tiers.json); "special" methods as far as anyone knows. */
const PER_MINUTE: Readonly<Record<string, number>> = {
  "auth.test": 300,
  "apps.connections.open": 50,
  "chat.postEphemeral": 100,
  "chat.update": 50,
  "chat.delete": 50,
  "conversations.history": 50,
  "conversations.replies": 50,
  "users.conversations": 50,
  "assistant.threads.setStatus": 50,
};
/** "Several hundred" posts a minute for a workspace. */
const POSTS_PER_MINUTE = 360;
const CHANNEL_BURST = 3;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** Counts the call; when it is over a limit, says how many seconds to stay away. */
export type Rates = (method: string, args: Json) => number | null;

export function newRates({ now }: Clock): Rates {
  const windows = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; at: number }>();
  const isOver = (name: string, max: number): number | null => {
    const times = (windows.get(name) ?? []).filter((at) => at > now() - MINUTE_MS);
    windows.set(name, times);
    if (times.length >= max) return (times[0] ?? now()) + MINUTE_MS - now();
    times.push(now());
    return null;
  };
  const isFlooded = (channel: string): number | null => {
    const bucket = buckets.get(channel) ?? { tokens: CHANNEL_BURST, at: now() };
    const tokens = Math.min(CHANNEL_BURST, bucket.tokens + (now() - bucket.at) / SECOND_MS);
    buckets.set(channel, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now() });
    return tokens >= 1 ? null : (1 - tokens) * SECOND_MS;
  };
  return (method, args) => {
    const max = PER_MINUTE[method];
    const ms =
      method === "chat.postMessage"
        ? (isFlooded(String(args.channel)) ?? isOver(method, POSTS_PER_MINUTE))
        : max === undefined
          ? null
          : isOver(method, max);
    return ms === null ? null : Math.max(1, Math.ceil(ms / SECOND_MS)); // Slack says whole seconds
  };
}
