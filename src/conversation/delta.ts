// A later answer against the one that stands in the thread: what is new, said first, and only the
// sections that changed.

import type { Answer, Section, SectionId } from "../answer/answer.ts";
import { fixId, type Shelf } from "../answer/context.ts";
import { blocksMarkdown, sourceMap } from "../answer/markdown.ts";
import type { Entry } from "../knowledge/entry.ts";
import { type Block, code, type Inline, paragraph, strong, text } from "../text/nodes.ts";
import { type Learnt, learntWords } from "./facts.ts";
import type { Named, Thread } from "./thread.ts";

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

export type Change = {
  readonly learnt: readonly Learnt[];
  /** What the asker says was tried, and how to prove that it took effect. */
  readonly tried: Named | null;
  readonly proof: readonly Inline[];
  /** The title of an entry that was set aside. */
  readonly setAside: string | null;
};

/** The first lines: what was learnt and what that makes of the answer. */
export function deltaLead(shelf: Shelf, thread: Thread, answer: Answer, change: Change): Block[] {
  const { learnt, tried, proof, setAside } = change;
  const effect = levelChange(thread, answer);
  const noted = [strong("Noted:"), text(" "), ...learntWords(shelf, learnt), text(`. ${effect}`)];
  const isNext = thread.entry !== answer.entry && learnt.length === 0;
  const isNothing = learnt.length === 0 && tried === null && setAside === null;
  return [
    ...(setAside
      ? [
          paragraph(
            strong("Set aside:"),
            text(` "${setAside}", and noted for the maintainers. ${effect}`),
          ),
        ]
      : []),
    ...(learnt.length > 0 ? [paragraph(...noted)] : []),
    ...(tried
      ? [
          paragraph(
            strong(tried.title),
            text(" is noted as tried: it is not suggested again."),
            ...proof,
            ...(isNext ? [text(` ${effect}`)] : []),
          ),
        ]
      : []),
    ...(isNothing ? [paragraph(...nothingNew(answer))] : []),
  ];
}

/** How to see that a fix is in effect where it fails: the one thing worth asking then. */
export function proofOf(shelf: Shelf, entry: Entry | null, fix: Named): Inline[] {
  const item = entry?.sections.fix?.find(({ title }) => title && fixId(title) === fix.id);
  const name = item?.fields.sets?.split("=")[0];
  const fact = entry?.settings.find((setting) => setting.name === name)?.fact;
  const how = fact ? shelf.facts.get(fact)?.how : undefined;
  return how
    ? [
        text(" One proof, please: run "),
        code(how),
        text(" where it fails, and paste what it says."),
      ]
    : [];
}

function nothingNew({ questions }: Answer): Inline[] {
  const [first] = questions;
  if (!first) return [text("That gives me nothing new to go on: the advice above stays as it is.")];
  return [
    text("That alone changes nothing yet. What would help most: "),
    strong(first.text),
    ...(first.how ? [text(" Find out with "), code(first.how), text(".")] : []),
  ];
}

function levelChange(thread: Thread, answer: Answer): string {
  const title = answer.header.title ? `: "${answer.header.title}"` : "";
  if (thread.entry && answer.entry && thread.entry !== answer.entry) {
    return `Another known problem fits better now${title}.`;
  }
  if (thread.entry && !answer.entry) return "With that, the earlier diagnosis no longer holds.";
  if (!thread.entry && answer.entry) return `With that, a known problem fits${title}.`;
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
