// A later answer against the one that stands in the thread: what is new, said first, and only the
// sections that changed.

import type { Answer, Section, SectionId } from "../answer/answer.ts";
import type { Shelf } from "../answer/context.ts";
import { blocksMarkdown, sourceMap } from "../answer/markdown.ts";
import type { Fact } from "../incident/incident.ts";
import { type Block, code, type Inline, paragraph, strong, text } from "../text/nodes.ts";
import type { Thread } from "./thread.ts";

/** `product.md`: a delta has at most about this many characters; the whole answer stands above it. */
const DELTA_CHARS_MAX = 900;
/** Where a change matters most to the asker, first. */
const PRIORITY: readonly SectionId[] = [
  "fix",
  "cause",
  "defaults",
  "what_happened",
  "network",
  "upgrade",
  "code",
  "alternatives",
  "questions",
  "retries",
  "reports",
];

/** Sections as text, to be compared with the next answer's. */
export function saidOf(answer: Answer): Thread["said"] {
  const sources = sourceMap(answer);
  return Object.fromEntries(
    answer.sections.map((section) => [section.id, blocksMarkdown(section.blocks, sources)]),
  );
}

/** The changed sections, most important first, as many as fit; at least one if any changed. */
export function changedSections(thread: Thread, answer: Answer): Section[] {
  const said = saidOf(answer);
  const changed = answer.sections
    .filter(
      (section) => said[section.id] !== thread.said[section.id] && section.id !== "references",
    )
    .sort((a, b) => rank(a.id) - rank(b.id));
  const kept: Section[] = [];
  let length = 0;
  for (const section of changed) {
    length += said[section.id]?.length ?? 0;
    if (kept.length > 0 && length > DELTA_CHARS_MAX) break;
    kept.push(section);
  }
  return kept;
}

/** The first line: what was learnt and what that makes of the answer. */
export function deltaLead(
  shelf: Shelf,
  thread: Thread,
  answer: Answer,
  learnt: readonly Fact[],
  tried: boolean,
): Block[] {
  const facts = learnt.flatMap((fact, at): Inline[] => [
    text(at > 0 ? ", " : ""),
    text(`${shelf.facts.get(fact.name)?.title ?? fact.name} `),
    code(fact.value),
  ]);
  const effect = levelChange(thread, answer);
  const triedLine = tried
    ? [text("That change is noted as tried; it is not suggested again. Next:")]
    : [];
  return [
    ...(learnt.length > 0
      ? [paragraph(strong("Noted:"), text(" "), ...facts, text(`. ${effect}`))]
      : []),
    ...(triedLine.length > 0 ? [paragraph(...triedLine)] : []),
  ];
}

function levelChange(thread: Thread, answer: Answer): string {
  if (thread.entry && answer.entry && thread.entry !== answer.entry) {
    return "Another known problem fits better now.";
  }
  if (thread.entry && !answer.entry) return "With that, the earlier diagnosis no longer holds.";
  if (!thread.entry && answer.entry) return "With that, a known problem fits.";
  if (thread.level === "likely" && answer.level === "exact") return "The diagnosis is now certain.";
  const before = Object.keys(thread.said).length;
  return before > 0 && changedSections(thread, answer).length === 0
    ? "The advice above stays as it is."
    : "This changes the following.";
}

function rank(id: SectionId): number {
  const at = PRIORITY.indexOf(id);
  return at < 0 ? PRIORITY.length : at;
}
