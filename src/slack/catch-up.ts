// Finds what Slack never told: on 26 Feb 2025 it dropped sixteen hours of events for good. Each channel
// is read from where it was left, and what is found goes the way of every event, with the same keys.

import {
  activeThreads,
  addLate,
  isKnown,
  knownChannels,
  readWatermarks,
  setWatermark,
} from "../storage/catch-up.ts";
import { isOurThread, threadIdOf } from "../storage/inbox.ts";
import type { Database } from "../storage/open.ts";
import { type Spoken, whyLate } from "../work/late.ts";
import type { Log } from "../work.ts";
import { type Said, type Self, toIntake } from "./events.ts";
import {
  type Heard,
  listChannels,
  type Place,
  type Read,
  type Reading,
  readHistory,
  readThread,
  TYPES,
} from "./history.ts";
import { revisit } from "./revisit.ts";

export type CatchingUp = {
  readonly db: Database;
  readonly self: Self;
  readonly reading: Reading;
  /** What every event goes through. */
  readonly receive: (body: unknown) => Promise<void>;
  readonly now: () => number;
  readonly log: Log;
};

export type Round = {
  /** `broken`: Slack could not be read; what is left comes first the next time. */
  readonly kind: "whole" | "broken" | "stopped";
  readonly found: number;
  readonly late: number;
};

type Counts = { found: number; late: number };

/** A thread without a reply for so long is over. */
const ACTIVE_MS = 7 * 24 * 60 * 60_000;
/** In one channel, those that were spoken in last. */
const OLDER_MAX = 10;
/** Read again the next time: what was just said may not be readable yet. */
const OVERLAP_MS = 2 * 60_000;
/** After so many channels in a row that could not be read it is Slack that is down, and not a channel. */
const DOWN_MAX = 3;

/** Looks through every channel once, whatever was looked through longest ago first. */
export async function catchUp(it: CatchingUp): Promise<Round> {
  const counts: Counts = { found: 0, late: 0 };
  const places = await toPlaces(it);
  if (places.kind !== "read") return end(places, counts);
  const marks = await readWatermarks(it.db, it.self.team);
  const newest = [...marks.values()].at(-1);
  const order = [...marks.keys()];
  const inOrder = places.value.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  let downs = 0;
  for (const place of inOrder) {
    const from = it.now();
    // A channel that we were just invited to was told of since the last round, if ever.
    const since = marks.get(place.id) ?? newest;
    const scanned = since === undefined ? null : await scan(it, place, since, counts);
    if (scanned?.kind === "stopped") return end(scanned, counts);
    downs = scanned?.kind === "down" ? downs + 1 : 0;
    if (scanned?.kind === "down" && downs >= DOWN_MAX) return end(scanned, counts);
    if (scanned && scanned.kind !== "read") {
      it.log.warn({ channel: place.id, why: scanned.code }, "a channel cannot be looked through");
      continue; // its watermark stays, and the others have their turn
    }
    const watermark = toTs(since === undefined ? from : from - OVERLAP_MS);
    const { team } = it.self;
    await setWatermark(it.db, { team, channel: place.id, watermark }, new Date(from).toISOString());
  }
  const revisited = await revisit(it, places.value);
  return revisited.kind === "read" ? { kind: "whole", ...counts } : end(revisited, counts);
}

function end(read: Exclude<Read<unknown>, { kind: "read" }>, counts: Counts): Round {
  return { kind: read.kind === "stopped" ? "stopped" : "broken", ...counts };
}

/** Every channel that we are in, as far as we may know; and those that wrote to us before. */
async function toPlaces({ db, self, reading, log }: CatchingUp): Promise<Read<Place[]>> {
  const places = new Map<string, Place>();
  for (const id of await knownChannels(db, self.team)) {
    places.set(id, { id, type: id.startsWith("D") ? "im" : "channel", isShared: false });
  }
  for (const types of Object.keys(TYPES)) {
    const listed = await listChannels(reading, types);
    if (listed.kind === "down" || listed.kind === "stopped") return listed;
    if (listed.kind === "read") for (const place of listed.value) places.set(place.id, place);
    else
      log.warn({ types, why: listed.code }, "channels cannot be listed: see slack-manifest.yaml");
  }
  return { kind: "read", value: [...places.values()], isWhole: true };
}

