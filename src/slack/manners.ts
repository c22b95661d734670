// Where and when the bot speaks, as `config.yaml` says it: for each channel a mode, quiet hours and
// time for people to answer first; and whose words it leaves alone. Pure but for the shape.

import { z } from "zod";
import type { InboxKind } from "../storage/schema-delivery.ts";

const MINUTE_MS = 60_000;
const WAIT_MINUTES_MAX = 24 * 60;
const Time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "a time is written HH:MM");
const Person = z.string().regex(/^[UW][A-Z0-9]{2,}$/, "a member id begins with U or W");
const Channel = z.string().regex(/^[CG][A-Z0-9]{2,}$/, "a channel id begins with C or G");

const Rule = z.strictObject({
  /** mention: only when mentioned; follow-up: also replies in its threads; quiet: never. */
  mode: z.enum(["mention", "follow-up", "quiet"]).optional(),
  /** Between these times it speaks only when mentioned. */
  quiet_hours: z
    .strictObject({
      from: Time,
      to: Time,
      zone: z.string().refine(isZone, "is no time zone, such as Europe/Berlin"),
    })
    .nullable()
    .optional(),
  /** A mention waits so long for a person to answer; when one has, the bot stays silent. */
  wait_minutes: z.int().min(0).max(WAIT_MINUTES_MAX).optional(),
});
type Rule = z.infer<typeof Rule>;

export const Manners = z.strictObject({
  /** Who may correct the bot, and is called when an asker needs a human. */
  maintainers: z.array(Person).default([]),
  /** People whose words are read only where they mention the bot. */
  opt_out: z.array(Person).default([]),
  /** Speak also in channels that are shared with other workspaces (Slack Connect). */
  shared_channels: z.boolean().default(false),
  default: Rule.prefault({}),
  channels: z.record(Channel, Rule).default({}),
});
export type Manners = z.infer<typeof Manners>;

export const NO_MANNERS: Manners = Manners.parse({});

export type Heard = {
  readonly as: InboxKind;
  readonly channel: string;
  readonly author: string;
  /** Another version of a message that was heard before. */
  readonly isEdit: boolean;
  /** The thread is one that the bot was called into before. */
  readonly isOurs: boolean;
};

export type Heeding =
  | { readonly kind: "leave"; readonly why: string }
  /** `notBefore` in milliseconds since 1970; null: at once. */
  | { readonly kind: "take"; readonly notBefore: number | null };

/** Whether a message is heard at all, and when it is worked on. */
export function heed(manners: Manners, heard: Heard, nowMs: number): Heeding {
  const take: Heeding = { kind: "take", notBefore: null };
  if (heard.as === "direct" || heard.isEdit) return take;
  const rule: Rule = { ...manners.default, ...manners.channels[heard.channel] };
  if (rule.mode === "quiet") return { kind: "leave", why: "the channel is quiet" };
  if (heard.as === "reply") {
    if (manners.opt_out.includes(heard.author)) return { kind: "leave", why: "opted out" };
    if (rule.mode === "mention") return { kind: "leave", why: "only mentions count here" };
    if (isQuietHour(rule, nowMs)) return { kind: "leave", why: "quiet hours" };
  }
  const wait = heard.as === "mention" && !heard.isOurs ? (rule.wait_minutes ?? 0) : 0;
  return wait > 0 ? { kind: "take", notBefore: nowMs + wait * MINUTE_MS } : take;
}

/** From inclusive, to exclusive; the night belongs to both of its days. */
function isQuietHour({ quiet_hours: hours }: Rule, nowMs: number): boolean {
  if (!hours) return false;
  const { from, to, zone } = hours;
  const now = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(nowMs);
  return from <= to ? from <= now && now < to : from <= now || now < to;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
