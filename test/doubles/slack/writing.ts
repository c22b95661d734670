// An app changes or takes away what it posted.

import { content } from "./content.ts";
import { place, type Result, refuse } from "./result.ts";
import type { Json, Message, Workspace } from "./workspace.ts";

export function update(workspace: Workspace, args: Json): Result {
  const found = ours(workspace, args, "cant_update_message");
  if ("ok" in found) return found;
  const problem = content(args);
  if (problem) return problem;
  const { at, message } = found;
  workspace.messages[at] = {
    ...message,
    text: String(args.text ?? ""),
    blocks: args.blocks as Json[],
    metadata: (args.metadata as Json | undefined) ?? message.metadata,
  };
  return { ok: true, body: { channel: message.channel, ts: message.ts, text: args.text } };
}

export function remove(workspace: Workspace, args: Json): Result {
  const found = ours(workspace, args, "cant_delete_message");
  if ("ok" in found) return found;
  const { at, message } = found;
  workspace.messages.splice(at, 1);
  return { ok: true, body: { channel: message.channel, ts: message.ts } };
}

function ours(
  workspace: Workspace,
  { channel, ts }: Json,
  refusal: string,
): Result | { readonly at: number; readonly message: Message } {
  const problem = place(workspace, String(channel));
  if (problem) return problem;
  const at = workspace.messages.findIndex((it) => it.channel === channel && it.ts === ts);
  const message = workspace.messages[at];
  if (!message) return refuse("message_not_found");
  return message.isBot ? { at, message } : refuse(refusal);
}
