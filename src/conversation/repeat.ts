// The error of a thread, pasted again: what was recommended has not helped, or was not in place.

import type { Answer, Section } from "../answer/answer.ts";
import { type Block, type Inline, paragraph, strong, text } from "../text/nodes.ts";
import { changedSections } from "./delta.ts";
import type { Named, Thread } from "./thread.ts";

/** The error that the thread is about, once more: by its trace, or because the same entry claims it. */
export function isRepeat(thread: Thread, answer: Answer, prints: readonly string[]): boolean {
  if (thread.report === null) return false;
  const isSameTrace = prints.some((print) => thread.fingerprints.includes(print));
  return isSameTrace || (thread.entry !== null && thread.entry === answer.entry);
}

/**
 * The same error came again: `fix` is what was recommended before it, if anything was. `tried`: the
 * asker says that it was done; else the check tells whether it was.
 */
export function repeatLead(fix: Named | null, tried: boolean, proof: readonly Inline[]): Block[] {
  if (!fix) return [said("The advice above stands.")];
  if (!tried) {
    const so = `So "${fix.title}" has not taken effect where it fails, or is not the cure. The check says which.`;
    return [said(so)];
  }
  const noted = `So "${fix.title}" did not take effect, or is not the cure: noted as tried, and not suggested again.`;
  return [said(noted, proof)];
}

const said = (words: string, more: readonly Inline[] = []): Block =>
  paragraph(strong("The same error as before."), text(` ${words}`), ...more);

/** What the new report changes, and how to find out whether the fix took effect. */
export function repeatSections(thread: Thread, answer: Answer): Section[] {
  const changed = changedSections(thread, answer).filter(
    ({ id }) => id !== "check" && id !== "what_happened",
  );
  return [...changed, ...answer.sections.filter(({ id }) => id === "check")];
}
