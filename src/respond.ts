// The whole bot, in order: one message and its thread to a reply and the next thread. Only the calls
// on `services` reach outside.

import type { Answer } from "./answer/answer.ts";
import { composeAnswer } from "./answer/compose.ts";
import { type Context, fixId, type Shelf } from "./answer/context.ts";
import { openFixes } from "./answer/fix.ts";
import { ground } from "./answer/ground.ts";
import { type Model, word } from "./answer/word.ts";
import type { Act } from "./conversation/act.ts";
import { learntOf, withFacts } from "./conversation/facts.ts";
import { isBeside, isExhausted, type Judged, withoutRejected } from "./conversation/judged.ts";
import { listen, type Turn } from "./conversation/listen.ts";
import { isRepeat } from "./conversation/repeat.ts";
import type { Reply } from "./conversation/reply.ts";
import {
  answered,
  asOtherProblem,
  called,
  counted,
  type Round,
  refined,
  repeated,
  withReport,
} from "./conversation/round.ts";
import { flagged, settle } from "./conversation/settle.ts";
import { type Author, type Thread, withNamed } from "./conversation/thread.ts";
import { diagnose } from "./diagnosis/diagnosis.ts";
import type { FactRecogniser } from "./incident/facts.ts";
import type { Fact, FactSource, Incident } from "./incident/incident.ts";
import { toSubject } from "./knowledge/match.ts";
import { schemesOf } from "./knowledge/range.ts";
import type { Hits, Scope } from "./search/retrieve.ts";
import type { Asker } from "./storage/resolved.ts";
import type { Report } from "./text/report.ts";
import { fingerprint } from "./trace/fingerprint.ts";

export type Services = {
  /** Reads one message by itself; in the engine worker, bounded. */
  readonly read: (report: Report, source: FactSource, known: readonly Fact[]) => Promise<Incident>;
  readonly search: (incident: Incident, exclude: readonly string[], scope?: Scope) => Promise<Hits>;
  /** What answers draw on: reference pages, fact names, the product. */
  readonly shelf: Shelf;
  readonly recognisers: readonly FactRecogniser[];
} & (Model | { /** Null runs the whole bot without a model. */ readonly complete: null });

export type Responded = {
  readonly reply: Reply;
  readonly thread: Thread;
  /** What was read and found, for `explain` and the playground; null when nothing was searched. */
  readonly seen: { readonly incident: Incident; readonly hits: Hits } | null;
  /** With `isPlainFirst` and a model: the answer as it may be reworded later. Never rejects. */
  readonly worded?: Promise<Answer | null> | null;
};

export type RespondOptions = {
  /** Do not wait for the model: give the plain answer now, and its wording as a promise. */
  readonly isPlainFirst?: boolean;
  /** Issues (`owner/repo#7`) that do not exist for this message. */
  readonly exclude?: readonly string[];
  /** Who says it; the asker when left out. */
  readonly author?: Author;
  /** The bot was mentioned: what was quiet speaks again. */
  readonly isAddressed?: boolean;
  /** Where it is asked: what was solved there before may be named. */
  readonly asker?: Asker;
  /** The address of a thread, by its id; null where the surface is not certain of it. */
  readonly linkTo?: (thread: string) => string | null;
  /** What was pressed; then `message` is what that looks like as words. */
  readonly act?: Act | null;
};

export async function respond(
  services: Services,
  message: Report,
  before: Thread,
  options: RespondOptions = {},
): Promise<Responded> {
  const { author = "asker", isAddressed = false, act = null } = options;
  const speaker = { author, isAddressed, act };
  const thread: Thread = isAddressed ? { ...before, quiet: false } : before;
  const source: FactSource = thread.report === null ? "report" : `reply ${thread.turns}`;
  const incident = await services.read(message, source, []);
  const turn = listen(thread, incident, services.recognisers, speaker);
  const heard: Heard = { services, thread, incident, options };
  switch (turn.kind) {
    case "report":
      return spoken(await answerReport(heard, turn.tried));
    case "refine":
      return spoken(await refine(heard, turn));
    case "human":
      return spoken(await callPerson(heard));
    case "wrong":
      if (turn.way === "problem" && thread.named) return spoken(await setAside(heard));
  }
  return spoken({ ...settle(services.shelf, thread, turn, speaker, message.text), seen: null });
}

/** A message that has been read, and the thread that it found. */
type Heard = {
  readonly services: Services;
  readonly thread: Thread;
  readonly incident: Incident;
  readonly options: RespondOptions;
};

/** A first report, or a new error in a thread that has one. */
async function answerReport(heard: Heard, isTried: boolean): Promise<Responded> {
  const { services, incident, options } = heard;
  const prints = incident.traces.map(fingerprint);
  const before = asOtherProblem(heard.thread, prints);
  const learnt = learntOf(before.facts, incident.facts);
  const facts =
    before.report === null
      ? withFacts(incident.facts, before.facts) // a report that was edited: what was said since is newer
      : withFacts(before.facts, incident.facts);
  const tried = isTried ? withNamed(before.tried, before.recommended) : before.tried;
  const resolution = before.report === null ? before.resolution : null; // what is pasted later fails
  const thread = { ...before, facts, tried, quiet: false as const, resolution };
  const judged = await judge(services, { ...incident, facts }, thread, options);
  const seen = { incident: judged.incident, hits: judged.hits };
  const next = withReport(thread, incident.report.text, prints);
  if (isRepeat(before, judged.answer, prints)) {
    if (before.handedOver && !options.isAddressed && learnt.length === 0) {
      return { reply: { kind: "silent", why: "handed over to a person" }, thread: before, seen };
    }
    const round = await advance(services, { before, thread: next, judged }, isTried, options);
    return { ...repeated(services.shelf, round, isTried, learnt), seen };
  }
  const { answer: plain } = judged;
  const worded = wordedBy(services, plain, incident.report.text);
  const { reply, thread: after } = answered(next, judged);
  if (options.isPlainFirst) return { reply, thread: after, seen, worded };
  return { reply: { ...reply, answer: (await worded) ?? plain }, thread: after, seen };
}

