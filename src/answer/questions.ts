// Questions earn their place: at most three, only for facts that nobody stated and whose value would
// change the advice, in the order that the entry gives.

import { judge } from "../knowledge/condition.ts";
import type { Entry } from "../knowledge/entry.ts";
import { type Block, code, type Inline, list, paragraph, strong, text } from "../text/nodes.ts";
import type { Asked } from "./answer.ts";
import type { Context } from "./context.ts";
import { sectionBlocks } from "./context.ts";

const QUESTIONS_MAX = 3;

export function toQuestions(context: Context, entry: Entry, open: readonly string[]): Asked[] {
  return entry.questions
    .filter(({ fact }) => open.includes(fact) && context.given.values(fact).length === 0)
    .filter(({ conditions }) => judge(conditions, context.given) !== "false")
    .slice(0, QUESTIONS_MAX)
    .map(({ fact, why }) => ({ ...toAsked(context, fact), why }));
}

function toAsked(context: Context, fact: string): Asked {
  const rule = context.shelf.facts.get(fact);
  return {
    fact,
    text: rule?.ask ?? `What is your ${rule?.title ?? fact}?`,
    why: "",
    how: rule?.how ?? null,
    options: Object.keys(rule?.values ?? {}),
  };
}

/** The questions, and what result would prove the cause (the entry's Check). */
export function questionBlocks(context: Context, entry: Entry | null, asked: readonly Asked[]): Block[] {
  const check = entry ? sectionBlocks(context, entry, "check") : [];
  return [
    ...(asked.length > 0 ? [list(asked.map(questionLine))] : []),
    ...(check.length > 0 ? [paragraph(strong("What would prove it")), ...check] : []),
  ];
}

function questionLine({ text: ask, why, how }: Asked): Inline[] {
  return [
    strong(ask),
    ...(why ? [text(` ${why}`)] : []),
    ...(how ? [text(" Find out with "), code(how), text(".")] : []),
  ];
}
