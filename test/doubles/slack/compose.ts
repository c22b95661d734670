// What Slack's composer makes of what a person types: `text` with entities and auto-links, and blocks
// with the words verbatim. "@tracehound" is a mention; three backticks make a preformatted block.

import type { Json } from "./workspace.ts";

const FENCE = /```\n?([\s\S]*?)\n?```/;
// .py, .rs and .sh are top-level domains.
const FILE = /(?<![\w/.-])([\w-]+\.(?:py|rs|sh|io|pl))(?![\w/.])/g;

export function compose(typed: string, botUser: string): { text: string; blocks: Json[] } {
  const text = entities(typed)
    .replace(FILE, "<http://$1|$1>")
    .replaceAll("@tracehound", `<@${botUser}>`);
  const elements = typed.split(FENCE).flatMap((part, at): Json[] => {
    if (part === "") return [];
    if (at % 2 === 1) return [{ type: "rich_text_preformatted", elements: [word(part)] }];
    const words = part
      .split("@tracehound")
      .flatMap((it, index): Json[] => [
        ...(index > 0 ? [{ type: "user", user_id: botUser }] : []),
        ...linked(it),
      ]);
    return [{ type: "rich_text_section", elements: words }];
  });
  return { text, blocks: [{ type: "rich_text", block_id: "b1", elements }] };
}

function linked(text: string): Json[] {
  return text.split(FILE).flatMap((part, at): Json[] => {
    if (part === "") return [];
    return at % 2 === 1 ? [{ type: "link", url: `http://${part}`, text: part }] : [word(part)];
  });
}

const word = (text: string): Json => ({ type: "text", text });
const entities = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
