// An answer for a terminal: plain text, wrapped, bold where the terminal shows it. Control characters
// of strangers never reach the screen.

import type { Block, Inline } from "../text/nodes.ts";
import type { Answer, Source } from "./answer.ts";
import { labelOf, sourceMap } from "./markdown.ts";

const WIDTH = 96;
const INDENT = "  ";

export type TerminalStyle = { readonly color: boolean };

export function toTerminal(answer: Answer, style: TerminalStyle, elapsedMs: number | null): string {
  const sources = sourceMap(answer);
  const bold = (value: string) => (style.color ? `\u001b[1m${value}\u001b[22m` : value);
  const { header, footer } = answer;
  const top = [
    header.error,
    header.title,
    answer.level.toUpperCase(),
    header.version ?? `${header.product} version unknown`,
  ];
  const sections = answer.sections.map(
    (section) => `${bold(section.title)}\n${blocksTerminal(section.blocks, sources, bold)}`,
  );
  const foot = [
    footer.curatedBy && `curated by ${footer.curatedBy}`,
    footer.checkedAgainst && `checked against ${footer.checkedAgainst} on ${footer.reviewed}`,
    footer.mode,
    elapsedMs !== null && `${Math.round(elapsedMs)} ms`,
  ];
  return [
    bold(clean(top.filter(Boolean).join(" · "))),
    ...sections,
    clean(foot.filter(Boolean).join(" · ")),
  ].join("\n\n");
}

export function blocksTerminal(
  blocks: readonly Block[],
  sources: ReadonlyMap<string, Source>,
  bold: (value: string) => string = (value) => value,
): string {
  return blocks.map((block) => blockTerminal(block, sources, bold)).join("\n");
}

function blockTerminal(
  block: Block,
  sources: ReadonlyMap<string, Source>,
  bold: (value: string) => string,
): string {
  const inlines = (list: readonly Inline[]) =>
    list.map((inline) => inlineTerminal(inline, sources)).join("");
  switch (block.kind) {
    case "paragraph":
      return wrap(inlines(block.inlines), INDENT);
    case "title":
      return bold(wrap(inlines(block.inlines), INDENT));
    case "quote":
      return wrap(clean(block.text), `${INDENT}| `);
    case "code":
      return clean(block.text)
        .split("\n")
        .map((line) => `${INDENT}${INDENT}${line}`)
        .join("\n");
    case "list":
      return block.items
        .map((item, at) => {
          const mark = block.ordered ? `${at + 1}. ` : "- ";
          const body = blocksTerminal(item, sources, bold).replaceAll(
            /^ {2}/gm,
            " ".repeat(2 + mark.length),
          );
          return `${INDENT}${mark}${body.trimStart()}`;
        })
        .join("\n");
  }
}

function inlineTerminal(inline: Inline, sources: ReadonlyMap<string, Source>): string {
  if (inline.kind === "code") return `\`${clean(inline.text)}\``;
  if (inline.kind !== "link") return clean(inline.text);
  const source = sources.get(inline.source);
  const label = clean(inline.text ?? (source ? labelOf(source) : ""));
  return source?.url ? `${label} (${source.url})` : label;
}

function wrap(value: string, indent: string): string {
  return value
    .split("\n")
    .map((line) => wrapLine(line, indent))
    .join("\n");
}

function wrapLine(line: string, indent: string): string {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current && current.length + word.length + 1 > WIDTH - indent.length) {
      lines.push(current);
      current = word;
    } else current = current ? `${current} ${word}` : word;
  }
  return [...lines, current].map((it) => indent + it).join("\n");
}

/** Newlines and tabs stay; every other control character is dropped. */
function clean(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  return value.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}
