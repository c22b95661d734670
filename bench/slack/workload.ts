// Mentions said to a Slack double, and what became of each: judged by what the double holds.

import type { SlackDouble } from "../../test/doubles/slack/slack.ts";
import type { Message } from "../../test/doubles/slack/workspace.ts";
import { ms, toTimes } from "../measure.ts";

export type Watch = {
  /** A mention; its time to the first post runs from here. */
  readonly mention: (text: string, channel: string) => void;
  readonly verdict: () => Verdict;
  /** Settles when each has a post, or after `ms`. */
  readonly answered: (ms: number) => Promise<void>;
};

export type Verdict = {
  readonly mentions: number;
  readonly lost: number;
  readonly doubled: number;
  readonly p50: number;
  readonly p95: number;
  /** To the first post, of each that has one; milliseconds. */
  readonly times: readonly number[];
};

const POST = "chat.postMessage";
let users = 0;

export const channelsOf = (slack: SlackDouble, count: number, name: string): string[] =>
  Array.from({ length: count }, (_, at) => {
    const id = `C${name}${String(at).padStart(3, "0")}`;
    slack.addChannel(id, "channel");
    return id;
  });

export function watch(slack: SlackDouble): Watch {
  const said = new Map<string, number>(); // when
  const posted = new Map<string, number>();
  slack.onCall(({ method, message }) => {
    const ts = message?.threadTs;
    if (method === POST && ts && !posted.has(ts)) posted.set(ts, performance.now());
  });
  const open = () => [...said.keys()].filter((ts) => !posted.has(ts)).length;
  return {
    mention: (text, channel) => {
      const at = performance.now();
      void slack.say(`@tracehound ${text}`, { channel, user: `U${users++}` });
      const { ts } = slack.messages.at(-1)!; // it is in the channel before its events go out
      said.set(ts, at);
    },
    answered: async (limit) => {
      const end = performance.now() + limit;
      while (open() > 0 && performance.now() < end) await pause(100);
    },
    verdict: () => {
      const chosen = [...said];
      const below = Map.groupBy(
        slack.messages.filter(({ isBot }) => isBot),
        ({ threadTs }) => threadTs,
      );
      const times = chosen.flatMap(([ts, at]) => {
        const answered = posted.get(ts);
        return answered === undefined ? [] : [answered - at];
      });
      return {
        mentions: chosen.length,
        lost: chosen.filter(([ts]) => !below.has(ts)).length,
        doubled: chosen.filter(([ts]) => isDoubled(below.get(ts) ?? [])).length,
        p50: toTimes(times).p50,
        p95: toTimes(times).p95,
        times,
      };
    },
  };
}

/** The same post twice, or two first messages. */
function isDoubled(posts: readonly Message[]): boolean {
  const keys = posts.map(({ metadata, text }) => JSON.stringify(metadata ?? text));
  const firsts = posts.filter(({ blocks }) => blocks[0]?.type === "header");
  return new Set(keys).size < keys.length || firsts.length > 1;
}

/** Milliseconds to each acknowledgement since `from`; those that never came count as infinite. */
export function acknowledgements(slack: SlackDouble, from: number): string {
  const since = slack.deliveries.slice(from);
  const sorted = since
    .map(({ ms: took, isAcknowledged }) => (isAcknowledged ? took : Number.POSITIVE_INFINITY))
    .toSorted((a, b) => a - b);
  const at99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
  return `p50 ${ms(sorted[Math.floor(sorted.length / 2)] ?? 0)}  p99 ${ms(at99)}  (${since.length})`;
}

export const limitedCalls = (slack: SlackDouble): number =>
  slack.journal.filter(({ outcome }) => outcome === "limit").length;

export const say = ({
  lost,
  doubled,
  mentions,
}: Pick<Verdict, "lost" | "doubled" | "mentions">): string =>
  `${mentions}: ${lost} lost, ${doubled} doubled`;

export const pause = (time: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, time));
