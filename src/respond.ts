// The whole bot, in order: one message and its thread to a reply and the next thread. Only the calls
// on `services` reach outside.

import type { Answer } from "./answer/answer.ts";
import { composeAnswer } from "./answer/compose.ts";
import { type Context, fixId, type Shelf } from "./answer/context.ts";
import { openFixes } from "./answer/fix.ts";
import { ground } from "./answer/ground.ts";
import { type Model, word } from "./answer/word.ts";
import { changedSections, deltaLead, saidOf } from "./conversation/delta.ts";
import { listen, type Turn } from "./conversation/listen.ts";
import { isRepeat, recommendedTitle, repeatLead, repeatSections } from "./conversation/repeat.ts";
import type { Reply } from "./conversation/reply.ts";
import type { Thread } from "./conversation/thread.ts";
import { diagnose } from "./diagnosis/diagnosis.ts";
import type { FactRecogniser } from "./incident/facts.ts";
import type { Fact, FactSource, Incident } from "./incident/incident.ts";
import type { Circumstances } from "./knowledge/condition.ts";
import { toSubject } from "./knowledge/match.ts";
import { schemesOf } from "./knowledge/range.ts";
import type { Hits } from "./search/retrieve.ts";
import { list, paragraph, text } from "./text/nodes.ts";
import type { Report } from "./text/report.ts";
import { fingerprint } from "./trace/fingerprint.ts";

/** Different errors that one thread remembers. */
const FINGERPRINTS_MAX = 20;

export type Services = {
  /** Reads one message by itself; in the engine worker, bounded. */
  readonly read: (report: Report, source: FactSource, known: readonly Fact[]) => Promise<Incident>;
  readonly search: (incident: Incident, exclude: readonly string[]) => Promise<Hits>;
  /** What answers draw on: reference pages, fact names, the product. */
  readonly shelf: Shelf;
  readonly recognisers: readonly FactRecogniser[];
} & (Model | { /** Null runs the whole bot without a model. */ readonly complete: null });

export type Responded = {
  readonly reply: Reply;
  readonly thread: Thread;
  /** What was read and found, for `explain` and the playground; null when nothing was searched. */
  readonly seen: { readonly incident: Incident; readonly hits: Hits } | null;
};

export type RespondOptions = {
  /** Issues (`owner/repo#7`) that do not exist for this message. */
  readonly exclude?: readonly string[];
};

export async function respond(
  services: Services,
  message: Report,
  thread: Thread,
  options: RespondOptions = {},
): Promise<Responded> {
  const source: FactSource = thread.report === null ? "report" : `reply ${thread.turns}`;
  const incident = await services.read(message, source, []);
  const turn = listen(thread, incident, services.recognisers);
  if (turn.kind === "report") return answerReport(services, incident, thread, options);
  if (turn.kind === "refine") return refine(services, thread, turn, options);
  return { ...settle(thread, turn), seen: null };
}

/** A first report, or a new error in a thread that has one. */
async function answerReport(
  services: Services,
  incident: Incident,
  thread: Thread,
  options: RespondOptions,
): Promise<Responded> {
  const facts =
    thread.report === null
      ? [...incident.facts, ...thread.facts] // a report that was edited: what was said since is newer
      : [...thread.facts, ...incident.facts];
  const known = { ...incident, facts };
  const {
    answer: plain,
    hits,
    recommended,
  } = await answerFor(services, known, thread.tried, options);
  const prints = incident.traces.map(fingerprint);
  const next: Thread = {
    ...remember(thread, plain, recommended), // later answers are compared with the plain one
    report: incident.report.text,
    fingerprints: [...new Set([...thread.fingerprints, ...prints])].slice(-FINGERPRINTS_MAX),
    facts: known.facts,
    quiet: false,
  };
  if (isRepeat(thread, plain, prints)) {
    const lead = repeatLead(recommendedTitle(thread, hits));
    const sections = repeatSections(thread, plain);
    const reply: Reply = { kind: "delta", answer: { ...plain, sections }, lead };
    return { reply, thread: next, seen: { incident: known, hits } };
  }
  const worded = services.complete && (await word(services, plain, incident.report.text));
  const answer = ground(plain, worded) ?? plain;
  return { reply: { kind: "answer", answer }, thread: next, seen: { incident: known, hits } };
}

