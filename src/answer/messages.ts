// An answer as at most two messages: what decides, then what is long (code, upgrades, checks).

import type { Answer, Section, SectionId } from "./answer.ts";

/** `product.md`: the first message holds at most about this many characters. */
export const FIRST_CHARS_MAX = 2_500;
/** What moves to the second message first, when the first is too long. */
const MOVES: readonly SectionId[] = [
  "references",
  "code",
  "network",
  "retries",
  "upgrade",
  "alternatives",
  "check",
  "reports",
  "defaults",
];

export type Message = { readonly sections: readonly Section[] };

/** `measure`: how long a section becomes on the surface that renders it. */
export function toMessages(answer: Answer, measure: (section: Section) => number): Message[] {
  const moved = new Set<SectionId>();
  const length = () =>
    answer.sections.filter((it) => !moved.has(it.id)).reduce((sum, it) => sum + measure(it), 0);
  for (const id of MOVES) {
    if (length() <= FIRST_CHARS_MAX) break;
    moved.add(id);
  }
  const first = answer.sections.filter((it) => !moved.has(it.id));
  const second = answer.sections.filter((it) => moved.has(it.id));
  return second.length > 0 ? [{ sections: first }, { sections: second }] : [{ sections: first }];
}
