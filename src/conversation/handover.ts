// The end of what the bot can do: facts and what was ruled out, an issue draft, and the way to a person.

import type { Answer } from "../answer/answer.ts";
import type { Shelf } from "../answer/context.ts";
import type { Incident } from "../incident/incident.ts";
import { type Block, type Inline, list, paragraph, strong, text } from "../text/nodes.ts";
import { factLines } from "./facts.ts";
import { issueDraft } from "./issue-draft.ts";
import type { Reply } from "./reply.ts";
import type { Thread } from "./thread.ts";

/** Why it ends here. */
export type Ending = "stalled" | "tried" | "asked";

const WHY: Record<Ending, string> = {
  stalled: " Three rounds have brought nothing new, so I stop here: a person should look.",
  tried: " Every known fix for this has been tried, so I stop here: a person should look.",
  asked: " What they need to know:",
};
const LINES_MAX = 10;

/** `answer` is the last one, for its header and footer. */
export function toHandover(
  shelf: Shelf,
  thread: Thread,
  { answer, incident }: { readonly answer: Answer; readonly incident: Incident },
  ending: Ending,
): Reply {
  const ruledOut = thread.rejected.map(({ title }) => [text(`Set aside: ${title}`)]);
  const tried = thread.tried.map(({ title }) => [text(`Tried without success: ${title}`)]);
  const lead = [
    paragraph(
      strong(ending === "asked" ? "A person is asked to look." : "Handing over."),
      text(WHY[ending]),
    ),
    ...part("What is known", factLines(shelf, thread.facts), "No facts were stated."),
    ...part("Ruled out", [...tried, ...ruledOut], "Nothing was tried yet."),
  ];
  const draft = issueDraft(shelf, incident, thread);
  const sections: Answer["sections"] = [{ id: "draft", title: "Issue draft", blocks: [draft] }];
  const isCall = ending === "asked";
  return {
    kind: "handover",
    answer: { ...answer, sections, questions: [] },
    lead,
    ...(isCall ? { isCall } : thread.called ? {} : { offers: [NEED_A_HUMAN] }),
  };
}

export const NEED_A_HUMAN = { act: { kind: "human" }, label: "Need a human" } as const;

function part(title: string, lines: Inline[][], none: string): Block[] {
  const shown = lines.slice(-LINES_MAX);
  return [paragraph(strong(title)), shown.length > 0 ? list(shown) : paragraph(text(none))];
}
