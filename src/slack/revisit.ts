// Edits and deletions that Slack never told of: the threads that we keep words of are read again once a day.
// What has changed there goes the way of every event, with keys of its own, so that it counts once.

import {
  type KeptMessage,
  type KeptThread,
  setRevisited,
  threadsToRevisit,
} from "../storage/revisit.ts";
import { toIso } from "../work.ts";
import type { CatchingUp } from "./catch-up.ts";
import { type Heard, type Place, type Read, readThread } from "./history.ts";
import { isTombstone } from "./messages.ts";

const DAY_MS = 24 * 60 * 60_000;
/** What is older is hardly edited any more. */
const ACTIVE_MS = 30 * DAY_MS;
/** In one round, so that looking for mentions is not held up: 2,880 a day. */
const THREADS_MAX = 20;
const EVERYTHING = "0";
/** What was kept so shortly before may not be readable yet, for all we know: it lags by up to 30 s. */
const FRESH_MS = 2 * 60_000;
/** After so many in a row that could not be read it is Slack that is down, and not a thread. */
const DOWN_MAX = 3;
/** What Slack says of a message that is gone, with all that was below it. */
const GONE = "thread_not_found";

/** Reads some of our threads in `places` again, whatever was read longest ago first. */
export async function revisit(it: CatchingUp, places: readonly Place[]): Promise<Revisited> {
  const { db, self, reading, now } = it;
  const threads = await threadsToRevisit(db, {
    team: self.team,
    activeSince: toIso(now() - ACTIVE_MS),
    readBefore: toIso(now() - DAY_MS),
    max: THREADS_MAX,
  });
  const known = new Map(places.map((place) => [place.id, place]));
  let downs = 0;
  for (const thread of threads) {
    const place = known.get(thread.channel);
    const from = now();
    if (place) {
      const read = await readThread(reading, thread.channel, thread.threadTs, EVERYTHING);
      if (read.kind === "stopped") return read;
      downs = read.kind === "down" ? downs + 1 : 0;
      if (read.kind === "down" && downs >= DOWN_MAX) return read;
      for (const body of toldBy(read, thread, place, from - FRESH_MS)) await it.receive(body);
    }
    await setRevisited(db, thread.id, toIso(from));
  }
  return { kind: "read", value: null, isWhole: true };
}

type Revisited = Exclude<Read<null>, { kind: "refused" }>;

/**
 * The events that should have come. Of a thread that was not read whole nothing is known, and nothing of what was
 * kept after `settledMs`. Pure.
 */
export function toldBy(
  read: Read<Heard[]>,
  { messages, ...thread }: KeptThread,
  place: Place,
  settledMs: number,
): object[] {
  const settled = messages.filter(({ since }) => Date.parse(since) < settledMs);
  if (read.kind === "refused" && read.code === GONE) return gone(thread, settled, [], place);
  if (read.kind !== "read" || !read.isWhole) return [];
  const there = read.value.filter((heard) => !isTombstone(heard));
  return [...gone(thread, settled, there, place), ...edited(settled, there, place)];
}

function gone(
  { threadTs: thread_ts }: Pick<KeptThread, "threadTs">,
  messages: readonly KeptMessage[],
  there: readonly Heard[],
  place: Place,
): object[] {
  const seen = new Set(there.map(({ ts }) => ts));
  const lacking = new Set(messages.map(({ ts }) => ts).filter((ts) => !seen.has(ts)));
  return [...lacking].map((ts) =>
    toEnvelope(place, `${ts}:deleted`, {
      subtype: "message_deleted",
      deleted_ts: ts,
      previous_message: { ts, thread_ts },
    }),
  );
}

/** A version that is known already is no news to the inbox. */
function edited(messages: readonly KeptMessage[], there: readonly Heard[], place: Place): object[] {
  const kept = new Set(messages.map(({ ts }) => ts));
  return there.flatMap((message) => {
    const { ts, edited: version } = message;
    if (!version || !kept.has(ts)) return [];
    const event = { subtype: "message_changed", message, event_ts: version.ts };
    return [toEnvelope(place, `${ts}:${version.ts}`, event)];
  });
}

function toEnvelope({ id: channel, type, isShared }: Place, what: string, event: object): object {
  return {
    type: "event_callback",
    event_id: `revisit:${channel}:${what}`,
    is_ext_shared_channel: isShared,
    event: { type: "message", channel, channel_type: type, ...event },
  };
}
