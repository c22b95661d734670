// What a message in a thread is, by rule and never by a model: something to work on, something to
// acknowledge, or none of the bot's business.

import { bareAnswer, type FactRecogniser, isReplacement, statedValue } from "../incident/facts.ts";
import type { Fact, Incident } from "../incident/incident.ts";
import { fold } from "../text/template.ts";
import type { Act, Sign, Way } from "./act.ts";
import { learntOf } from "./facts.ts";
import type { Author, Thread } from "./thread.ts";
import { isRelapse, verdictOf, wayOf } from "./verdict.ts";
import {
  asksForQuiet,
  beforePaste,
  isAside,
  isCorrection,
  isThanks,
  isToSomebody,
} from "./words.ts";

const SIDE_TALK_CHARS_MAX = 80; // longer messages with no fact in them are read as reports

export type Speaker = {
  readonly author: Author;
  /** The bot was mentioned, or is spoken to alone. */
  readonly isAddressed: boolean;
  /** What was pressed; null for what was typed. */
  readonly act: Act | null;
};

/** `facts`: what the message states. */
export type Turn =
  | { readonly kind: "report"; readonly tried: boolean }
  | Refining
  | { readonly kind: "worked"; readonly facts: readonly Fact[] }
  /** The answer does not fit; null: in which way is not said. */
  | { readonly kind: "wrong"; readonly way: Way | null }
  | { readonly kind: "correction"; readonly facts: readonly Fact[] }
  | { readonly kind: "human" }
  | { readonly kind: "quiet" }
  | { readonly kind: "silent"; readonly why: string };

/** `isTakenBack`: what was said to be solved is not; `isOfAdvice`: it is about what was advised. */
type Refining = {
  readonly kind: "refine";
  readonly facts: readonly Fact[];
  readonly tried: boolean;
  readonly isTakenBack?: boolean;
  readonly isOfAdvice?: boolean;
};

const silent = (why: string): Turn => ({ kind: "silent", why });

/** `incident` is the message read by itself, with the source `reply n`. */
export function listen(
  thread: Thread,
  incident: Incident,
  recognisers: readonly FactRecogniser[],
  speaker: Speaker,
): Turn {
  const pressed = speaker.act && pressedTurn(thread, speaker.act, recognisers, speaker.author);
  if (pressed) return pressed;
  const said = fold(incident.report.text).trim();
  if (speaker.author === "bot") return silent("a bot");
  const isAsked = (speaker.author === "asker" && !thread.quiet) || speaker.isAddressed;
  if (thread.report === null)
    return isAsked ? { kind: "report", tried: false } : silent("not asked");
  if (asksForQuiet(said)) return { kind: "quiet" };
  if (speaker.author === "maintainer" && thread.level !== null && isCorrection(said))
    return { kind: "correction", facts: incident.facts };
  return (
    whyNot(thread, incident, said, speaker) ??
    askedTurn(thread, incident, said, recognisers, speaker)
  );
}

/** Why a message is none of our business, whatever it says; null when it may be. */
function whyNot(
  thread: Thread,
  incident: Incident,
  said: string,
  { author, isAddressed }: Speaker,
): Turn | null {
  if (isAddressed) return null;
  if (author === "maintainer") return silent("a maintainer is speaking");
  if (author === "other") return silent("people are talking");
  if (thread.quiet === "maintainer") return silent("a maintainer has this thread");
  if (thread.quiet) return silent("asked to stay out");
  return isToSomebody(said) && !hasError(incident) ? silent("addressed to somebody else") : null;
}

function askedTurn(
  thread: Thread,
  incident: Incident,
  said: string,
  recognisers: readonly FactRecogniser[],
  { isAddressed }: Speaker,
): Turn {
  const isPaste = hasError(incident);
  const words = isPaste ? fold(beforePaste(incident.report.text)) : said;
  const verdict = verdictOf(words);
  // Somebody else has suggested or asked something: short words are more likely for them.
  const isBetween = thread.othersSpoke && !isAddressed;
  const hasFailed = verdict === "failed" || (thread.resolution !== null && isRelapse(words));
  const hasTried = (verdict === "tried" || hasFailed) && !isBetween;
  const tried = hasTried && thread.recommended !== null;
  if (isPaste) return { kind: "report", tried };
  if (verdict === "worked") return { kind: "worked", facts: incident.facts };
  const answersAsked = incident.facts.some(({ name }) =>
    thread.asked.some(({ fact }) => fact === name),
  );
  const isOther = !answersAsked && !isAside(said) && namesNewError(thread, incident);
  if (isOther) return { kind: "report", tried };

  const facts = [...incident.facts, ...bareFacts(thread, incident, recognisers, isBetween)];
  const isNew = learntOf(thread.facts, facts).length > 0;
  const of = { isTakenBack: hasFailed && !isBetween, isOfAdvice: verdict !== null };
  if (isNew) return { kind: "refine", facts, tried, ...of };
  if (thread.handedOver && !isAddressed) return silent("handed over to a person");
  if (facts.length > 0 || hasTried) return { kind: "refine", facts, tried, ...of };
  if (isBetween) return silent("people are talking");
  if (verdict === "wrong" && thread.level !== null) return { kind: "wrong", way: wayOf(said) };
  if (isThanks(said)) return silent("thanks");
  if (tellsMore(incident, said, isAddressed)) return { kind: "report", tried: false };
  // A mention is never passed over.
  return isAddressed ? { kind: "refine", facts: [], tried: false } : silent("side talk");
}

