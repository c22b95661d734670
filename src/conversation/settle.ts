// Turns that need no new diagnosis: what is said and what the thread remembers of them.

import type { Shelf } from "../answer/context.ts";
import type { Fact } from "../incident/incident.ts";
import { type Block, list, paragraph, strong, text } from "../text/nodes.ts";
import type { Offer, Way } from "./act.ts";
import { factLines, withFacts } from "./facts.ts";
import { NEED_A_HUMAN } from "./handover.ts";
import type { Speaker, Turn } from "./listen.ts";
import type { Reply } from "./reply.ts";
import { type Thread, withNamed } from "./thread.ts";

const CORRECTION_CHARS_MAX = 2_000;
const FLAGS_MAX = 20;

export type Settling = Exclude<Turn, { kind: "report" | "refine" | "human" }>;
type Settled = { readonly reply: Reply; readonly thread: Thread };

/** `said`: the message, redacted. */
export function settle(
  shelf: Shelf,
  before: Thread,
  turn: Settling,
  speaker: Speaker,
  said: string,
): Settled {
  const thread = { ...before, turns: before.turns + 1 };
  switch (turn.kind) {
    case "worked":
      return worked(thread, turn.facts, speaker);
    case "wrong":
      return wrong(shelf, thread, turn.way);
    case "correction":
      return corrected(thread, turn.facts, said);
    case "quiet": {
      const why = "asked to stay out of this thread until mentioned again";
      return { reply: { kind: "silent", why }, thread: { ...thread, quiet: "asked" } };
    }
    case "silent":
      return { reply: { kind: "silent", why: turn.why }, thread: overheard(thread, speaker) };
  }
}

/** What remains of a message that is not answered: that somebody else speaks here. */
function overheard(thread: Thread, { author, act }: Speaker): Thread {
  if (act || author === "asker" || author === "bot" || thread.report === null) return thread;
  const quiet = author === "maintainer" && !thread.quiet ? "maintainer" : thread.quiet;
  return { ...thread, quiet, othersSpoke: true };
}

/** Whose advice it was is not clear where others spoke too: then no fix is credited. */
function worked(thread: Thread, facts: readonly Fact[], { author, act }: Speaker): Settled {
  const fix = thread.othersSpoke ? null : (thread.recommended?.title ?? null);
  const what = fix ? "noted as what solved it." : "noted as solved.";
  const resolution = { entry: thread.entry, fix, by: author, turn: thread.turns - 1 };
  const next = { ...thread, facts: withFacts(thread.facts, facts), resolution, stalled: 0 };
  // A check mark asks for no words.
  if (act)
    return { reply: { kind: "silent", why: "noted as solved", isNoted: true }, thread: next };
  const thanks = paragraph(text(`Good to hear, thank you for saying so: ${what}`));
  return { reply: { kind: "acknowledge", blocks: [thanks] }, thread: next };
}

/** What is wrong decides what helps; each way can be pressed, and said in words as well. */
const WHICH_WAY: readonly Block[] = [
  paragraph(text("Sorry. Which way is it wrong?")),
  list([
    [
      strong("Another problem"),
      text(": I set this diagnosis aside. If you have another error, paste the whole of it."),
    ],
    [strong("The fix did not help"), text(": I note it as tried and go on to the next.")],
    [strong("A wrong fact"), text(": say the version, the proxy or whatever differs.")],
  ]),
];
export const WAYS: readonly Offer[] = [
  { act: { kind: "wrong", way: "problem" }, label: "Another problem" },
  { act: { kind: "wrong", way: "fix" }, label: "The fix did not help" },
  { act: { kind: "wrong", way: "fact" }, label: "A wrong fact" },
];

function wrong(shelf: Shelf, thread: Thread, way: Way | null): Settled {
  if (way === null) {
    const offers = thread.called ? WAYS : [...WAYS, NEED_A_HUMAN];
    const reply: Reply = { kind: "acknowledge", blocks: WHICH_WAY, offers };
    return { reply, thread: { ...thread, askedWay: true } };
  }
  const lines = factLines(shelf, thread.facts);
  const ask =
    way === "problem"
      ? [
          paragraph(
            text(
              "Nothing is claimed here yet. Paste the whole error, from its first line to its last.",
            ),
          ),
        ]
      : way === "fix"
        ? [
            paragraph(
              text("No fix was recommended here yet. Say what you changed and what happened."),
            ),
          ]
        : lines.length > 0
          ? [
              paragraph(text("These are the facts that I go by. Say the right value of one:")),
              list(lines),
            ]
          : [
              paragraph(
                text("No fact was stated yet. Say the version, the proxy or whatever matters."),
              ),
            ];
  return { reply: { kind: "acknowledge", blocks: ask }, thread: flagged(thread, way) };
}

/** For the maintainers' list of answers that were called wrong. */
export function flagged(thread: Thread, way: Way): Thread {
  const flag = { entry: thread.named?.id ?? null, way, turn: thread.turns - 1 };
  return { ...thread, flags: [...thread.flags, flag].slice(-FLAGS_MAX) };
}

/** It wins at once: the entry is not claimed again here, and the thread is the maintainer's. */
function corrected(thread: Thread, facts: readonly Fact[], said: string): Settled {
  const { named } = thread;
  const words = said.slice(0, CORRECTION_CHARS_MAX).toWellFormed();
  return {
    reply: {
      kind: "acknowledge",
      blocks: [
        paragraph(
          strong("Corrected by a maintainer."),
          text(
            " What they say here stands; my answer above does not. It is kept as a draft for the knowledge.",
          ),
        ),
      ],
    },
    thread: {
      ...thread,
      facts: withFacts(thread.facts, facts),
      correction: { said: words, entry: named?.id ?? null, turn: thread.turns - 1 },
      rejected: withNamed(thread.rejected, named),
      quiet: "maintainer",
    },
  };
}
