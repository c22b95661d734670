// From an event to a committed row, and only then to the acknowledgement. When the row cannot be
// written this throws: Slack hears no acknowledgement, or 500, and sends the event again.

import { isKnown } from "../storage/catch-up.ts";
import { type Accepted, isOurThread, threadIdOf } from "../storage/inbox.ts";
import type { Database } from "../storage/open.ts";
import { signOf, type ThreadOf, threadOf } from "../storage/thread-of.ts";
import { acceptDeletion, acceptEdit, acceptNew, isKept } from "../storage/versions.ts";
import type { Visibility } from "../storage/visibility.ts";
import { vote } from "../storage/votes.ts";
import { noteAnswer } from "../storage/yielding.ts";
import type { ToReport } from "../text/report.ts";
import { type Log, toIso } from "../work.ts";
import { type Said, type Self, toIntake } from "./events.ts";
import { heed, type Manners, NO_MANNERS } from "./manners.ts";
import { type Reacted, toSign } from "./reactions.ts";

export type Intaking = {
  readonly db: Database;
  readonly toReport: ToReport;
  readonly self: Self;
  readonly now: () => number;
  readonly log: Log;
  /** Where and when it speaks; everywhere and at once when left out. */
  readonly manners?: Manners;
  /** A new row waits. */
  readonly onAccepted: () => void;
};

/** `body` is what Slack sent, its origin already verified. Settles when it is safe to acknowledge. */
export async function receive(intaking: Intaking, body: unknown): Promise<void> {
  const intake = toIntake(body, intaking.self);
  switch (intake.kind) {
    case "ignore":
      return;
    case "vote":
      await vote(intaking.db, intake, isoNow(intaking));
      if (intake.sign && (await acceptSaid(intaking, intake.sign))) intaking.onAccepted();
      return;
    case "reacted": {
      const place = await threadOf(intaking.db, intake);
      if (!place) return;
      const isAccepted = intake.isTakenBack
        ? await takeBack(intaking, intake, place)
        : await acceptSaid(intaking, toSign(intake, place));
      if (isAccepted) intaking.onAccepted();
      return;
    }
    case "deleted":
      if (await acceptDeletion(intaking.db, intake, isoNow(intaking))) intaking.onAccepted();
      return;
    case "said":
      if (await acceptSaid(intaking, intake)) intaking.onAccepted();
  }
}

/** Only in a thread that is ours. */
const GOING_ON: readonly Said["as"][] = ["reply", "choice", "sign"];

async function acceptSaid(intaking: Intaking, said: Said): Promise<boolean> {
  const { db } = intaking;
  const manners = intaking.manners ?? NO_MANNERS;
  if (said.isShared && !manners.shared_channels) {
    intaking.log.info({ channel: said.channel }, "silent: the channel is shared with others");
    return false;
  }
  const { editedTs } = said;
  const isUnasked = GOING_ON.includes(said.as) && editedTs === null;
  const isOurs = await isOurThread(db, threadIdOf(said));
  if (isUnasked && !isOurs) return false;
  const heard = { ...said, isEdit: isOurs && (await isOtherVersion(db, said)), isOurs };
  const heeding = heed(manners, heard, intaking.now());
  if (heeding.kind === "leave") {
    intaking.log.info({ channel: said.channel, why: heeding.why }, "silent");
    if (isUnasked && said.as === "reply") await noteAnswer(db, threadIdOf(said), said.author);
    return false;
  }

  // Slack tells of a mention twice: reading it once is enough.
  if (editedTs === null && (await isKnown(db, said))) return false;

  const { text, redactions, problems } = await intaking.toReport(said.text);
  const accepted: Accepted = {
    ...said,
    kind: said.as,
    text,
    notes: JSON.stringify({ redactions, problems }),
    files: JSON.stringify(said.files),
    act: said.act && JSON.stringify(said.act),
    ...(heeding.notBefore !== null && { notBefore: toIso(heeding.notBefore), yields: true }),
    visibility: visibilityOf(said),
  };
  const now = isoNow(intaking);
  return editedTs === null
    ? acceptNew(db, accepted, now)
    : acceptEdit(db, { ...accepted, editedTs }, now);
}

/** Whoever put two marks there and takes one away is not sure any more either. */
async function takeBack(
  intaking: Intaking,
  { eventId, team, channel, author }: Reacted,
  { threadTs }: ThreadOf,
): Promise<boolean> {
  const ts = await signOf(intaking.db, { team, channel, threadTs, author });
  const deleted = ts && { eventId, team, channel, ts, threadTs };
  return deleted ? acceptDeletion(intaking.db, deleted, isoNow(intaking)) : false;
}

/** Of something that stands already; a mention that is edited into other words is a new one. */
async function isOtherVersion(db: Database, said: Said): Promise<boolean> {
  return said.editedTs !== null && (said.as !== "mention" || (await isKept(db, said)));
}

/**
 * By the kind of place. A channel's members are its audience, whether it is private or not: `public`
 * would mean the whole web.
 */
function visibilityOf({ channel, isGroup }: Said): Visibility {
  return isGroup || channel.startsWith("D") ? "private" : "channel";
}

function isoNow({ now }: Intaking): string {
  return new Date(now()).toISOString();
}
