// What a message in a thread is, by rule and never by a model: something to work on, something to
// acknowledge, or none of the bot's business.

import { bareAnswer, type FactRecogniser } from "../incident/facts.ts";
import type { Fact, Incident } from "../incident/incident.ts";
import { fold } from "../text/template.ts";
import type { Thread } from "./thread.ts";

const SIDE_TALK_CHARS_MAX = 80; // longer messages with no fact in them are read as reports

const THANKS =
  /^(?:ok(?:ay)?[,! ]*)?(?:thanks?|thank you|thx|ty|cheers|great|perfect|awesome|nice|cool|got it|will try|merci|gracias|danke)\b/;
const WORKED =
  /^(?:(?:ok|yes|yep|yeah|great|it)[,! ]*)*(?:worked|works|fixed|solved|resolved)(?:$|[,.! ])|:(?:white_check_mark|heavy_check_mark|tada):|^✅|\b(?:(?:that|this|it) (?:worked|works|fixed it|solved it|did it|helped)|works now|working now|it's fixed|is fixed now|fixed it|solved|problem (?:is )?gone)\b/;
const NOT_WORKED =
  /\b(?:(?:did|does|do)(?:n't| not) (?:work|help|fix|change)|not (?:working|fixed|solved)|no luck|same error|still (?:fails?|failing|happens?|happening|get|getting|see|seeing|the same|broken))\b/;
const TRIED =
  /\b(?:(?:i|we)(?:'ve| have)? (?:already|just)?\s*(?:tried|set|did|done|disabled|turned|switched|have (?:that|this|it))|already (?:set|tried|did|done|have|off|disabled|false|true)|(?:that|this|it)(?:'s| is) already)\b/;
const WRONG =
  /^(?:no[,! ]*)?(?:(?:that|this|it|the answer)(?:'s| is| was) )?(?:just |plain |simply )?(?:wrong|incorrect|not (?:it|right|correct|(?:my|our|the) (?:problem|issue|cause|case|error)))\b/;
const QUIET = /\b(?:stay out|be quiet|quiet please|shut up|stop replying)\b|^quiet$/;

/** `facts`: what the message states beyond what was known. */
export type Turn =
  | { readonly kind: "report" }
  | { readonly kind: "refine"; readonly facts: readonly Fact[]; readonly tried: boolean }
  | { readonly kind: "worked" }
  /** The answer does not fit; in which way is not said. */
  | { readonly kind: "wrong" }
  | { readonly kind: "thanks" }
  | { readonly kind: "quiet" }
  | { readonly kind: "side talk" };

/** `incident` is the message read by itself, with the source `reply n`. */
export function listen(
  thread: Thread,
  incident: Incident,
  recognisers: readonly FactRecogniser[],
): Turn {
  if (thread.report === null) return { kind: "report" };
  const said = fold(incident.report.text).trim();
  if (QUIET.test(said)) return { kind: "quiet" };
  if (hasError(incident) || namesNewError(thread, incident)) return { kind: "report" };

  const facts = [...incident.facts, ...bareFacts(thread, incident, recognisers)];
  const failed = NOT_WORKED.test(said);
  const tried = thread.recommended !== null && (failed || TRIED.test(said));
  if (facts.length > 0 || tried) return { kind: "refine", facts, tried };
  if (WRONG.test(said) && thread.level !== null) return { kind: "wrong" };
  if (WORKED.test(said)) return { kind: "worked" };
  if (thread.quiet) return { kind: "side talk" };
  if (THANKS.test(said)) return { kind: "thanks" };
  return said.length > SIDE_TALK_CHARS_MAX && incident.signals.length > 0
    ? { kind: "report" }
    : { kind: "side talk" };
}

function hasError(incident: Incident): boolean {
  return incident.traces.some((trace) =>
    trace.exceptions.some((it) => it.frames.length > 0 || it.message !== ""),
  );
}

/** "Now it is ZebraError" is another problem; naming the error that the thread is about is not. */
function namesNewError(thread: Thread, incident: Incident): boolean {
  const known = thread.report?.toLowerCase() ?? "";
  return incident.signals.some(
    ({ kind, value }) => kind === "error" && !known.includes(value.toLowerCase()),
  );
}

/** "2.14.3" or "nginx" alone answers the question that is open, when only one can be meant. */
function bareFacts(
  thread: Thread,
  incident: Incident,
  recognisers: readonly FactRecogniser[],
): Fact[] {
  if (incident.facts.length > 0) return [];
  const answers = thread.asked.flatMap(({ fact }) => {
    const recogniser = recognisers.find(({ rule }) => rule.name === fact);
    const value = recogniser ? bareAnswer(recogniser, incident.report.text) : null;
    return recogniser && value !== null ? [{ recogniser, value }] : [];
  });
  // A version is the product's, which is asked for first; "no" to two questions answers neither.
  const [first] = answers;
  if (!first || (first.recogniser.rule.kind === "choice" && answers.length > 1)) return [];
  const { recogniser, value } = first;
  return [{ name: recogniser.rule.name, value, source: `reply ${thread.turns}` }];
}
