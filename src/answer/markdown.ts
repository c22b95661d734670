// An answer as Markdown. Everything is escaped here: nothing that came from a report or an issue can
// become a heading, a link, an image, HTML or a ping.

import type { Block, Inline } from "../text/nodes.ts";
import type { Answer, Section, Source } from "./answer.ts";
import { toMessages } from "./messages.ts";

type Sources = ReadonlyMap<string, Source>;

/** All messages of an answer, a rule between them. `elapsedMs`: shown in the footer; null for none. */
export function toMarkdown(answer: Answer, elapsedMs: number | null): string {
  const sources = sourceMap(answer);
  const render = (section: Section) => sectionMarkdown(section, sources);
  const messages = toMessages(answer, (section) => render(section).length).map(({ sections }) =>
    sections.map(render).join("\n\n"),
  );
  const [first = "", ...rest] = messages;
  const footer = footerMarkdown(answer, elapsedMs);
  return [[headerMarkdown(answer), first, footer].filter(Boolean).join("\n\n"), ...rest].join(
    "\n\n---\n\n",
  );
}

export function headerMarkdown({ header, level }: Answer): string {
  const parts = [
    header.error && inlineCode(header.error),
    header.title && escapeMarkdown(header.title),
    `**${level}**`,
    escapeMarkdown(header.version ?? `${header.product} version unknown`),
  ];
  return escapeLineStart(parts.filter(Boolean).join(" · "));
}

export function sectionMarkdown(section: Section, sources: Sources): string {
  return `### ${section.title}\n\n${blocksMarkdown(section.blocks, sources)}`;
}

export function blocksMarkdown(blocks: readonly Block[], sources: Sources): string {
  return blocks.map((block) => blockMarkdown(block, sources)).join("\n\n");
}

export function sourceMap(answer: Answer): Sources {
  return new Map(answer.sources.map((source) => [source.id, source]));
}

export function footerMarkdown({ footer }: Answer, elapsedMs: number | null): string {
  const parts = [
    footer.curatedBy && `curated by ${escapeMarkdown(footer.curatedBy)}`,
    footer.checkedAgainst &&
      `checked against ${escapeMarkdown(footer.checkedAgainst)} on ${footer.reviewed}`,
    footer.mode,
    elapsedMs !== null && `${Math.round(elapsedMs)} ms`,
  ];
  return `_${parts.filter(Boolean).join(" · ")}_`;
}

function blockMarkdown(block: Block, sources: Sources): string {
  switch (block.kind) {
    case "paragraph":
      return inlinesMarkdown(block.inlines, sources);
    case "title":
      return `**${inlinesMarkdown(block.inlines, sources)}**`;
    case "code":
      return fence(block.language, block.text);
    case "quote":
      return block.text
        .split("\n")
        .map((line) => `> ${escapeLineStart(escapeMarkdown(line))}`)
        .join("\n");
    case "list":
      return block.items
        .map((item, at) => {
          const mark = block.ordered ? `${at + 1}. ` : "- ";
          const body = item.map((child) => blockMarkdown(child, sources)).join("\n\n");
          return mark + body.replaceAll("\n", `\n${" ".repeat(mark.length)}`);
        })
        .join("\n");
  }
}

function inlinesMarkdown(inlines: readonly Inline[], sources: Sources): string {
  return escapeLineStart(inlines.map((inline) => inlineMarkdown(inline, sources)).join(""));
}

function inlineMarkdown(inline: Inline, sources: Sources): string {
  switch (inline.kind) {
    case "text":
      return escapeMarkdown(inline.text);
    case "strong":
      return `**${escapeMarkdown(inline.text)}**`;
    case "code":
      return inlineCode(inline.text);
    case "link": {
      const source = sources.get(inline.source);
      if (!source) return escapeMarkdown(inline.text ?? ""); // hidden or unproven: words, no link
      const label = inline.text ?? labelOf(source);
      // In a link's own label a number cannot become another link.
      return source.url
        ? `[${escapeMarkdown(label).replaceAll("\\#", "#")}](${source.url})`
        : escapeMarkdown(label);
    }
  }
}

/** An issue is known by its number, a page by its title. */
export function labelOf(source: Source): string {
  return source.id.startsWith("issue:") ? source.id.slice("issue:".length) : source.title;
}

/** Backslash before whatever Markdown or HTML would read; `@` and bare addresses are broken up. */
export function escapeMarkdown(value: string): string {
  return value
    .replace(/[\\`*{}[\]<>#|~]|!(?=\[)/g, (mark) => `\\${mark}`)
    .replace(/(?<=\])\(/g, "\\(") // marked would read "](" even after an escaped bracket
    .replace(/\s*[\n\r]\s*/g, " ") // a line of "===" would make a heading of the one above
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\_") // inside a word it marks nothing
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/@(?=[\w-])/g, "@\u2060") // a word joiner: GitHub and Slack no longer see a name
    .replaceAll("://", "\u2060://")
    .replace(/(mailto|javascript|data):(?=\S)/gi, "$1\u2060:")
    .replace(/www\./gi, "www\u2060.");
}

/** What a line must not begin with unless it is meant: a list, a heading, a table. */
function escapeLineStart(line: string): string {
  return line
    .replace(/^(\s*)(\d+)(?=[.)](?:\s|$))/, "$1$2\\")
    .replace(/^(\s*)(?=[-+](?:\s|$)|[-+:=][-+:=\s]*$)/, "$1\\");
}

/** Inline code with a fence longer than any run of backticks inside. */
export function inlineCode(value: string): string {
  const line = value.replace(/\s+/g, " ");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length));
  const mark = "`".repeat(longest + 1);
  const pad = longest > 0 || line.startsWith(" ") ? " " : "";
  return `${mark}${pad}${line}${pad}${mark}`;
}

function fence(language: string, value: string): string {
  const longest = Math.max(2, ...[...value.matchAll(/`+/g)].map((run) => run[0].length));
  const mark = "`".repeat(longest + 1);
  return `${mark}${language.replace(/[^\w+-]/g, "")}\n${value}\n${mark}`;
}
