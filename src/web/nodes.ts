// Typed nodes as HTML. The `html` tag escapes every value; a link exists only for a source of this
// answer whose address is https.

import { html } from "hono/html";
import type { Source } from "../answer/answer.ts";
import { labelOf } from "../answer/markdown.ts";
import type { Block, Inline } from "../text/nodes.ts";

export type Html = ReturnType<typeof html>;
export type Sources = ReadonlyMap<string, Source>;

// Controls that a terminal or a browser would act on, and those that turn text around (Trojan
// Source): reports lose them when they are decoded, titles from the mirror do not.
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function blocksHtml(blocks: readonly Block[], sources: Sources): Html[] {
  return blocks.map((block) => blockHtml(block, sources));
}

export function visible(value: string): string {
  return value.replace(UNSEEN, "");
}

function blockHtml(block: Block, sources: Sources): Html {
  switch (block.kind) {
    case "paragraph":
      return html`<p>${inlinesHtml(block.inlines, sources)}</p>`;
    case "title":
      return html`<h4>${inlinesHtml(block.inlines, sources)}</h4>`;
    case "quote":
      return html`<blockquote>${visible(block.text)}</blockquote>`;
    case "code":
      return codeHtml(block.text, block.shape ?? block.language);
    case "list": {
      const items = block.items.map((item) => html`<li>${itemHtml(item, sources)}</li>`);
      return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
  }
}

/** An item that is one paragraph needs no `p` inside. */
function itemHtml(item: readonly Block[], sources: Sources): Html | Html[] {
  const [only, ...others] = item;
  if (only?.kind === "paragraph" && others.length === 0) return inlinesHtml(only.inlines, sources);
  return blocksHtml(item, sources);
}

/** A block to copy. Without JavaScript one click selects all of it; `page.js` adds a button. */
function codeHtml(value: string, label: string): Html {
  // The parser drops one line break after <pre>: ours, and none of the text's.
  return html`<figure class="code"><figcaption>${label || "text"}</figcaption><pre tabindex="0">
<code>${visible(value)}</code></pre></figure>`;
}

function inlinesHtml(inlines: readonly Inline[], sources: Sources): Html[] {
  return inlines.map((inline) => inlineHtml(inline, sources));
}

function inlineHtml(inline: Inline, sources: Sources): Html {
  switch (inline.kind) {
    case "text":
      return html`${visible(inline.text)}`;
    case "strong":
      return html`<strong>${visible(inline.text)}</strong>`;
    case "code":
      return html`<code>${visible(inline.text)}</code>`;
    case "link": {
      const source = sources.get(inline.source);
      const label = visible(inline.text ?? (source ? labelOf(source) : ""));
      return source && isHttps(source.url)
        ? html`<a href="${source.url}" rel="noreferrer noopener">${label}</a>`
        : html`${label}`;
    }
  }
}

function isHttps(url: string | null): url is string {
  return url !== null && URL.canParse(url) && new URL(url).protocol === "https:";
}
