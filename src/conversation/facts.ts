// The facts of a thread: each with where it was said; what is said later replaces what was said before,
// and the reply says so.

import type { Shelf } from "../answer/context.ts";
import { type Fact, type FactSource, valuesOf } from "../incident/incident.ts";
import { code, type Inline, text } from "../text/nodes.ts";

/** What a message adds. `before`: what it replaces, oldest statement's place first. */
export type Learnt = {
  readonly name: string;
  readonly values: readonly string[];
  readonly before: readonly string[];
  readonly saidIn: FactSource | null;
};

/** Only what was not known: the same value again is nothing new. */
export function learntOf(known: readonly Fact[], stated: readonly Fact[]): Learnt[] {
  const names = [...new Set(stated.map(({ name }) => name))];
  return names.flatMap((name) => {
    const values = valuesOf(stated, name);
    const before = valuesOf(known, name);
    const isSame = values.length === before.length && values.every((it) => before.includes(it));
    const saidIn = known.findLast((it) => it.name === name)?.source ?? null;
    return isSame ? [] : [{ name, values, before, saidIn }];
  });
}

/** The store with what was learnt: one place for each name, the last one that stated it. */
export function withFacts(known: readonly Fact[], stated: readonly Fact[]): readonly Fact[] {
  const fresh = new Set(learntOf(known, stated).map(({ name }) => name));
  const kept = known.filter(({ name }) => !fresh.has(name));
  return [...kept, ...stated.filter(({ name }) => fresh.has(name))];
}

/** "Prefect version 2.14.3 instead of 2.10 (the report)". */
export function learntWords(shelf: Shelf, learnt: readonly Learnt[]): Inline[] {
  return learnt.flatMap(({ name, values, before, saidIn }, at) => [
    text(`${at > 0 ? ", " : ""}${titleOf(shelf, name)} `),
    ...codes(values),
    ...(before.length > 0 && saidIn !== null
      ? [text(" instead of "), ...codes(before), text(` (${sourceWords(saidIn)})`)]
      : []),
  ]);
}

/** Every fact in force, one line each, with where it was said. */
export function factLines(shelf: Shelf, facts: readonly Fact[]): Inline[][] {
  const names = [...new Set(facts.map(({ name }) => name))];
  return names.map((name) => {
    const last = facts.findLast((it) => it.name === name);
    return [
      text(`${titleOf(shelf, name)}: `),
      ...codes(valuesOf(facts, name)),
      text(` (${last ? sourceWords(last.source) : "said"})`),
    ];
  });
}

function sourceWords(source: FactSource): string {
  if (source === "report") return "the report";
  return source.startsWith("choice") ? "chosen in the thread" : "said in the thread";
}

const titleOf = (shelf: Shelf, name: string): string => shelf.facts.get(name)?.title ?? name;

function codes(values: readonly string[]): Inline[] {
  return values.flatMap((value, at) => [...(at > 0 ? [text(" and ")] : []), code(value)]);
}
