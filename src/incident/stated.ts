// Whether a message states what it names: a question, a plan and a negation name things as well.

import type { Found } from "../text/template.ts";
import type { FactSource } from "./incident.ts";

/** How far a sentence is looked at on either side: reading stays linear, however long the text is. */
const AROUND_CHARS_MAX = 120;
/** "from 2.14 to 3.1": what is left, and where it goes. */
const TO = /^[^.!?;,]{0,20} to\b/;

/** What may stand between "not" and what it denies: "we don't use the nginx", "it's not on nginx". */
const BETWEEN =
  "(?:(?:use|uses|using|used|have|has|run|running|be|think|it's|its|it|is|on|in|behind|through|with|an?|the|any|our|my|your) ){0,4}";
const NOT = "(?:\\b(?:not|no|without|never)|n't|\\b(?:do|does|did|is|are|was|have|has)nt)";
const NEGATED = new RegExp(
  `(?:${NOT} ${BETWEEN}|\\b(?:instead of|rather than|unlike|bypass(?:ed|ing)?|removed) (?:the |our |my )?)$`,
);
/** The lines of a report run together: only the very word before counts. */
const NEGATED_AT = /\b(?:not|no|without|never|instead of|rather than|removed) $/;
const LEFT = /\bfrom $/;
const MOVED = /\b(?:upgrad|updat|downgrad|mov|switch|migrat)\w*\b.*\bfrom $/;
/** "It worked on 2.14": in a thread, that is the version before the one that fails. */
const PAST = /\bworked (?:\w+ )?(?:on|with|in|under) $/;

const OPENING = "^(?:(?:and|but|so|ok|or|hm+|then)[, ]+)*";
const ASKED = new RegExp(
  `${OPENING}(?:is|are|was|would|should|could|can|will|do|does|did|how (?:do|would|can|could)|where|what (?:about|if))\\b`,
);
/** What is a question even where nobody typed the mark. */
const ASKED_PLAINLY = new RegExp(`${OPENING}(?:would|should|what (?:about|if))\\b`);
const UPGRADE = "(?:upgrade|update|move|switch|migrate|downgrade|go)";
const PLANNED = new RegExp(
  [
    "(?:^ ?|\\b(?:i|we) )(?:will|shall)\\b",
    "\\b(?:i|we)'ll\\b",
    "\\b(?:am|are|'m|'re) (?:going|planning) to\\b",
    "\\b(?:ask|let me|plan to|want to|thinking (?:of|about))\\b",
    `\\bif (?:i|we) ${UPGRADE}\\b`,
  ].join("|"),
);

/** `found`: where a message names a value of a fact. */
export function isStated(folded: string, { start, end }: Found, source: FactSource): boolean {
  const before = folded.slice(Math.max(0, start - AROUND_CHARS_MAX), start);
  const after = folded.slice(end, end + AROUND_CHARS_MAX);
  const clause = before.split(/[!?;,()]|\.(?:\s|$)/).at(-1) ?? "";
  if (LEFT.test(clause) && (TO.test(after) || MOVED.test(clause))) return false;
  if (source === "report") return !NEGATED_AT.test(clause);
  if (NEGATED.test(clause) || PAST.test(clause) || PLANNED.test(clause)) return false;
  const begun = before.split(/[!?;]|\.(?:\s|$)/).at(-1) ?? "";
  const sentence = begun.trimStart() + folded.slice(start, end);
  if (ASKED_PLAINLY.test(sentence)) return false;
  const mark = /[.!?;](?:\s|$)/.exec(after)?.[0] ?? "";
  return !(mark.startsWith("?") && ASKED.test(sentence));
}