/** Null when the press names nothing that is known any more: its words are read instead. */
function pressedTurn(
  thread: Thread,
  act: Act,
  recognisers: readonly FactRecogniser[],
  author: Author,
): Turn | null {
  if (act.kind === "human") return callTurn(thread, author);
  if (act.kind === "worked" || act.kind === "unhelpful") return signTurn(thread, act, author);
  if (author === "bot" || thread.report === null) return silent("nothing to choose for");
  if (act.kind === "wrong") {
    if (author === "other") return silent("not theirs to say");
    const isTried = act.way === "fix" && thread.recommended !== null;
    return isTried ? { kind: "refine", facts: [], tried: true } : { kind: "wrong", way: act.way };
  }
  const facts = act.facts.flatMap(({ name, value }): Fact[] => {
    const recogniser = recognisers.find(({ rule }) => rule.name === name);
    const stated = recogniser ? statedValue(recogniser, value) : null;
    return stated === null ? [] : [{ name, value: stated, source: `choice ${thread.turns}` }];
  });
  if (facts.length === 0) return null;
  const isNew = learntOf(thread.facts, facts).length > 0;
  return isNew ? { kind: "refine", facts, tried: false } : silent("known already");
}

/** Only whoever has the problem calls a person, and once. */
function callTurn(thread: Thread, author: Author): Turn {
  if (author !== "asker") return silent("only the asker calls a person");
  return thread.called || thread.report === null
    ? silent("a person was called already")
    : { kind: "human" };
}

/** A question back comes once a thread, and not where people have taken over. */
function signTurn(thread: Thread, { kind }: Sign, author: Author): Turn {
  if (author !== "asker" || thread.report === null) return silent("a sign of somebody else");
  if (kind === "worked")
    return thread.resolution ? silent("known already") : { kind: "worked", facts: [] };
  const isOver = thread.askedWay || thread.quiet || thread.handedOver;
  return isOver ? silent("counted as a vote") : { kind: "wrong", way: null };
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

/** A longer message may be the report. In a thread that has one, a library's name alone is talk about it. */
function tellsMore({ signals }: Incident, said: string, isAddressed: boolean): boolean {
  if (said.length <= SIDE_TALK_CHARS_MAX || isAside(said)) return false;
  return signals.some(({ kind }) => isAddressed || kind === "error" || kind === "code");
}

/** "2.14.3" or "nginx" alone answers the question that is open, when only one can be meant. */
function bareFacts(
  thread: Thread,
  incident: Incident,
  recognisers: readonly FactRecogniser[],
  isBetween: boolean,
): Fact[] {
  if (incident.facts.length > 0) return [];
  const { text } = incident.report;
  const replaced = isReplacement(text) ? lastVersion(thread, recognisers) : null;
  const open = replaced ? [replaced] : thread.asked.map(({ fact }) => fact);
  const answers = open.flatMap((fact) => {
    const recogniser = recognisers.find(({ rule }) => rule.name === fact);
    const value = recogniser ? bareAnswer(recogniser, text) : null;
    return recogniser && value !== null ? [{ recogniser, value }] : [];
  });
  // A version is the product's, which is asked for first; "no" to two questions answers neither.
  const [first] = answers;
  if (!first) return [];
  const isChoice = first.recogniser.rule.kind === "choice";
  if (isChoice && (answers.length > 1 || isBetween)) return [];
  const { recogniser, value } = first;
  return [{ name: recogniser.rule.name, value, source: `reply ${thread.turns}` }];
}

/** The version that the thread stated last: what "sorry, I meant 2.14.3" puts right. */
function lastVersion(thread: Thread, recognisers: readonly FactRecogniser[]): string | null {
  const versions = recognisers.filter(({ rule }) => rule.kind === "version");
  const isVersion = (name: string) => versions.some(({ rule }) => rule.name === name);
  return thread.facts.findLast(({ name }) => isVersion(name))?.name ?? null;
}
