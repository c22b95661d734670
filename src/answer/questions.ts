// Questions earn their place: at most three, only for facts whose value would change the advice and that
// nobody stated, or that were stated with values that disagree; in the order that the entry gives.

import { judge } from "../knowledge/condition.ts";
import type { Entry } from "../knowledge/entry.ts";
import { type Block, code, type Inline, list, strong, text, withCode } from "../text/nodes.ts";
import type { Asked } from "./answer.ts";
import { type Context, productOf } from "./context.ts";

const QUESTIONS_MAX = 3;

export function toQuestions(context: Context, entry: Entry, open: readonly string[]): Asked[] {
  const asked = entry.questions
    .filter(({ fact }) => {
      const stated = context.given.values(fact).length;
      return stated === 0 ? open.includes(fact) : stated > 1 && isDisputed(context, entry, fact);
    })
    .filter(({ conditions }) => judge(conditions, context.given) !== "false")
    .map(({ fact, why }) => ({ ...toAsked(context, fact), why }));
  return mergeVersions(context, asked).slice(0, QUESTIONS_MAX);
}

export function toAsked(context: Context, fact: string): Asked {
  const rule = context.shelf.facts.get(fact);
  const stated = context.given.values(fact);
  if (stated.length > 0) return toContradiction(rule?.title ?? fact, fact, stated);
  return {
    fact,
    also: [],
    text: rule?.ask ?? `What is your ${rule?.title ?? fact}?`,
    why: "",
    how: rule?.how ?? null,
    options: Object.keys(rule?.values ?? {}),
  };
}

/** Values of one version disagree about a default. */
function isDisputed({ given }: Context, { settings }: Entry, fact: string): boolean {
  const ranges = settings
    .filter(({ by }) => by === fact)
    .flatMap(({ defaults }) => defaults.map(({ range }) => range));
  return ranges.some((range) => judge([{ kind: "range", fact, range }], given) === "unknown");
}

/** The report states more than one value, and they disagree about the advice. */
function toContradiction(title: string, fact: string, stated: readonly string[]): Asked {
  const text = `You name ${stated.join(" and ")}: which ${title} has the code that fails?`;
  return { fact, also: [], text, why: "", how: null, options: stated };
}

/** All versions are one question: people paste them together. */
function mergeVersions(context: Context, asked: readonly Asked[]): Asked[] {
  const isVersion = ({ fact, options }: Asked) =>
    options.length === 0 && context.shelf.facts.get(fact)?.kind === "version";
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
