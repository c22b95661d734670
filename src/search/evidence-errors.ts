// The exception that an incident and an issue have in common.

import type { Incident } from "../incident/incident.ts";
import { isSameType } from "../knowledge/match.ts";
import { mask } from "../text/mask.ts";
import { toWords } from "../text/terms.ts";
import { wrappedBy } from "../trace/wrapped.ts";
import { toPairs } from "./marks.ts";

export type ComparedError = {
  /** As the asker's report has it; null where only the messages agree. */
  readonly type: string | null;
  /** Under the mask: the same words, most of them, or none to speak of. */
  readonly message: "equal" | "near" | null;
};

const ERRORS_MAX = 30; // of one reading; more is a log of many failures
const MESSAGE_CHARS_MAX = 400;
const WORDS_MIN = 2; // of a message that can be equal: "not found" names nothing else
const PAIRS_MIN = 3;
const PAIRS_SHARE_MIN = 0.75; // what lies between two reports of one failure: names and values

type Named = { readonly type: string | null; readonly words: string; readonly pairs: Set<string> };

/** The pair of exceptions that agree best: type with message, then message, then type. */
export function compareErrors(mine: Incident, theirs: Incident): ComparedError | null {
  const others = namedErrors(theirs);
  const pairs = namedErrors(mine).flatMap((one) => others.map((other) => compare(one, other)));
  return pairs.reduce<ComparedError | null>(
    (best, it) => (pointsOf(it) > pointsOf(best) ? it : best),
    null,
  );
}

/** What a reading names as errors: exceptions, those that they wrap, and names in prose. */
function namedErrors({ traces, signals }: Incident): Named[] {
  // The last one surfaced; it is what people look for.
  const exceptions = traces.flatMap((trace) => trace.exceptions).toReversed();
  const wrapped = exceptions.map(wrappedBy).filter((it) => it !== null);
  const printed = [...exceptions, ...wrapped].map(({ type, message }) => toNamed(type, message));
  const said = signals
    .filter(({ kind }) => kind === "error")
    .map(({ value }) => toNamed(value, ""));
  return [...printed, ...said].slice(0, ERRORS_MAX);
}

function toNamed(type: string | null, message: string): Named {
  // Without its quotes a quoted name is compared too: two missing modules are two failures.
  const bare = message.slice(0, MESSAGE_CHARS_MAX).replace(/["'`]/g, " ").replace(/\s+/g, " ");
  const masked = toWords(mask(bare.trim()));
  return { type, words: masked.join(" "), pairs: new Set(toPairs(masked)) };
}

function compare(one: Named, other: Named): ComparedError {
  const isType = one.type !== null && other.type !== null && isSameType(one.type, other.type);
  return { type: isType ? one.type : null, message: compareMessages(one, other) };
}

function compareMessages(one: Named, other: Named): ComparedError["message"] {
  const isTelling = one.words.split(" ").length >= WORDS_MIN;
  if (one.words === other.words) return isTelling ? "equal" : null;
  const [few, many] = one.pairs.size <= other.pairs.size ? [one, other] : [other, one];
  if (few.pairs.size < PAIRS_MIN) return null;
  const shared = [...few.pairs].filter((pair) => many.pairs.has(pair)).length;
  return shared >= few.pairs.size * PAIRS_SHARE_MIN ? "near" : null;
}

function pointsOf(error: ComparedError | null): number {
  if (!error) return 0;
  const message = error.message === "equal" ? 3 : error.message === "near" ? 2 : 0;
  return message + (error.type === null ? 0 : 1.5);
}
