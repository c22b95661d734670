// The error of a thread, pasted again: what was recommended has not helped, or was not in place.

import type { Answer, Section } from "../answer/answer.ts";
import { fixId } from "../answer/context.ts";
import type { Hits } from "../search/retrieve.ts";
import { type Block, paragraph, strong, text } from "../text/nodes.ts";
import { changedSections } from "./delta.ts";
import type { Thread } from "./thread.ts";

/** The error that the thread is about, once more: by its trace, or because the same entry claims it. */
export function isRepeat(thread: Thread, answer: Answer, prints: readonly string[]): boolean {
  if (thread.report === null) return false;
  const isSameTrace = prints.some((print) => thread.fingerprints.includes(print));
  return isSameTrace || (thread.entry !== null && thread.entry === answer.entry);
}

/** What the fix is called that was recommended before this message. */
export function recommendedTitle(thread: Thread, hits: Hits): string | null {
  const entry = hits.matches.find((it) => it.entry.id === thread.entry)?.entry;
  const fixes = entry?.sections.fix ?? [];
  return fixes.find(({ title }) => title && fixId(title) === thread.recommended)?.title ?? null;
}

/** The same error came again: `fix` is what was recommended before it, if anything was. */
export function repeatLead(fix: string | null): Block[] {
  const so = fix
    ? `So "${fix}" has not taken effect where it fails, or is not the cure. The check says which.`
    : "The advice above stands.";
  return [paragraph(strong("The same error as before."), text(` ${so}`))];
}

/** What the new report changes, and how to find out whether the fix took effect. */
export function repeatSections(thread: Thread, answer: Answer): Section[] {
  const changed = changedSections(thread, answer).filter(
    ({ id }) => id !== "check" && id !== "what_happened",
  );
  return [...changed, ...answer.sections.filter(({ id }) => id === "check")];
}
