// The answer that stands above a thread, under a headline that keeps up with what was said below it.

import type { Answer } from "../answer/answer.ts";
import type { Reply } from "../conversation/reply.ts";
import type { Thread } from "../conversation/thread.ts";
import type { Changed } from "../storage/standing.ts";
import type { StoredMessage } from "../storage/threads.ts";
import type { Report } from "../text/report.ts";
import type { Deliver } from "./deliver.ts";
import { readStored, type Stored, toStored } from "./stored.ts";

type Headline = { readonly answer: Answer; readonly note: string | null };

const UPDATED = "updated with what was said below";
const CORRECTED = "corrected by a maintainer below";
const REPLACED = "another known problem fits better: see below";
const FOUND = "a known problem fits: see below";
const LOST = "no longer holds: see below";

/** What `first` should say after `reply`; null when its headline stands right. Pure. */
function headlineOf(first: Answer, reply: Reply, isCorrected: boolean): Headline | null {
  if (isCorrected) return { answer: first, note: CORRECTED };
  if (reply.kind !== "delta") return null;
  const { answer } = reply;
  if (answer.entry !== first.entry) {
    const gained = first.entry === null ? FOUND : REPLACED;
    return { answer: first, note: answer.entry === null ? LOST : gained };
  }
  return first.entry === null ? null : withHeadline(first, answer);
}

/** The same problem with another certainty: its questions are those that are still open. */
function withHeadline(first: Answer, now: Answer): Headline | null {
  const { version } = now.header;
  if (now.level === first.level && version === first.header.version) return null;
  const open = new Set(now.questions.map(({ fact }) => fact));
  const questions = first.questions.filter(({ fact }) => open.has(fact));
  const sections = first.sections.filter(({ id }) => id !== "questions" || questions.length > 0);
  const header = { ...first.header, version };
  return { answer: { ...first, level: now.level, header, questions, sections }, note: UPDATED };
}

/** The same after the messages below it were read again. A maintainer's mark comes and goes with its message. */
export function headlineAgain(
  { stored, first }: Standing,
  now: Answer | null,
  { correction }: Thread,
): Headline | null {
  const next = now && withHeadline(first, now);
  const before = stored.note ?? null;
  const left = next?.note ?? (before === CORRECTED ? null : before);
  const note = correction ? CORRECTED : left;
  const answer = next?.answer ?? first;
  return answer === first && note === before ? null : { answer, note };
}

/** The message whose answer stands above, changed; nothing when it stands right. */
export function newHeadline(
  render: Deliver["render"],
  messages: readonly StoredMessage[],
  reply: Reply,
  [before, after]: readonly [Thread, Thread],
): readonly Changed[] {
  const standing = standingAnswer(messages);
  if (!standing) return [];
  const { message, stored, first } = standing;
  const isCorrected = after.correction !== null && before.correction === null;
  const headline = headlineOf(first, reply, isCorrected);
  if (!headline || (headline.answer === first && headline.note === stored.note)) return [];
  return [rendered(render, message, stored, headline)];
}

type Standing = {
  readonly message: StoredMessage;
  readonly stored: Stored;
  readonly first: Answer;
};

/** The last whole answer of a thread; what came after it only refined it. */
export function standingAnswer(messages: readonly StoredMessage[]): Standing | null {
  const read = messages.map((message) => ({ message, stored: readStored(message.reply) }));
  for (const { message, stored } of read.toReversed()) {
    if (stored?.reply.kind === "answer") return { message, stored, first: stored.reply.answer };
  }
  return null;
}

export function rendered(
  render: Deliver["render"],
  { id, text, notes, sources }: StoredMessage,
  { elapsedMs, reply: earlier }: Stored,
  { answer, note }: Headline,
): Changed {
  const reply: Reply = { ...earlier, kind: "answer", answer };
  const { problems } = JSON.parse(notes) as Pick<Report, "problems">;
  const noted = note === null ? {} : { note };
  const posts = render({ reply, redactions: [], problems, elapsedMs, ...noted });
  const payloads = posts.filter(({ kind }) => kind === "message").map(({ payload }) => payload);
  const kept = { text, notes, sources, reply: toStored(reply, elapsedMs, note ?? undefined) };
  return { id, ts: sources[0] ?? "", kept, payloads };
}
