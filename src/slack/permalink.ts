// The address of a thread, where it is certain: of our own workspace, by the address that Slack itself
// gave for it.

import type { Self } from "./events.ts";

const WORKSPACE = /^https:\/\/[a-z0-9-]+(?:\.enterprise)?\.slack\.com\/$/;
const CHANNEL = /^[CG][A-Z0-9]{1,30}$/;
const TIMESTAMP = /^\d{1,12}\.\d{6}$/;

/** Slack's `url` of auth.test; null for what is no workspace's. */
export function workspaceUrl(url: unknown): string | null {
  return typeof url === "string" && WORKSPACE.test(url) ? url : null;
}

/** `thread`: `slack:T1:C1:1700000000.000100`. Null where nothing certain can be said. */
export function permalinkOf({ team, url }: Self, thread: string): string | null {
  const [surface, itsTeam, channel = "", ts = ""] = thread.split(":");
  if (url === null || surface !== "slack" || itsTeam !== team) return null;
  if (!CHANNEL.test(channel) || !TIMESTAMP.test(ts)) return null;
  return `${url}archives/${channel}/p${ts.replace(".", "")}`;
}
