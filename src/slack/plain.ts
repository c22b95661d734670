// The fallback `text`: what notifications, screen readers and plain clients show, and all there is
// should Slack refuse the blocks. It stands alone, and is escaped: no ping, no link but a source's.

import { labelOf } from "../answer/markdown.ts";
import type { Block, Inline } from "../text/nodes.ts";
import { clip, FALLBACK_CHARS_MAX } from "./limits.ts";
import { inert, type Sources, safeUrl } from "./nodes.ts";
import { escapeSlack } from "./text.ts";

/** `parts` are joined by an empty line, as many as fit whole; the first is clipped if it must be. */
export function toFallback(parts: readonly string[]): string {
  const [first = "", ...rest] = parts.filter((part) => part !== "");
  let text = clipEscaped(first);
  for (const part of rest) {
    const longer = `${text}\n\n${part}`;
    if (longer.length > FALLBACK_CHARS_MAX) return `${text}\n\n…`;
    text = longer;
  }
  return text;
}

export function blocksPlain(blocks: readonly Block[], sources: Sources): string {
  return blocks.map((block) => blockPlain(block, sources)).join("\n");
}

/** A stranger's words: entities for Slack's three characters, nothing that clients link or ping. */
export const wordsPlain = (value: string): string => escapeSlack(inert(value));

function blockPlain(block: Block, sources: Sources): string {
  switch (block.kind) {
    case "paragraph":
    case "title":
      return block.inlines.map((it) => inlinePlain(it, sources)).join("");
    case "code":
    case "quote":
      return wordsPlain(block.text);
    case "list":
      return block.items
        .map((item, at) => `${block.ordered ? `${at + 1}.` : "•"} ${blocksPlain(item, sources)}`)
        .join("\n");
  }
}

function inlinePlain(inline: Inline, sources: Sources): string {
  if (inline.kind !== "link") return wordsPlain(inline.text);
  const source = sources.get(inline.source);
  const label = wordsPlain(inline.text || (source ? labelOf(source) : "")).replaceAll("|", "¦");
  const url = source ? safeUrl(source) : null;
  return url && label ? `<${escapeSlack(url).replaceAll("|", "%7C")}|${label}>` : label;
}

/** Never cuts through an entity or a link. */
function clipEscaped(value: string): string {
  if (value.length <= FALLBACK_CHARS_MAX - 3) return value;
  const cut = clip(value, FALLBACK_CHARS_MAX - 3).slice(0, -1);
  const whole = cut.replace(/&[a-z]{0,4}$/, "");
  const open = whole.lastIndexOf("<");
  return `${open > whole.lastIndexOf(">") ? whole.slice(0, open) : whole}…`;
}
