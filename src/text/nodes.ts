// Typed text: what entries hold and answers are made of. Only renderers turn nodes into strings.

export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "strong"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  /** Points at a source by id (`ref:api-client`, `issue:owner/repo#7`); never at an address. */
  | { readonly kind: "link"; readonly source: string; readonly text: string | null };

export type Block =
  | { readonly kind: "paragraph"; readonly inlines: readonly Inline[] }
  | {
      readonly kind: "code";
      readonly language: string;
      readonly shape: string | null;
      readonly text: string;
    }
  | {
      readonly kind: "list";
      readonly ordered: boolean;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: "quote"; readonly text: string }
  | { readonly kind: "title"; readonly inlines: readonly Inline[] };

export const text = (value: string): Inline => ({ kind: "text", text: value });
export const strong = (value: string): Inline => ({ kind: "strong", text: value });
export const code = (value: string): Inline => ({ kind: "code", text: value });
export const link = (source: string, label: string | null = null): Inline => ({
  kind: "link",
  source,
  text: label,
});
/** A plain string in which `backticks` mean code: titles of issues, one-line reasons. */
export function withCode(value: string): Inline[] {
  return value
    .split("`")
    .map((part, at) => (at % 2 === 1 ? code(part) : text(part)))
    .filter((node) => node.text !== "");
}
export const paragraph = (...inlines: readonly Inline[]): Block => ({ kind: "paragraph", inlines });
export const title = (...inlines: readonly Inline[]): Block => ({ kind: "title", inlines });
/** A list of one paragraph an item. */
export const list = (items: readonly (readonly Inline[])[]): Block => ({
  kind: "list",
  ordered: false,
  items: items.map((inlines) => [paragraph(...inlines)]),
});

/** A block without its marks. `ofInline` says what stands for a link, which has no words of its own. */
export function plainText(
  block: Block,
  ofInline: (inline: Inline) => string = ({ text: words }) => words ?? "",
): string {
  if (block.kind === "code" || block.kind === "quote") return block.text;
  if (block.kind === "list")
    return block.items
      .flat()
      .map((it) => plainText(it, ofInline))
      .join("\n");
  return block.inlines.map(ofInline).join("");
}