/**
 * More is known about the same problem: judge it again and say what changed. A delta is plain: it is
 * short, it is compared with plain sections, and one call a problem bounds what a thread can cost.
 */
async function refine(
  services: Services,
  thread: Thread,
  turn: Extract<Turn, { kind: "refine" }>,
  options: RespondOptions,
): Promise<Responded> {
  const facts = [...thread.facts, ...turn.facts];
  const report: Report = { text: thread.report ?? "", redactions: [], problems: [] };
  const reread = await services.read(report, "report", []);
  const incident = { ...reread, facts };
  const tried =
    turn.tried && thread.recommended ? [...thread.tried, thread.recommended] : thread.tried;
  const { answer, hits, recommended } = await answerFor(services, incident, tried, options);
  const lead = deltaLead(services.shelf, thread, answer, turn.facts, turn.tried);
  const next: Thread = { ...remember(thread, answer, recommended), facts, tried };
  return {
    reply: {
      kind: "delta",
      answer: { ...answer, sections: changedSections(thread, answer) },
      lead,
    },
    thread: next,
    seen: { incident, hits },
  };
}

async function answerFor(
  services: Services,
  incident: Incident,
  tried: readonly string[],
  { exclude = [] }: RespondOptions,
): Promise<{ answer: Answer; hits: Hits; recommended: string | null }> {
  const hits = await services.search(incident, exclude);
  const given = toGiven(services.shelf, incident);
  const diagnosis = diagnose(hits, given);
  const hidden = new Set(exclude.map((ref) => ref.toLowerCase()));
  const context: Context = { shelf: services.shelf, incident, given, diagnosis, tried, hidden };
  const answer = composeAnswer(context);
  const isClaim = diagnosis.level === "exact" || diagnosis.level === "likely";
  const first = isClaim
    ? openFixes(context, diagnosis.cause.entry).find(({ item }) => item.title !== null)?.item.title
    : null;
  return { answer, hits, recommended: first ? fixId(first) : null };
}

/** What conditions are judged against. */
function toGiven(shelf: Shelf, incident: Incident): Circumstances {
  return toSubject(incident, schemesOf(shelf.facts.values())).given;
}

function remember(thread: Thread, answer: Answer, recommended: string | null): Thread {
  return {
    ...thread,
    turns: thread.turns + 1,
    level: answer.level,
    entry: answer.entry,
    recommended,
    asked: answer.questions,
    said: saidOf(answer),
  };
}

/** What is wrong decides what helps; each way is one that the next message can say. */
const WHICH_WAY = [
  paragraph(text("Sorry. Which way is it wrong?")),
  list([
    [text("Another problem: paste the whole error, from its first line to its last.")],
    [text("The right problem, but the fix did not help: say what you changed and what happened.")],
    [text("A wrong fact: say the version, the proxy or whatever differs.")],
  ]),
];

function settle(thread: Thread, turn: Turn): { reply: Reply; thread: Thread } {
  const next = { ...thread, turns: thread.turns + 1 };
  if (turn.kind === "worked") {
    const blocks = [
      paragraph(text("Good to hear, thank you for saying so: noted as what solved it.")),
    ];
    return { reply: { kind: "acknowledge", blocks }, thread: next };
  }
  if (turn.kind === "wrong")
    return { reply: { kind: "acknowledge", blocks: WHICH_WAY }, thread: next };
  if (turn.kind === "quiet") {
    const why = "asked to stay out of this thread until mentioned again";
    return { reply: { kind: "silent", why }, thread: { ...next, quiet: true } };
  }
  return { reply: { kind: "silent", why: turn.kind }, thread: next };
}
