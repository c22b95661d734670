// Markdown of an entry's body to typed nodes. Knows what an entry may use and refuses the rest:
// raw HTML, images and addresses that are not listed references never become part of an answer.

import { marked, type Token, type Tokens } from "marked";
import { type Block, code, type Inline, link, strong, text } from "../text/nodes.ts";

const ISSUE_IN_TEXT = /(?<![\w/])([\w.-]+\/[\w.-]+#\d+)\b/;
const SOURCE_HREF = /^(?:ref|issue):\S+$/;

export type MarkdownReading = {
  readonly blocks: readonly Block[];
  readonly problems: readonly string[];
};

/** Reads Markdown to blocks; what an entry may not use is left out and named in `problems`. */
export function toBlocks(source: string): MarkdownReading {
  const problems: string[] = [];
  const blocks = marked.lexer(source).flatMap((token) => toBlock(token, problems));
  return { blocks, problems };
}

function toBlock(token: Token, problems: string[]): Block[] {
  switch (token.type) {
    case "space":
    case "def":
      return [];
    case "paragraph":
    case "text":
      return [{ kind: "paragraph", inlines: toInlines(token.tokens ?? [token], problems) }];
    case "code": {
      const [language = "", shape = null] = (token.lang ?? "").split(/\s+/, 2);
      return [{ kind: "code", language, shape, text: token.text }];
    }
    case "list":
      return [toList(token as Tokens.List, problems)];
    case "blockquote":
      return [{ kind: "quote", text: token.text }];
    case "heading":
      return [{ kind: "title", inlines: toInlines(token.tokens ?? [], problems) }];
    default:
      problems.push(`${token.type} is not used in entries: ${clip(token.raw)}`);
      return [];
  }
}

function toList(token: Tokens.List, problems: string[]): Block {
  const items = token.items.map((item) => item.tokens.flatMap((child) => toBlock(child, problems)));
  return { kind: "list", ordered: token.ordered, items };
}

function toInlines(tokens: readonly Token[], problems: string[]): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    switch (token.type) {
      case "text":
      case "escape":
        return splitIssues(unescapeEntities(token.text));
      case "strong":
      case "em":
        return [strong(unescapeEntities(token.text))];
      case "codespan":
        return [code(token.text)];
      case "br":
        return [text("\n")];
      case "link":
        if (SOURCE_HREF.test(token.href)) return [link(token.href, unescapeEntities(token.text))];
        problems.push(
          `link to ${clip(token.href)}: use ref:<id> of references.yaml, or issue:owner/repo#n`,
        );
        return [text(unescapeEntities(token.text))];
      default:
        problems.push(`${token.type} is not used in entries: ${clip(token.raw)}`);
        return [];
    }
  });
}

/** `owner/repo#7` in a sentence is a link to that issue. */
function splitIssues(value: string): Inline[] {
  return value
    .split(ISSUE_IN_TEXT)
    .map((part, index) => (index % 2 === 1 ? link(`issue:${part}`) : text(part)))
    .filter((node) => node.kind !== "text" || node.text !== "");
}

/** marked escapes text tokens for HTML; nodes hold plain text and renderers escape it again. */
function unescapeEntities(value: string): string {
  return value
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

function clip(value: string): string {
  return value.length > 60 ? `${value.slice(0, 57)}…` : value;
}
