// Edits and deletions that Slack never told of: the threads that we keep words of are read again once a day.
// What has changed there goes the way of every event, with keys of its own, so that it counts once.

import { type KeptThread, setRevisited, threadsToRevisit } from "../storage/revisit.ts";
import { toIso } from "../work.ts";
import type { CatchingUp } from "./catch-up.ts";
import { type Heard, type Place, type Read, readThread, THREAD_MAX } from "./history.ts";
import { isTombstone } from "./messages.ts";

const DAY_MS = 24 * 60 * 60_000;
/** What is older is hardly edited any more. */
const ACTIVE_MS = 30 * DAY_MS;
/** In one round, so that looking for mentions is not held up: 2,880 a day. */
const THREADS_MAX = 20;
const EVERYTHING = "0";
/** At most, from reading a message to keeping its words. */
const WORKING_MS = 2 * 60_000;
const MS_PER_S = 1_000;
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
  for (const thread of threads) {
    const place = known.get(thread.channel);
    const from = toIso(now());
    if (place) {
      const read = await readThread(reading, thread.channel, thread.threadTs, EVERYTHING);
      if (read.kind === "down" || read.kind === "stopped") return read;
      for (const body of toldBy(read, thread, place)) await it.receive(body);
    }
    await setRevisited(db, thread.id, from);
  }
  return { kind: "read", value: null };
}

type Revisited = Exclude<Read<null>, { kind: "refused" }>;
type Whole = Extract<Read<Heard[]>, { kind: "read" | "refused" }>;

/** The events that should have come. Of a thread that cannot be read whole nothing is known. Pure. */
export function toldBy(read: Whole, thread: KeptThread, place: Place): object[] {
  if (read.kind === "refused") return read.code === GONE ? gone(thread, [], place) : [];
  if (read.value.length >= THREAD_MAX) return [];
  const there = read.value.filter((heard) => !isTombstone(heard));
  return [...gone(thread, there, place), ...edited(thread, there, place)];
}

function gone(
  { threadTs: thread_ts, messages }: KeptThread,
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

function edited({ messages }: KeptThread, there: readonly Heard[], place: Place): object[] {
  const kept = new Map(messages.map(({ ts, since }) => [ts, Date.parse(since) - WORKING_MS]));
  return there.flatMap((message) => {
    const { ts, edited: version } = message;
    const isNews = version && Number(version.ts) * MS_PER_S > (kept.get(ts) ?? Infinity);
    if (!isNews) return [];
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
