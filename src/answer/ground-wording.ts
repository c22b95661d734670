// One paragraph, worded by the model, against the paragraph that it words. Its evidence is that
// paragraph: every term and word of it stays, every negation stays where it was, and nothing but
// everyday words, the stated version and links to this answer's sources may be added.
//
// What is left to trust: that carried words in carried order do not make a wrong sentence. The level,
// the settings and the fixes are not in reach either way.

import { code, type Inline, link, strong, withCode } from "../text/nodes.ts";
import type { Answer } from "./answer.ts";
import { plainCharacters, stem, type Token, tokensOf } from "./ground-tokens.ts";
import { ADDABLE_STEMS, GLUE_STEMS, HEDGE_STEMS, NEGATION_STEMS } from "./ground-vocabulary.ts";
import { plainText, type Wordable } from "./word-paragraphs.ts";

/** What the model returns: a list of these for each paragraph. */
export type Piece = {
  readonly kind: "text" | "strong" | "code" | "source";
  readonly value: string;
};

const GROWTH_MAX = 1.5;
const GROWTH_CHARS = 80;
const ADDED_LINKS_MAX = 1;
/** Versions, numbers, settings and constants: swapped, they would say something else. */
const ORDERED = /^v?\d|[_=]/;

/** The pieces as typed nodes, or null when the evidence does not carry all of it. */
export function groundWording(
  plain: Answer,
  original: Wordable,
  pieces: readonly Piece[],
): readonly Inline[] | null {
  const inlines = toInlines(plain, original, pieces);
  if (!inlines || !isApart(inlines) || !areLinksKept(original.inlines, inlines)) return null;
  const said = plainText(inlines);
  if (said === original.text || said.length > original.text.length * GROWTH_MAX + GROWTH_CHARS)
    return null;
  // Read as one string: what is split over pieces comes together here.
  const worded = tokensOf(wordsOf(inlines));
  const before = tokensOf(wordsOf(original.inlines));
  const version = tokensOf(plain.header.version ?? "");
  return areCarried(worded, [...before, ...version]) && isAllKept(before, worded) ? inlines : null;
}

function toInlines(plain: Answer, original: Wordable, pieces: readonly Piece[]): Inline[] | null {
  const codes = new Set(original.inlines.flatMap((it) => (it.kind === "code" ? [it.text] : [])));
  const inlines = pieces.flatMap((piece): (Inline | null)[] => {
    if (piece.kind === "source") return [toLink(plain, original, piece.value)];
    const value = plainCharacters(piece.value);
    if (value === null) return [null];
    if (piece.kind === "code") return [codes.has(value) ? code(value) : null];
    if (piece.kind === "strong") return [strong(value)];
    // Models write `code` inside text; it is held to the same.
    return withCode(value).map((it) => (it.kind !== "code" || codes.has(it.text) ? it : null));
  });
  const kept = inlines.filter((it) => it !== null);
  return kept.length === inlines.length ? kept : null;
}

/** A source of this answer, under the label that the paragraph gives it or its own. */
function toLink(plain: Answer, original: Wordable, id: string): Inline | null {
  const mine = original.inlines.find((it) => it.kind === "link" && it.source === id);
  if (mine) return mine;
  return plain.sources.some((source) => source.id === id) ? link(id) : null;
}

/** Code and links stand by themselves: a letter beside them would make another word of them. */
function isApart(inlines: readonly Inline[]): boolean {
  return inlines.every((inline, at) => {
    if (inline.kind !== "code" && inline.kind !== "link") return true;
    const [before, after] = [inlines[at - 1], inlines[at + 1]];
    const isFree = (it: Inline | undefined) =>
      it === undefined || it.kind === "text" || it.kind === "strong";
    if (!isFree(before) || !isFree(after)) return false;
    return !/[^\s("']$/.test(before?.text ?? "") && !/^[^\s.,;:!?)"']/.test(after?.text ?? "");
  });
}

function areLinksKept(before: readonly Inline[], after: readonly Inline[]): boolean {
  const idsOf = (inlines: readonly Inline[]) =>
    inlines.flatMap((it) => (it.kind === "link" ? [it.source] : []));
  const [old, now] = [idsOf(before), idsOf(after)];
  const added = now.filter((id) => !old.includes(id));
  return (
    old.every((id) => now.includes(id)) &&
    added.length <= ADDED_LINKS_MAX &&
    new Set(now).size === now.length
  );
}

/** Without links: their labels are the source's, never the model's. */
function wordsOf(inlines: readonly Inline[]): string {
  return inlines.map((it) => (it.kind === "link" ? " " : it.text)).join("");
}

/** Every token is the evidence's or an everyday word. */
export function areCarried(tokens: readonly Token[], evidence: readonly Token[]): boolean {
  const terms = new Set(evidence.map((it) => it.text));
  const stems = new Set(evidence.flatMap((it) => (it.kind === "word" ? it.stems : [])));
  return tokens.every((token) =>
    token.kind === "term"
      ? terms.has(token.text)
      : token.stems.every((it) => ADDABLE_STEMS.has(it) || NEGATION_STEMS.has(it) || stems.has(it)),
  );
}

/** What the paragraph said is still said: terms, identifiers in their order, words, hedges, negations. */
function isAllKept(before: readonly Token[], after: readonly Token[]): boolean {
  const [terms, termsNow] = [termsOf(before), termsOf(after)];
  const inOrder = (list: readonly string[]) =>
    list.filter((it) => ORDERED.test(it) && terms.includes(it));
  if (!terms.every((it) => termsNow.includes(it))) return false;
  if (inOrder(terms).join(" ") !== inOrder(termsNow).join(" ")) return false;
  const [stems, stemsNow] = [stemsOf(before), stemsOf(after)];
  const isKept = (it: string) => isLight(it) || stemsNow.includes(it);
  const count = (list: readonly string[], of: ReadonlySet<string>) =>
    list.filter((it) => of.has(it)).length;
  return (
    stems.every(isKept) &&
    count(stemsNow, HEDGE_STEMS) >= count(stems, HEDGE_STEMS) &&
    negated(stems).join(" ") === negated(stemsNow).join(" ")
  );
}

/** Terms, each where it is named first. */
function termsOf(tokens: readonly Token[]): string[] {
  return [...new Set(tokens.flatMap((it) => (it.kind === "term" ? [it.text] : [])))];
}

function stemsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((it) => (it.kind === "word" ? it.stems : [stem(it.text)]));
}

/** Counted or compared elsewhere, or without meaning of its own. */
function isLight(it: string): boolean {
  return GLUE_STEMS.has(it) || HEDGE_STEMS.has(it) || NEGATION_STEMS.has(it);
}

/** For each negation the next word that it can be about. */
function negated(stems: readonly string[]): string[] {
  return stems
    .flatMap((it, at) =>
      NEGATION_STEMS.has(it)
        ? [stems.slice(at + 1).find((next) => !ADDABLE_STEMS.has(next)) ?? ""]
        : [],
    )
    .sort();
}