/** Reads a channel and its active threads, and takes in what is new, oldest first. */
async function scan(
  it: CatchingUp,
  place: Place,
  since: string,
  counts: Counts,
): Promise<Read<null>> {
  const active = toTs(it.now() - ACTIVE_MS);
  const oldest = since < active ? since : active;
  const top = await readHistory(it.reading, place.id, oldest);
  if (top.kind !== "read") return top;
  const threads = new Map<string, readonly Heard[]>();
  const repliedTo = top.value.filter(({ latest_reply = "" }) => latest_reply > since);
  for (const ts of [...repliedTo.map((it) => it.ts), ...(await olderThreads(it, place, oldest))]) {
    const thread = await readThread(it.reading, place.id, ts, since);
    if (thread.kind === "down" || thread.kind === "stopped") return thread;
    if (thread.kind === "read") threads.set(ts, thread.value);
  }
  const heard = new Map(
    [...top.value, ...[...threads.values()].flat()].map((one) => [one.ts, one]),
  );
  const fresh = [...heard.values()].filter(({ ts }) => ts > since);
  for (const message of fresh.toSorted((a, b) => (a.ts < b.ts ? -1 : 1))) {
    await take(it, toEnvelope(message, place), threads, counts);
  }
  return { kind: "read", value: null, isWhole: true };
}

/** Of ours, where somebody spoke in these days below a message that is older: no history tells of them. */
function olderThreads({ db, self, now }: CatchingUp, place: Place, oldest: string) {
  const activeSince = new Date(now() - ACTIVE_MS).toISOString();
  const where = { team: self.team, channel: place.id, rootBefore: oldest, activeSince };
  return activeThreads(db, { ...where, max: OLDER_MAX });
}

async function take(
  it: CatchingUp,
  body: unknown,
  threads: ReadonlyMap<string, readonly Heard[]>,
  counts: Counts,
): Promise<void> {
  const said = toIntake(body, it.self);
  if (said.kind !== "said" || (await isKnown(it.db, said))) return;
  if (said.as === "reply" && !(await isOurThread(it.db, threadIdOf(said)))) return;
  const later = (threads.get(said.threadTs) ?? []).map((other) => toSpoken(other, it.self));
  const why = whyLate({ ts: said.ts, person: said.author }, later, it.now());
  if (why === null) {
    await it.receive(body);
    counts.found += 1;
  } else if (said.as !== "reply") {
    await list(it, said, why);
    counts.late += 1;
  }
}

/** For maintainers: where somebody asked and got nothing from us. Never what they wrote. */
async function list(
  { db, log, now }: CatchingUp,
  { team, channel, ts, threadTs }: Said,
  why: NonNullable<ReturnType<typeof whyLate>>,
): Promise<void> {
  const late = { team, channel, ts, thread_ts: threadTs, why };
  await addLate(db, late, new Date(now()).toISOString());
  log.warn({ channel, ts, why }, "found too late to be answered");
}

/** Whoever mentions us asks as well: that is no answer of theirs. */
function toSpoken({ ts, user, bot_id, text }: Heard, { botUser }: Self): Spoken {
  const isAsking = text.includes(`<@${botUser}>`);
  return { ts, person: bot_id || isAsking ? null : (user ?? null) };
}

/** The event that should have come. What was edited meanwhile is taken as it reads now. */
function toEnvelope({ edited, ...message }: Heard, { id: channel, type, isShared }: Place): object {
  return {
    type: "event_callback",
    event_id: `catch-up:${channel}:${message.ts}`,
    is_ext_shared_channel: isShared,
    event: { ...message, type: "message", channel, channel_type: type },
  };
}

/** Slack's timestamps: seconds with microseconds. */
function toTs(ms: number): string {
  return (ms / 1_000).toFixed(6);
}
