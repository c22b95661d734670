// One round of work in a thread: what is remembered of it, whether it brought anything, and what is said.

import type { Shelf } from "../answer/context.ts";
import type { Entry } from "../knowledge/entry.ts";
import { paragraph, strong, text } from "../text/nodes.ts";
import { type Change, changedSections, deltaLead, proofOf, saidOf } from "./delta.ts";
import { type Learnt, learntWords } from "./facts.ts";
import { type Ending, toHandover } from "./handover.ts";
import { hasProgressed, type Judged } from "./judged.ts";
import { repeatLead, repeatSections } from "./repeat.ts";
import type { Reply } from "./reply.ts";
import type { Named, Thread } from "./thread.ts";

/** `product.md`: after so many rounds without progress it stops. */
const ROUNDS_MAX = 3;
/** Different errors that one thread remembers. */
const FINGERPRINTS_MAX = 20;

/** `before`: the thread as the message found it; `thread`: with what the message said. */
export type Round = {
  readonly before: Thread;
  readonly thread: Thread;
  readonly judged: Judged;
  readonly ending: Ending | null;
};
type Concluded = { readonly reply: Reply; readonly thread: Thread };

/** Counts a round that brought nothing, and ends the thread at the third. */
export function counted(before: Thread, thread: Thread, judged: Judged): Round {
  const stalled = hasProgressed(before, judged) ? 0 : before.stalled + 1;
  const ending = stalled >= ROUNDS_MAX ? "stalled" : null;
  return { before, thread: { ...thread, stalled }, judged, ending };
}

/** A new error in a thread that has one: what was said against entries and rounds was about the other. */
export function asOtherProblem(thread: Thread, prints: readonly string[]): Thread {
  const isOther = prints.length > 0 && !prints.some((it) => thread.fingerprints.includes(it));
  if (thread.report === null || !isOther) return thread;
  const corrected = thread.correction?.entry;
  const rejected = thread.rejected.filter(({ id }) => id === corrected); // a maintainer's word stays
  return { ...thread, rejected, stalled: 0, handedOver: false, resolution: null };
}

/** The thread after an answer; later answers are compared with the plain one. */
function remembered({ thread, judged }: Pick<Round, "thread" | "judged">): Thread {
  const { answer, recommended, named } = judged;
  return {
    ...thread,
    turns: thread.turns + 1,
    level: answer.level,
    entry: answer.entry,
    named,
    recommended,
    asked: answer.questions,
    said: saidOf(answer),
    handedOver: false,
  };
}

export function withReport(thread: Thread, text: string, prints: readonly string[]): Thread {
  const fingerprints = [...new Set([...thread.fingerprints, ...prints])].slice(-FINGERPRINTS_MAX);
  return { ...thread, report: text, fingerprints };
}

/** A first answer, or the one to another problem. */
export function answered(
  thread: Thread,
  judged: Judged,
): { readonly reply: Extract<Reply, { kind: "answer" }>; readonly thread: Thread } {
  return {
    reply: { kind: "answer", answer: judged.answer },
    thread: remembered({ thread, judged }),
  };
}

/** More is known about the same problem. */
export function refined(shelf: Shelf, round: Round, what: What): Concluded {
  const { before, judged, ending } = round;
  const { answer } = judged;
  const thread = remembered(round);
  if (ending) return handedOver(shelf, thread, judged, ending);
  const change: Change = { ...what, proof: proofFor(shelf, round, what.tried) };
  const lead = deltaLead(shelf, before, answer, change);
  const sections = changedSections(before, answer);
  return { reply: { kind: "delta", answer: { ...answer, sections }, lead }, thread };
}

export type What = {
  readonly learnt: readonly Learnt[];
  readonly tried: Named | null;
  readonly setAside: string | null;
};

/** The error of the thread was pasted once more. */
export function repeated(
  shelf: Shelf,
  round: Round,
  tried: boolean,
  learnt: readonly Learnt[],
): Concluded {
  const { before, judged, ending } = round;
  const thread = remembered(round);
  if (ending) return handedOver(shelf, thread, judged, ending);
  const proof = tried ? proofFor(shelf, round, before.recommended) : [];
  // What was recommended last may have been for another error of the thread.
  const isSameProblem = before.entry === judged.answer.entry;
  const noted = [strong("Noted:"), text(" "), ...learntWords(shelf, learnt), text(".")];
  const lead = [
    ...(learnt.length > 0 ? [paragraph(...noted)] : []),
    ...repeatLead(isSameProblem ? before.recommended : null, tried, proof),
  ];
  const sections = repeatSections(before, judged.answer);
  return { reply: { kind: "delta", answer: { ...judged.answer, sections }, lead }, thread };
}

/** A person is asked for: the draft, and the maintainers, once. */
export function called(shelf: Shelf, before: Thread, judged: Judged): Concluded {
  const thread = { ...before, turns: before.turns + 1, called: true };
  return handedOver(shelf, thread, judged, "asked");
}

function handedOver(shelf: Shelf, thread: Thread, judged: Judged, ending: Ending): Concluded {
  const reply = toHandover(shelf, thread, judged, ending);
  return { reply, thread: { ...thread, handedOver: true, stalled: 0 } };
}

function proofFor(shelf: Shelf, { judged }: Round, fix: Named | null): Change["proof"] {
  if (!fix) return [];
  const entries: Entry[] = judged.hits.matches.map(({ entry }) => entry);
  const owner = entries.find((entry) => entry.sections.fix?.some((it) => it.title === fix.title));
  return proofOf(shelf, owner ?? null, fix);
}
