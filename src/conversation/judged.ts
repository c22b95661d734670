// A diagnosis within a thread: what may be claimed after what the thread has ruled out, and whether a
// round brought anything.

import type { Answer } from "../answer/answer.ts";
import type { Shelf } from "../answer/context.ts";
import type { Incident } from "../incident/incident.ts";
import type { Hits } from "../search/retrieve.ts";
import { changedSections } from "./delta.ts";
import type { Learnt } from "./facts.ts";
import type { Named, Thread } from "./thread.ts";

export type Judged = {
  readonly answer: Answer;
  readonly incident: Incident;
  readonly hits: Hits;
  /** The fix that is recommended now. */
  readonly recommended: Named | null;
  /** The entry that is claimed, or near. */
  readonly named: Named | null;
};

/** What a round must change to count: more to read about the same advice is none. */
const ADVICE = "cause defaults fix alternatives code upgrade retries network".split(" ");

/** The hits without the entries that this thread has set aside. */
export function withoutRejected(hits: Hits, rejected: readonly Named[]): Hits {
  const isOpen = ({ entry }: { readonly entry: { readonly id: string } }) =>
    !rejected.some(({ id }) => id === entry.id);
  const isSet = rejected.some(({ id }) => id === hits.solved?.entry);
  const solved = isSet ? null : hits.solved;
  return {
    ...hits,
    matches: hits.matches.filter(isOpen),
    leads: hits.leads.filter(isOpen),
    solved,
  };
}

export function hasProgressed(thread: Thread, { answer, recommended }: Judged): boolean {
  const isOther = thread.level !== answer.level || thread.entry !== answer.entry;
  const isNextFix = thread.recommended?.id !== recommended?.id;
  return (
    isOther || isNextFix || changedSections(thread, answer).some(({ id }) => ADVICE.includes(id))
  );
}

/**
 * "Thanks, will look at the container tomorrow" names a fact that nobody asked for and that changes
 * nothing: an answer to it would be noise. The product's version and what is put right are never beside.
 */
export function isBeside(
  shelf: Shelf,
  thread: Thread,
  judged: Judged,
  learnt: readonly Learnt[],
): boolean {
  const isAsked = (name: string) =>
    thread.asked.some(({ fact, also }) => fact === name || also.includes(name));
  const isWanted = ({ name, before }: Learnt) =>
    isAsked(name) || name === shelf.product.fact || before.length > 0;
  if (learnt.length === 0 || learnt.some(isWanted)) return false;
  return !hasProgressed(thread, judged) && changedSections(thread, judged.answer).length === 0;
}

/** Something was tried, and nothing that was recommended is left. */
export function isExhausted({ answer, recommended }: Judged): boolean {
  return answer.entry !== null && recommended === null;
}
