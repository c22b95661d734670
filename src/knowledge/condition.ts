// Conditions that an entry puts on a branch: `prefect.version >=2.7.1,<3.0.2 and client is not own`,
// `says "RECV_PING" or "RECV_DATA"`. Parts are joined by `and`.
// Three values: a fact that nobody stated makes a condition unknown, never false.

import { find, type Template, toTemplate } from "../text/template.ts";
import { inRange, type Scheme } from "./range.ts";

export type Truth = "true" | "false" | "unknown";

export type Condition =
  | { readonly kind: "range"; readonly fact: string; readonly range: string }
  | {
      readonly kind: "is";
      readonly fact: string;
      readonly values: readonly string[];
      readonly not: boolean;
    }
  | { readonly kind: "says"; readonly phrases: readonly Template[]; readonly not: boolean };

/** What conditions are judged against. Several values of one fact are all that were stated. */
export type Circumstances = {
  readonly values: (fact: string) => readonly string[];
  readonly scheme: (fact: string) => Scheme;
  /** The folded text of everything the asker wrote (see `fold`). */
  readonly folded: string;
};

const SAYS = /^(?<not>not )?says (?<phrases>"[^"]+"(?: or "[^"]+")*)$/;
const IS = /^(?<fact>[a-z][\w.-]*) is (?<not>not )?(?<values>[^"]+)$/;
const RANGE = /^(?<fact>[a-z][\w.-]*) (?<range>[<>=!~^].*)$/;

/** Reads `a and b and c`. Returns the text of the first part that is none, for lint to show. */
export function toConditions(text: string): readonly Condition[] | { readonly problem: string } {
  const conditions: Condition[] = [];
  for (const part of text.split(/ and (?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
    const condition = toCondition(part.trim());
    if (!condition) {
      return { problem: `cannot read the condition "${part.trim()}"` };
    }
    conditions.push(condition);
  }
  return conditions;
}

function toCondition(part: string): Condition | null {
  const says = SAYS.exec(part)?.groups;
  if (says?.phrases) {
    const phrases = says.phrases.slice(1, -1).split('" or "').map(toTemplate);
    return { kind: "says", phrases, not: Boolean(says.not) };
  }
  const is = IS.exec(part)?.groups;
  if (is?.fact && is.values) {
    const values = is.values.split(" or ").map((value) => value.trim());
    return { kind: "is", fact: is.fact, values, not: Boolean(is.not) };
  }
  const range = RANGE.exec(part)?.groups;
  if (range?.fact && range.range) return { kind: "range", fact: range.fact, range: range.range };
  return null;
}

/** The conditions that nothing stated so far settles. */
export function openConditions(
  conditions: readonly Condition[],
  given: Circumstances,
): Condition[] {
  return conditions.filter((condition) => judgeOne(condition, given) === "unknown");
}

/** All must hold: false wins over unknown, unknown over true. */
export function judge(conditions: readonly Condition[], given: Circumstances): Truth {
  const truths = conditions.map((condition) => judgeOne(condition, given));
  if (truths.includes("false")) return "false";
  return truths.includes("unknown") ? "unknown" : "true";
}

/** The facts that would settle what is still unknown. */
export function openFacts(conditions: readonly Condition[], given: Circumstances): string[] {
  return openConditions(conditions, given).flatMap((condition) =>
    condition.kind === "says" ? [] : [condition.fact],
  );
}

function judgeOne(condition: Condition, given: Circumstances): Truth {
  if (condition.kind === "says") {
    const isSaid = condition.phrases.some((phrase) => find(phrase, given.folded) !== null);
    return toTruth(isSaid !== condition.not);
  }
  const values = given.values(condition.fact);
  if (values.length === 0) return "unknown";
  const truths = values.map((value) =>
    condition.kind === "range"
      ? inRange(value, condition.range, given.scheme(condition.fact))
      : condition.values.includes(value) !== condition.not,
  );
  // Two versions in one report ("worked on 2.6, fails on 3.0") settle nothing if they disagree.
  return truths.every((truth) => truth === truths[0]) ? toTruth(truths[0] ?? null) : "unknown";
}

function toTruth(value: boolean | null): Truth {
  if (value === null) return "unknown";
  return value ? "true" : "false";
}
