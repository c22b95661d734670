// Our own limits, kept below Slack's, so that a 429 is the exception and one busy channel holds up no
// other: what a closed channel waits for is not even claimed. Counts in memory: it is about seconds.

import type { Closed } from "../storage/outbox.ts";
import type { OutboxKind } from "../storage/schema-delivery.ts";

/** One every so many milliseconds, after a burst of at most so many at once. */
export type Pace = { readonly everyMs: number; readonly burst: number };
/** `message` is the whole workspace's; a channel's own comes on top. */
export type Paces = Readonly<
  Record<OutboxKind | "channel" | "status" | "thread" | "readBack", Pace>
>;

/** Slack facts, 4.4. Rate and burst together stay below what a minute allows. */
export const SLACK_PACES: Paces = {
  channel: { everyMs: 1_000, burst: 2 }, // about one a second
  message: { everyMs: 200, burst: 10 }, // several hundred a minute
  notice: { everyMs: 700, burst: 5 }, // tier 4: 100 a minute
  update: { everyMs: 1_500, burst: 5 }, // tier 3: 50 a minute
  delete: { everyMs: 1_500, burst: 5 },
  status: { everyMs: 1_700, burst: 10 }, // "special"; taken for tier 3
  // Reading a thread: above a mention, or back. Tier 3, of which catching up takes thirty: both together
  // stay within twenty.
  thread: { everyMs: 6_000, burst: 5 },
  readBack: { everyMs: 20_000, burst: 2 },
};

export type Limiter = {
  /** What must not be claimed now. */
  readonly closed: () => Closed;
  /** It was claimed and will be posted. */
  readonly take: (row: Row) => void;
  /** Slack turned it away for so long. */
  readonly turnedAway: (row: Row, ms: number) => void;
  /** How long a message waits behind so many of its channel, and of all. */
  readonly waitMs: (ahead: { channel: number; all: number }) => number;
  /** For show only: false means to leave it. */
  readonly mayShow: () => boolean;
  /**
   * Milliseconds until a thread may be read back; 0 counts it. Has turns of its own, because those who
   * read above hold theirs for minutes ahead; what they leave over it takes as well.
   */
  readonly readBackIn: () => number;
  /** The same for the thread above a job's message, which keeps its turn: it may ask again then. */
  readonly readAboveIn: (job: number) => number;
  /** Another page of a thread whose turn has come: whoever is next waits for it as well. */
  readonly threadRead: () => void;
  /** Slack turned a thread away for so long. */
  readonly threadTurnedAway: (ms: number) => void;
};

type Row = { readonly kind: OutboxKind; readonly channel: string };
type Bucket = { readonly pace: Pace; tokens: number; at: number; closedUntil: number };

/** Whoever did not come when it was their turn does not come any more. */
const TURN_MS_MAX = 10 * 60_000;
const KINDS: readonly OutboxKind[] = ["message", "notice", "update", "delete"];

export function newLimiter(now: () => number, paces: Paces = SLACK_PACES): Limiter {
  const open = (pace: Pace): Bucket => ({ pace, tokens: pace.burst, at: now(), closedUntil: 0 });
  const channels = new Map<string, Bucket>();
  const kinds = new Map(KINDS.map((kind) => [kind, open(paces[kind])]));
  const status = open(paces.status);
  const thread = open(paces.thread);
  const readBack = open(paces.readBack);
  const turns = new Map<number, number>(); // of jobs, when
  const bucketsOf = ({ kind, channel }: Row): Bucket[] => {
    const ofKind = kinds.get(kind) ?? open(paces[kind]);
    if (kind !== "message") return [ofKind];
    const ofChannel = channels.get(channel) ?? open(paces.channel);
    channels.set(channel, ofChannel);
    return [ofChannel, ofKind];
  };
  return {
    closed: () => {
      for (const [id, bucket] of channels) if (isFull(bucket, now())) channels.delete(id);
      const isClosed = ([, bucket]: [unknown, Bucket]) => waitOf(bucket, now()) > 0;
      return {
        channels: [...channels].filter(isClosed).map(([id]) => id),
        kinds: [...kinds].filter(isClosed).map(([kind]) => kind),
      };
    },
    take: (row) => {
      for (const bucket of bucketsOf(row)) take(bucket, now());
    },
    turnedAway: (row, ms) => {
      const [first] = bucketsOf(row); // a 429 of a post is about its channel
      if (first) close(first, now() + ms);
    },
    waitMs: ({ channel, all }) =>
      Math.max(channel * paces.channel.everyMs, all * paces.message.everyMs),
    mayShow: () => {
      if (waitOf(status, now()) > 0) return false;
      take(status, now());
      return true;
    },
    readBackIn: () => {
      const bucket = waitOf(readBack, now()) <= waitOf(thread, now()) ? readBack : thread;
      const ms = waitOf(bucket, now());
      if (ms === 0) take(bucket, now());
      return ms;
    },
    readAboveIn: (job) => {
      for (const [other, at] of turns) if (at < now() - TURN_MS_MAX) turns.delete(other);
      const turn = turns.get(job) ?? reserve(thread, now());
      const ms = Math.max(0, turn - now());
      if (ms > 0) turns.set(job, turn);
      else turns.delete(job);
      return ms;
    },
    threadRead: () => take(thread, now()),
    threadTurnedAway: (ms) => {
      for (const bucket of [thread, readBack]) close(bucket, now() + ms);
    },
  };
}

function refill(bucket: Bucket, now: number): void {
  const { everyMs, burst } = bucket.pace;
  const grown = everyMs === 0 ? burst : bucket.tokens + (now - bucket.at) / everyMs;
  bucket.tokens = Math.min(burst, grown);
  bucket.at = now;
}

function waitOf(bucket: Bucket, now: number): number {
  refill(bucket, now);
  const missing = Math.max(0, 1 - bucket.tokens) * bucket.pace.everyMs;
  return Math.ceil(Math.max(missing, bucket.closedUntil - now));
}

function take(bucket: Bucket, now: number): void {
  refill(bucket, now);
  bucket.tokens -= 1;
}

/** Takes one that is not there yet. When it will be. */
function reserve(bucket: Bucket, now: number): number {
  const ms = waitOf(bucket, now);
  take(bucket, now);
  return now + ms;
}

function close(bucket: Bucket, until: number): void {
  bucket.closedUntil = Math.max(bucket.closedUntil, until);
}

/** As good as a new one. */
function isFull(bucket: Bucket, now: number): boolean {
  refill(bucket, now);
  return bucket.tokens >= bucket.pace.burst && bucket.closedUntil <= now;
}
