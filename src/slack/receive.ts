// From an event to a committed row, and only then to the acknowledgement. When the row cannot be
// written this throws: Slack hears no acknowledgement, or 500, and sends the event again.

import { accept, isOurThread, threadIdOf } from "../storage/inbox.ts";
import type { Database } from "../storage/open.ts";
import type { Visibility } from "../storage/schema.ts";
import { vote } from "../storage/votes.ts";
import type { ToReport } from "../text/report.ts";
import { type Said, type Self, toIntake } from "./events.ts";

export type Intaking = {
  readonly db: Database;
  readonly toReport: ToReport;
  readonly self: Self;
  readonly now: () => number;
  /** A new row waits. */
  readonly onAccepted: () => void;
};

/** `body` is what Slack sent, its origin already verified. Settles when it is safe to acknowledge. */
export async function receive(intaking: Intaking, body: unknown): Promise<void> {
  const intake = toIntake(body, intaking.self);
  if (intake.kind === "ignore") return;
  if (intake.kind === "vote") return vote(intaking.db, intake, isoNow(intaking));
  if (intake.as === "reply" && !(await isOurThread(intaking.db, threadIdOf(intake)))) return;

  const { text, redactions, problems } = await intaking.toReport(intake.text);
  const isNew = await accept(
    intaking.db,
    {
      ...intake,
      kind: intake.as,
      text,
      notes: JSON.stringify({ redactions, problems }),
      visibility: visibilityOf(intake),
    },
    isoNow(intaking),
  );
  if (isNew) intaking.onAccepted();
}

/**
 * By the kind of place that its id tells. A channel's members are its audience, whether it is private
 * or not: `public` would mean the whole web.
 */
function visibilityOf({ channel }: Said): Visibility {
  return channel.startsWith("D") ? "private" : "channel";
}

function isoNow({ now }: Intaking): string {
  return new Date(now()).toISOString();
}
