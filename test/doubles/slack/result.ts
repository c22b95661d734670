// What a method of the Web API gives, and the question that most of them ask first.

import type { Json, Message, Workspace } from "./workspace.ts";

export type Result =
  | { readonly ok: true; readonly body: Json; readonly message?: Message }
  | { readonly ok: false; readonly error: string; readonly messages?: readonly string[] };

export const refuse = (error: string): Result => ({ ok: false, error });

/** Null when the app is in a channel that it may write to and read from. */
export function place({ channels, botUser }: Workspace, id: string): Result | null {
  const channel = channels.get(id);
  if (!channel) return refuse("channel_not_found");
  if (channel.isArchived) return refuse("is_archived");
  return channel.members.has(botUser) ? null : refuse("not_in_channel");
}
