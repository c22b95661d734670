// One Slack workspace in memory: channels, members, messages in threads, statuses, and the journal of
// everything that was asked of it. The journal is what delivery tests judge by.

import type { Clock } from "../clock.ts";
import type { Stored } from "./files.ts";

export type Kind = "channel" | "group" | "im";
export type Channel = {
  readonly id: string;
  readonly kind: Kind;
  readonly members: Set<string>;
  isArchived: boolean;
  /** With another workspace (Slack Connect). */
  isShared?: boolean;
};

export type Message = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly user: string;
  readonly isBot: boolean;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly metadata: Json | null;
  readonly files?: readonly Json[];
  readonly subtype?: string;
  readonly edited?: Json;
  /** Of another app's bot. */
  readonly botId?: string;
};

export type Json = Record<string, unknown>;

export type Call = {
  readonly method: string;
  readonly args: Json;
  /** `ok`, an error's code, or the fault that was injected. */
  outcome: string;
  /** What was posted, though the caller may never have heard of it. */
  message: Message | null;
};

export type Delivery = {
  readonly eventId: string;
  readonly attempt: number;
  readonly isAcknowledged: boolean;
  readonly status: number | null;
  /** Real time to the acknowledgement, or to giving up. */
  readonly ms: number;
};

export type Workspace = {
  readonly team: string;
  readonly botUser: string;
  readonly botId: string;
  readonly channels: ReadonlyMap<string, Channel>;
  /** With the asker, somebody else and us in it. */
  readonly addChannel: (id: string, kind: Kind) => void;
  readonly messages: Message[];
  readonly files: Map<string, Stored>;
  readonly notices: { channel: string; user: string; text: string; threadTs: string | null }[];
  readonly statuses: Map<string, string>;
  readonly journal: Call[];
  readonly deliveries: Delivery[];
  readonly nextTs: () => string;
  /** Has it reached the servers that are read from? */
  readonly isReadable: (message: Message) => boolean;
  /** How long that takes from now on. */
  readonly lag: (ms: number) => void;
  /** Something was added to the journal, or to the deliveries. */
  readonly changed: () => void;
  readonly waitFor: <T>(look: () => T | null | undefined | false, ms?: number) => Promise<T>;
};

const WAIT_MS = 4_000;
const MS_PER_S = 1_000;
const MICROS_PER_MS = 1_000;
const MICROS_PER_S = 1_000_000;

/** Seconds and microseconds since 1970, as Slack writes them. */
function toTs(micros: number): string {
  const seconds = Math.floor(micros / MICROS_PER_S);
  return `${seconds}.${String(micros % MICROS_PER_S).padStart(6, "0")}`;
}

export function newWorkspace({ now }: Clock): Workspace {
  const botUser = "U0TRACEHOUND";
  const people = ["U0ASKER", "U0OTHER", botUser];
  const channel = (id: string, kind: Kind): [string, Channel] => [
    id,
    { id, kind, members: new Set(people), isArchived: false },
  ];
  const channels = new Map([
    channel("C0HELP", "channel"),
    channel("C0OTHER", "channel"),
    channel("C0SECRET", "group"),
    channel("D0ASKER", "im"),
  ]);
  const waiting = new Set<() => void>();
  let lastTs = 0;
  let lagMs = 0;
  return {
    team: "T0WORKSPACE",
    botUser,
    botId: "B0TRACEHOUND",
    channels,
    addChannel: (id, kind) => {
      channels.set(...channel(id, kind));
    },
    messages: [],
    files: new Map(),
    notices: [],
    statuses: new Map(),
    journal: [],
    deliveries: [],
    nextTs: () => {
      // Microseconds, and never the same twice.
      lastTs = Math.max(lastTs + 1, Math.floor(now() * MICROS_PER_MS));
      return toTs(lastTs);
    },
    isReadable: ({ ts }) => lagMs === 0 || Number(ts) * MS_PER_S <= now() - lagMs,
    lag: (ms) => {
      lagMs = ms;
    },
    changed: () => {
      for (const look of waiting) look();
    },
    waitFor: (look, ms = WAIT_MS) => {
      const { promise, resolve, reject } =
        Promise.withResolvers<NonNullable<ReturnType<typeof look>>>();
      const again = () => {
        const seen = look();
        if (seen) resolve(seen as NonNullable<ReturnType<typeof look>>);
      };
      const timer = setTimeout(() => reject(new Error(`waited ${ms} ms for ${look}`)), ms);
      waiting.add(again);
      again();
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(again);
      }) as ReturnType<Workspace["waitFor"]> as never;
    },
  };
}

/** Everything in `text` and `blocks` that would notify somebody. */
export function pingsIn(text: string, blocks: unknown): string[] {
  const found = [...text.matchAll(/<(?:[@!#][^>]*)>/g)].map(([ping]) => ping);
  const seen = JSON.stringify(blocks ?? []);
  for (const type of ["user", "usergroup", "broadcast", "channel"]) {
    if (seen.includes(`"type":"${type}"`)) found.push(type);
  }
  // Only mrkdwn reads "<!here>" inside a block; text elements and plain_text do not.
  if (seen.includes('"type":"mrkdwn"') && /<[@!#]/.test(seen)) found.push("mrkdwn");
  return found;
}
