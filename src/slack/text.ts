// The text of a message as its author saw it. Blocks come first: their text is verbatim, where `text`
// has links made of file names and lost indentation. The result is escaped the way Slack escapes
// `text`, so that one decoder undoes both and a literal "<http://x|y>" in a trace stays as it is.

import { z } from "zod";

type Element = z.infer<typeof Element>;
const Element = z.looseObject({
  type: z.string().catch(""),
  text: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  user_id: z.string().optional().catch(undefined),
  range: z.string().optional().catch(undefined),
  fallback: z.string().optional().catch(undefined),
  value: z.string().optional().catch(undefined),
  style: z.looseObject({ code: z.boolean().optional() }).optional().catch(undefined),
});

type Part = { type: string; elements: unknown[]; style?: unknown; indent?: unknown };
const Part = z.looseObject({
  type: z.string().catch(""),
  elements: z.array(z.unknown()).catch([]),
});
const RichText = z.looseObject({ type: z.literal("rich_text"), elements: z.array(z.unknown()) });

const FENCE = "```";
/** Slack's composer nests lists this deep. */
const INDENT_MAX = 8;
/** Elements in elements; Slack's own go three deep. */
const DEPTH_MAX = 8;

export type Said = {
  /** Escaped like Slack's `text`; without the mention of ourselves. */
  readonly text: string;
  readonly mentionsUs: boolean;
};

/** `text` and `blocks` are the fields of a message event; `botUser` is our own user id. */
export function toSaid(text: string, blocks: unknown, botUser: string): Said {
  const mark = `<@${botUser}>`;
  const rich = Array.isArray(blocks)
    ? blocks.map((block) => RichText.safeParse(block).data).filter((it) => it !== undefined)
    : [];
  const plain = text.replaceAll(mark, "").trim();
  if (rich.length === 0) return { text: plain, mentionsUs: text.includes(mark) };
  const read = rich.flatMap((block) => block.elements.map((it) => readPart(it, botUser)));
  const said = escapeSlack(read.join("\n")).trim();
  const isMentioned = text.includes(mark) || rich.some((it) => mentions(it.elements, botUser));
  return { text: said || plain, mentionsUs: isMentioned };
}

/** The three entities of Slack's `text`. */
export function escapeSlack(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function readPart(raw: unknown, botUser: string): string {
  const part: Part = Part.parse(raw ?? {});
  const inner = () => part.elements.map((it) => readElement(it, botUser)).join("");
  switch (part.type) {
    case "rich_text_preformatted":
      return `${FENCE}\n${inner()}\n${FENCE}`;
    case "rich_text_quote":
      return inner()
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n");
    case "rich_text_list":
      return readList(part, botUser);
    default:
      return inner();
  }
}

function readList(part: Part, botUser: string): string {
  const depth =
    typeof part.indent === "number" ? Math.min(Math.max(part.indent, 0), INDENT_MAX) : 0;
  return part.elements
    .map((item, at) => {
      const mark = part.style === "ordered" ? `${at + 1}. ` : "- ";
      return "  ".repeat(depth) + mark + readPart(item, botUser);
    })
    .join("\n");
}

function readElement(raw: unknown, botUser: string): string {
  const element = Element.safeParse(raw).data;
  if (!element) return "";
  const seen = readSeen(element, botUser);
  return element.style?.code && seen ? `\`${seen}\`` : seen;
}

function readSeen(element: Element, botUser: string): string {
  switch (element.type) {
    case "text":
      return element.text ?? "";
    case "link": // a file name that Slack took for a domain has itself as its label
      return element.text || (element.url ?? "");
    case "emoji":
      return `:${element.name ?? ""}:`;
    case "user": // who they are does not help, and their name should not be kept
      return element.user_id === botUser ? "" : "@user";
    case "usergroup":
      return "@team";
    case "channel":
      return "#channel";
    case "broadcast":
      return `@${element.range ?? "here"}`;
    default:
      return element.text ?? element.fallback ?? element.value ?? "";
  }
}

function mentions(elements: readonly unknown[], botUser: string, depth = 0): boolean {
  if (depth > DEPTH_MAX) return false;
  return elements.some((raw) => {
    const { type, user_id } = Element.safeParse(raw).data ?? {};
    if (type === "user" && user_id === botUser) return true;
    return mentions(Part.safeParse(raw).data?.elements ?? [], botUser, depth + 1);
  });
}