/** The plain answer in the words of a model, as far as the evidence carries them; null for neither. */
function wordedBy(
  services: Services,
  plain: Answer,
  report: string,
): Promise<Answer | null> | null {
  if (!services.complete) return null;
  return word(services, plain, report).then((said) => ground(plain, said));
}

/**
 * More is known about the same problem: judge it again and say what changed. A delta is plain: it is
 * short, it is compared with plain sections, and one call a problem bounds what a thread can cost.
 */
async function refine(
  { services, thread: before, options }: Heard,
  turn: Extract<Turn, { kind: "refine" }>,
): Promise<Responded> {
  const { recommended } = before;
  const learnt = learntOf(before.facts, turn.facts);
  const facts = withFacts(before.facts, turn.facts);
  const tried = turn.tried ? withNamed(before.tried, recommended) : before.tried;
  const isFlagged = options.act?.kind === "wrong";
  const resolution = turn.isTakenBack ? null : before.resolution;
  const thread = { ...(isFlagged ? flagged(before, "fix") : before), facts, tried, resolution };
  const judged = await rejudge(services, thread, options);
  const isSpokenTo = turn.isOfAdvice || turn.isTakenBack || options.isAddressed || options.act;
  if (!isSpokenTo && isBeside(services.shelf, before, judged, learnt)) {
    const why = "noted, and changes nothing";
    const noted = { ...thread, turns: thread.turns + 1 };
    return { reply: { kind: "silent", why, isNoted: true }, thread: noted, seen: null };
  }
  const round = await advance(services, { before, thread, judged }, turn.tried, options);
  const what = { learnt, tried: turn.tried ? recommended : null, setAside: null };
  const { incident, hits } = round.judged;
  return { ...refined(services.shelf, round, what), seen: { incident, hits } };
}

/** "Another problem": the entry goes, what comes next is judged. */
async function setAside({ services, thread: before, options }: Heard): Promise<Responded> {
  const rejected = withNamed(before.rejected, before.named);
  const thread = { ...flagged(before, "problem"), rejected };
  const judged = await rejudge(services, thread, options);
  const what = { learnt: [], tried: null, setAside: before.named?.title ?? null };
  const { incident, hits } = judged;
  const round = counted(before, thread, judged);
  return { ...refined(services.shelf, round, what), seen: { incident, hits } };
}

async function callPerson({ services, thread, options }: Heard): Promise<Responded> {
  const judged = await rejudge(services, thread, options);
  const { incident, hits } = judged;
  return { ...called(services.shelf, thread, judged), seen: { incident, hits } };
}

/** Where every fix was tried, the next entry that fits; where there is none, the end. */
async function advance(
  services: Services,
  { before, thread, judged }: Omit<Round, "ending">,
  isTried: boolean,
  options: RespondOptions,
): Promise<Round> {
  if (!isTried || !isExhausted(judged)) return counted(before, thread, judged);
  const rejected = withNamed(thread.rejected, judged.named);
  const next = { ...thread, rejected };
  const other = await judge(services, judged.incident, next, options);
  if (other.answer.entry === null) return { before, thread, judged, ending: "tried" };
  return counted(before, next, other);
}

/** The report of the thread, with all that is known by now. */
async function rejudge(
  services: Services,
  thread: Thread,
  options: RespondOptions,
): Promise<Judged> {
  const report: Report = { text: thread.report ?? "", redactions: [], problems: [] };
  const incident = await services.read(report, "report", []);
  return judge(services, { ...incident, facts: thread.facts }, thread, options);
}

async function judge(
  services: Services,
  incident: Incident,
  thread: Pick<Thread, "tried" | "rejected">,
  { exclude = [], asker, linkTo = () => null }: RespondOptions,
): Promise<Judged> {
  const found = await services.search(incident, exclude, asker && { asker });
  const hits = withoutRejected(found, thread.rejected);
  const { given } = toSubject(incident, schemesOf(services.shelf.facts.values()));
  const diagnosis = diagnose(hits, given);
  const hidden = new Set(exclude.map((ref) => ref.toLowerCase()));
  const tried = thread.tried.map(({ id }) => id);
  const solved = hits.solved && { ...hits.solved, url: linkTo(hits.solved.id) };
  const { shelf } = services;
  const context: Context = { shelf, incident, given, diagnosis, tried, hidden, solved };
  const answer = composeAnswer(context);
  const isClaim = diagnosis.level === "exact" || diagnosis.level === "likely";
  const fixes = isClaim ? openFixes(context, diagnosis.cause.entry) : [];
  const title = fixes.find(({ item }) => item.title !== null)?.item.title ?? null;
  const recommended = title === null ? null : { id: fixId(title), title };
  const near = [...hits.matches, ...hits.leads].map(({ entry }) => entry);
  const named = near.find(({ id }) => id === (answer.entry ?? answer.lead)) ?? null;
  return {
    answer,
    incident,
    hits,
    recommended,
    named: named && { id: named.id, title: named.title },
  };
}

/** Once the bot speaks, what is said next is likely for it again. */
function spoken(responded: Responded): Responded {
  if (responded.reply.kind === "silent") return responded;
  return { ...responded, thread: { ...responded.thread, othersSpoke: false } };
}
