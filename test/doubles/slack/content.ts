// What a message may hold: its words, blocks and metadata, by Slack's limits.

import { BLOCK_CHARS_MAX, blockProblems, shownChars } from "./blocks.ts";
import { type Result, refuse } from "./result.ts";
import type { Json } from "./workspace.ts";

const TEXT_MAX = 40_000;
/** "split above about 4,000": refused here, because a message in two halves is our mistake. */
const TEXT_SPLIT = 4_000;
const METADATA_MAX = 8_000;
/** Null when Slack would take it. */
export function content({ text, blocks, metadata }: Json): Result | null {
  const said = String(text ?? "");
  if (said === "") return refuse("no_text"); // Slack takes blocks alone; a screen reader does not
  if (said.length > TEXT_MAX) return refuse("msg_too_long");
  if (said.length > TEXT_SPLIT) return refuse("msg_would_be_split");
  if (blocks !== undefined) {
    const problems = blockProblems(blocks);
    if (problems.length > 0) return { ok: false, error: "invalid_blocks", messages: problems };
    if (shownChars(blocks) > BLOCK_CHARS_MAX) return refuse("msg_blocks_too_long");
  }
  if (metadata === undefined) return null;
  const { event_type, event_payload, ...extra } = metadata as Json;
  const isWhole = typeof event_type === "string" && typeof event_payload === "object";
  if (!isWhole || Object.keys(extra).length > 0) return refuse("invalid_metadata_format");
  return JSON.stringify(metadata).length > METADATA_MAX ? refuse("metadata_too_large") : null;
}
