// A person puts an emoji under a message or takes it away, as the event that Slack makes of it.

import { deliver, type Wire } from "./delivery.ts";
import { envelope } from "./say.ts";
import type { Json } from "./workspace.ts";

export type React = {
  readonly ts: string;
  readonly name: string;
  readonly user: string;
  readonly type: "reaction_added" | "reaction_removed";
};

/** The event; null where the app may not see reactions. Slack tells of each person and emoji once. */
export async function react(
  wire: Wire,
  scopes: ReadonlySet<string>,
  { ts, name, user, type }: React,
): Promise<Json | null> {
  const { workspace } = wire;
  const message = workspace.messages.find((it) => it.ts === ts);
  if (!message) throw new Error(`no message ${ts}`);
  if (!scopes.has("reactions:read")) return null;
  const now = workspace.nextTs();
  const sent = envelope(workspace, {
    type,
    user,
    reaction: name,
    item: { type: "message", channel: message.channel, ts },
    item_user: message.user,
    event_ts: now,
    ts: now,
  });
  delete (sent.event as Json).ts; // a reaction has none; the envelope's time was made of it
  await deliver(wire, "events_api", sent);
  return sent;
}
