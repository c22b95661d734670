// Makes a message fit: head and tail stay whole, the body gives way from its end and says so.

import type { types } from "@slack/bolt";
import { BLOCK_CHARS_BUDGET, BLOCKS_MAX, clip } from "./limits.ts";
import { plain, type RichPart, section } from "./nodes.ts";

/** A part shorter than this is not worth cutting; it is left out whole. */
const CUT_CHARS_MIN = 200;
const LEFT_OUT = "… the rest did not fit in a Slack message.";

export function fitBlocks(
  head: readonly types.KnownBlock[],
  body: readonly types.RichTextBlock[],
  tail: readonly types.KnownBlock[],
): types.KnownBlock[] {
  const room = BLOCKS_MAX - head.length - tail.length - 1; // one for the note
  let left = BLOCK_CHARS_BUDGET - charsOf(head) - charsOf(tail) - LEFT_OUT.length;
  const kept: types.KnownBlock[] = [];
  let isCut = false;
  for (const block of body.filter((it) => it.elements.length > 0)) {
    const size = charsOf(block);
    if (kept.length < room && size <= left) {
      kept.push(block);
      left -= size;
      continue;
    }
    isCut = true;
    if (kept.length < room) kept.push(...cutBlock(block, left));
    break;
  }
  const note: types.RichTextBlock = { type: "rich_text", elements: [section([plain(LEFT_OUT)])] };
  return [...head, ...kept, ...(isCut ? [note] : []), ...tail];
}

/** Characters of every string that Slack may count: a little more than what it does count. */
export function charsOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, it) => sum + charsOf(it), 0);
  if (value === null || typeof value !== "object") return 0;
  const { type: _type, action_id: _id, style: _style, ...rest } = value as Record<string, unknown>;
  return charsOf(Object.values(rest));
}

/** The parts that fit, and of the next one a beginning. */
function cutBlock(block: types.RichTextBlock, room: number): types.RichTextBlock[] {
  const elements: RichPart[] = [];
  let left = room;
  for (const part of block.elements) {
    const size = charsOf(part);
    if (size > left) {
      const short = left >= CUT_CHARS_MIN ? cutPart(part, left) : null;
      if (short) elements.push(short);
      break;
    }
    elements.push(part);
    left -= size;
  }
  return elements.length > 1 ? [{ type: "rich_text", elements }] : []; // a heading alone says nothing
}

/** Only what is long by itself: code at a line's end, and words. */
function cutPart(part: RichPart, room: number): RichPart | null {
  if (part.type === "rich_text_list") {
    const elements = [];
    let left = room;
    for (const item of part.elements) {
      left -= charsOf(item);
      if (left < 0) break;
      elements.push(item);
    }
    return elements.length > 0 ? { ...part, elements } : null;
  }
  const [first] = part.elements;
  if (part.type !== "rich_text_preformatted" || first?.type !== "text") return null;
  const cut = clip(first.text, room);
  const line = cut.lastIndexOf("\n");
  return {
    ...part,
    elements: [{ type: "text", text: line > 0 ? `${cut.slice(0, line)}\n…` : cut }],
  };
}
