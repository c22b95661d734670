// An answer for a terminal: plain text, wrapped, bold where the terminal shows it. Control characters
// of strangers never reach the screen.

import type { Block, Inline } from "../text/nodes.ts";
import { forTerminal, wrap } from "../text/wrap.ts";
import type { Answer, Source } from "./answer.ts";
import { labelOf, sourceMap } from "./markdown.ts";

const INDENT = "  ";

/** `width`: columns of the screen. */
export type TerminalStyle = { readonly color: boolean; readonly width: number };

export function toTerminal(answer: Answer, style: TerminalStyle, elapsedMs: number | null): string {
  const sources = sourceMap(answer);
  const bold = (value: string) => boldIn(style, value);
  const { header, footer } = answer;
  const top = [
    header.error,
    header.title,
    answer.level.toUpperCase(),
    header.version ?? `${header.product} version unknown`,
  ];
  const sections = answer.sections.map(
    (section) => `${bold(section.title)}\n${blocksTerminal(section.blocks, sources, style)}`,
  );
  const foot = [
    footer.curatedBy && `curated by ${footer.curatedBy}`,
    footer.checkedAgainst && `checked against ${footer.checkedAgainst} on ${footer.reviewed}`,
    footer.mode,
    elapsedMs !== null && `${Math.round(elapsedMs)} ms`,
  ];
  return [
    bold(wrap(forTerminal(top.filter(Boolean).join(" · ")), style.width)),
    ...sections,
    wrap(forTerminal(foot.filter(Boolean).join(" · ")), style.width),
  ].join("\n\n");
}

export function blocksTerminal(
  blocks: readonly Block[],
  sources: ReadonlyMap<string, Source>,
  style: TerminalStyle,
): string {
  return blocks.map((block) => blockTerminal(block, sources, style)).join("\n");
}

function blockTerminal(
  block: Block,
  sources: ReadonlyMap<string, Source>,
  style: TerminalStyle,
): string {
  const inlines = (list: readonly Inline[]) =>
    list.map((inline) => inlineTerminal(inline, sources)).join("");
  switch (block.kind) {
    case "paragraph":
      return wrap(inlines(block.inlines), style.width, INDENT);
    case "title":
      return boldIn(style, wrap(inlines(block.inlines), style.width, INDENT));
    case "quote":
      return wrap(forTerminal(block.text), style.width, `${INDENT}| `);
    case "code":
      return forTerminal(block.text)
        .split("\n")
        .map((line) => `${INDENT}${INDENT}${line}`)
        .join("\n");
    case "list":
      return block.items
        .map((item, at) => {
          const mark = block.ordered ? `${at + 1}. ` : "- ";
          const narrow = { ...style, width: style.width - mark.length };
          const body = blocksTerminal(item, sources, narrow).replaceAll(
            /^ {2}/gm,
            " ".repeat(2 + mark.length),
          );
          return `${INDENT}${mark}${body.trimStart()}`;
        })
        .join("\n");
  }
}

function boldIn({ color }: TerminalStyle, value: string): string {
  return color ? `\u001b[1m${value}\u001b[22m` : value;
}

function inlineTerminal(inline: Inline, sources: ReadonlyMap<string, Source>): string {
  if (inline.kind === "code") return `\`${forTerminal(inline.text)}\``;
  if (inline.kind !== "link") return forTerminal(inline.text);
  const source = sources.get(inline.source);
  const label = forTerminal(inline.text ?? (source ? labelOf(source) : ""));
  return source?.url ? `${label} (${source.url})` : label;
}
