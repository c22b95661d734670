// Questions earn their place: at most three, only for facts that nobody stated and whose value would
// change the advice, in the order that the entry gives.

import { judge } from "../knowledge/condition.ts";
import type { Entry } from "../knowledge/entry.ts";
import { type Block, code, type Inline, list, strong, text, withCode } from "../text/nodes.ts";
import type { Asked } from "./answer.ts";
import { type Context, productOf, type Shelf } from "./context.ts";

const QUESTIONS_MAX = 3;

export function toQuestions(context: Context, entry: Entry, open: readonly string[]): Asked[] {
  const asked = entry.questions
    .filter(({ fact }) => open.includes(fact) && context.given.values(fact).length === 0)
    .filter(({ conditions }) => judge(conditions, context.given) !== "false")
    .map(({ fact, why }) => ({ ...toAsked(context, fact), why }));
  return mergeVersions(context, asked).slice(0, QUESTIONS_MAX);
}

export function toAsked(context: Context, fact: string): Asked {
  const rule = context.shelf.facts.get(fact);
  return {
    fact,
    also: [],
    text: rule?.ask ?? `What is your ${rule?.title ?? fact}?`,
    why: "",
    how: rule?.how ?? null,
    options: Object.keys(rule?.values ?? {}),
  };
}

/** All versions are one question: people paste them together. */
function mergeVersions(context: Context, asked: readonly Asked[]): Asked[] {
  const isVersion = ({ fact }: Asked) => context.shelf.facts.get(fact)?.kind === "version";
  const [first, ...others] = asked.filter(isVersion);
  if (!first || others.length === 0) return [...asked];
  const products = [first, ...others].map(({ fact }) => productOf(context.shelf, fact));
  const merged: Asked = {
    ...first,
    also: others.map(({ fact }) => fact),
    text: `Which versions run the code that fails: ${products.join(", ")}?`,
    why: [first, ...others].map(({ why }) => why).join(" "),
    how: [...new Set([first, ...others].map(({ how }) => how))].filter(Boolean).join("; "),
  };
  return asked.flatMap((it) => (it === first ? [merged] : isVersion(it) ? [] : [it]));
}

export function questionBlocks(asked: readonly Asked[]): Block[] {
  return asked.length > 0 ? [list(asked.map(questionLine))] : [];
}

function questionLine({ text: ask, why, how }: Asked): Inline[] {
  return [
    strong(ask),
    ...(why ? [text(" "), ...withCode(why)] : []),
    ...(how ? [text(" Find out with "), code(how), text(".")] : []),
  ];
}

/**
 * What a button for a choice says in the asker's name: the bare choice, unless another open question
 * has the same one; then the fact's own phrase.
 */
export function choiceText(
  option: string,
  { fact }: Asked,
  asked: readonly Asked[],
  shelf: Shelf,
): string {
  const isShared = asked.some((it) => it.fact !== fact && it.options.includes(option));
  return (isShared && shelf.facts.get(fact)?.values?.[option]?.[0]) || option;
}
