// What a person presses instead of typing: plain data that names what is meant, so that it means the
// same after a restart and when other questions are open by then.

/** In which of three ways an answer is wrong. */
export type Way = "problem" | "fix" | "fact";

export type StatedFact = { readonly name: string; readonly value: string };

export type Act =
  | { readonly kind: "facts"; readonly facts: readonly StatedFact[] }
  | { readonly kind: "wrong"; readonly way: Way }
  /** "Need a human". */
  | { readonly kind: "human" }
  | Sign;

/** Without a word: a check mark, a thumb down. Only the asker's means more than a count. */
export type Sign = { readonly kind: "worked" } | { readonly kind: "unhelpful" };

/** Something to press under a reply. */
export type Offer = { readonly act: Act; readonly label: string };

const WAYS: readonly Way[] = ["problem", "fix", "fact"];
const FACTS_MAX = 10;
const CHARS_MAX = 200;

export function isWay(value: unknown): value is Way {
  return WAYS.some((way) => way === value);
}

/** An act that was written as JSON; null for none, and for what only looks like one. */
export function readAct(json: string | null): Act | null {
  const value = parse(json);
  if (value?.kind === "human") return { kind: "human" };
  if (value?.kind === "worked" || value?.kind === "unhelpful") return { kind: value.kind };
  if (value?.kind === "wrong") return isWay(value.way) ? { kind: "wrong", way: value.way } : null;
  if (value?.kind !== "facts" || !Array.isArray(value.facts)) return null;
  const facts = value.facts.slice(0, FACTS_MAX).flatMap(toFact);
  return facts.length > 0 ? { kind: "facts", facts } : null;
}

function toFact(value: unknown): StatedFact[] {
  const { name, value: stated } = (value ?? {}) as Record<string, unknown>;
  const isFact = isShort(name) && isShort(stated);
  return isFact ? [{ name, value: stated }] : [];
}

function isShort(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= CHARS_MAX;
}

function parse(json: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json ?? "null");
    return typeof value === "object" ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}
