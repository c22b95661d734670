// Which paragraphs of an answer a model may word: explanations of what happened and why. Commands,
// settings, fixes, reports and questions are no part of it.

import type { Block, Inline } from "../text/nodes.ts";
import type { Answer, SectionId } from "./answer.ts";

const WORDABLE: readonly SectionId[] = ["what_happened", "cause"];
/** Below this there is nothing to word: "Raised by h2." */
const CHARS_MIN = 20;
/** For whom a branch is (`itemBlocks`) is a rule, and no explanation. */
const CONDITION = /^Applies /;
const CHARS_MAX = 1_200;
const PARAGRAPHS_MAX = 8;

export type Wordable = {
  /** `cause.2`: the section, and the block's place in it. */
  readonly id: string;
  readonly inlines: readonly Inline[];
  readonly text: string;
};

export function wordables(answer: Answer): Wordable[] {
  return answer.sections
    .filter(({ id }) => WORDABLE.includes(id))
    .flatMap(({ id, blocks }) => blocks.map((block, at) => toWordable(`${id}.${at}`, block)))
    .filter((it) => it !== null)
    .slice(0, PARAGRAPHS_MAX);
}

/** The answer with some of those paragraphs replaced; everything else is as it was. */
export function withWordings(answer: Answer, kept: ReadonlyMap<string, readonly Inline[]>): Answer {
  const sections = answer.sections.map((section) => ({
    ...section,
    blocks: section.blocks.map((block, at): Block => {
      const inlines = kept.get(`${section.id}.${at}`);
      return inlines ? { kind: "paragraph", inlines } : block;
    }),
  }));
  return { ...answer, sections };
}

function toWordable(id: string, block: Block): Wordable | null {
  if (block.kind !== "paragraph") return null;
  const said = plainText(block.inlines);
  const isHeading = block.inlines.every((inline) => inline.kind === "strong");
  if (isHeading || CONDITION.test(said) || said.length < CHARS_MIN || said.length > CHARS_MAX)
    return null;
  return { id, inlines: block.inlines, text: said };
}

/** Inlines as one string, as a reader sees them. A link without a label is known by its source. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines
    .map((it) => (it.kind === "link" ? (it.text ?? sourceName(it.source)) : it.text))
    .join("");
}

/** `acme/app#7` of `issue:acme/app#7`. */
export function sourceName(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}
