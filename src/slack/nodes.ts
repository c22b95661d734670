// Typed nodes as rich_text. Text elements are literal: nothing in them becomes a ping, a link or a
// format. Links come from the answer's sources, and from nowhere else.

import type { types } from "@slack/bolt";
import type { Source } from "../answer/answer.ts";
import { labelOf } from "../answer/markdown.ts";
import type { Block, Inline } from "../text/nodes.ts";
import { clip, INLINE_CHARS_MAX, URL_CHARS_MAX } from "./limits.ts";

export type Sources = ReadonlyMap<string, Source>;
export type RichPart = types.RichTextBlock["elements"][number];
type Inner = types.RichTextSection["elements"][number];

const INDENT_MAX = 5;

export function toRich(blocks: readonly Block[], sources: Sources): RichPart[] {
  return blocks.flatMap((block, at) => {
    const parts = toParts(block, sources, 0);
    // Two sections in a row run together; an empty line keeps paragraphs apart.
    const next = blocks[at + 1];
    const isOpen = isProse(block) && next !== undefined && isProse(next);
    return isOpen ? [...parts, section([plain("\n")])] : parts;
  });
}

export const section = (elements: Inner[]): RichPart => ({ type: "rich_text_section", elements });

export const plain = (
  value: string,
  style?: { bold?: true; code?: true; italic?: true },
): Inner => ({
  type: "text",
  text: style?.code ? value : inert(value),
  ...(style && { style }),
});

/**
 * A word joiner where a client could see an address or a name. Code is spared: it is copied, and no
 * client reads links in it.
 */
export function inert(value: string): string {
  return value
    .replace(/@(?=[\w-])/g, "@\u2060")
    .replaceAll("://", "\u2060://")
    .replace(/(mailto|javascript|data|tel):(?=\S)/gi, "$1\u2060:")
    .replace(/www\./gi, "www\u2060.");
}

/** The address of a source, when it is one that may be shown. */
export function safeUrl(source: Source): string | null {
  const url = source.url === null ? null : URL.parse(source.url);
  return url?.protocol === "https:" && url.href.length <= URL_CHARS_MAX ? url.href : null;
}

const isProse = ({ kind }: Block) => kind === "paragraph" || kind === "title";

function toParts(block: Block, sources: Sources, indent: number): RichPart[] {
  switch (block.kind) {
    case "paragraph":
      return asSection(toInner(block.inlines, sources));
    case "title":
      return asSection(toInner(block.inlines, sources).map(bold));
    case "code":
      return block.text === ""
        ? []
        : [{ type: "rich_text_preformatted", elements: [verbatim(block.text)] }];
    case "quote":
      return block.text === "" ? [] : [{ type: "rich_text_quote", elements: [plain(block.text)] }];
    case "list":
      return toList(block, sources, indent);
  }
}

/** Items of one line stay one list; whatever else an item holds stands between its parts. */
function toList(
  { ordered, items }: Extract<Block, { kind: "list" }>,
  sources: Sources,
  indent: number,
): RichPart[] {
  const parts: RichPart[] = [];
  let open: types.RichTextSection[] = [];
  let offset = 0;
  const close = () => {
    if (open.length === 0) return;
    const style = ordered ? "ordered" : "bullet";
    const start = ordered && offset > 0 ? { offset } : {};
    parts.push({ type: "rich_text_list", style, indent, elements: open, ...start });
    offset += open.length;
    open = [];
  };
  for (const item of items) {
    const prose = item.filter(isProse).flatMap((it, at) => {
      const inner = "inlines" in it ? toInner(it.inlines, sources) : [];
      return at > 0 ? [plain("\n"), ...inner] : inner;
    });
    open.push({ type: "rich_text_section", elements: prose.length > 0 ? prose : [plain("…")] });
    const rest = item.filter((it) => !isProse(it));
    if (rest.length > 0) close();
    for (const it of rest) parts.push(...toParts(it, sources, Math.min(indent + 1, INDENT_MAX)));
  }
  close();
  return parts;
}

const asSection = (elements: Inner[]) => (elements.length > 0 ? [section(elements)] : []);
const verbatim = (value: string): types.RichTextText => ({ type: "text", text: value });
const bold = (inner: Inner): Inner =>
  ({ ...inner, style: { ...inner.style, bold: true } }) as Inner;

function toInner(inlines: readonly Inline[], sources: Sources): Inner[] {
  return inlines.map((it) => toElement(it, sources)).filter((it) => it !== null);
}

/** Null for an empty text: Slack refuses it. */
function toElement(inline: Inline, sources: Sources): Inner | null {
  if (inline.kind !== "link") {
    if (inline.text === "") return null;
    const words = clip(inline.text, INLINE_CHARS_MAX);
    if (inline.kind === "text") return plain(words);
    return plain(words, inline.kind === "code" ? { code: true } : { bold: true });
  }
  const source = sources.get(inline.source);
  const label = inline.text || (source ? labelOf(source) : "");
  if (label === "") return null;
  const url = source ? safeUrl(source) : null;
  const shown = clip(label, INLINE_CHARS_MAX);
  return url ? { type: "link", url, text: inert(shown) } : plain(shown);
}
