// A message of a thread was edited or deleted: the thread is what its messages make of it, so they
// are read again, in order, and the answer follows.

import type { Reply } from "../conversation/reply.ts";
import { newThread, readThread, type Thread } from "../conversation/thread.ts";
import { respond, type Services } from "../respond.ts";
import type { Job } from "../storage/inbox.ts";
import type { Rewritten } from "../storage/rewrite.ts";
import type { Changed } from "../storage/standing.ts";
import type { StoredMessage, StoredThread } from "../storage/threads.ts";
import { paragraph, text } from "../text/nodes.ts";
import type { Report } from "../text/report.ts";
import type { Work } from "../work.ts";
import { gatherNothing, notesOf } from "./gather.ts";
import { rendered, standingAnswer, withHeadline } from "./headline.ts";
import { spokenBy } from "./speaker.ts";
import { readStored, toStored } from "./stored.ts";

/** Messages that are read again; of a longer thread the first and the last ones. */
const MESSAGES_MAX = 50;
const REPORT_EDITED = "updated after the report was edited";
const MESSAGE_EDITED = "updated after the message was edited";
const DELETED = "updated after a message was deleted";

/** The stored message that `job` edits or deletes; null when nothing of it was kept. */
export function targetOf(job: Job, stored: StoredThread | null): StoredMessage | null {
  const { ofTs } = job;
  if (!ofTs) return null;
  return stored?.messages.find(({ sources }) => sources.includes(ofTs)) ?? null;
}

/** What is left to do where a deletion fails again and again: nothing of the thread may stay. */
export const EVERYTHING: Rewritten = { thread: null, messages: [], notices: [] };

export async function rewrite(
  work: Work,
  job: Job,
  stored: StoredThread,
  target: StoredMessage,
): Promise<Rewritten> {
  return job.kind === "deletion" && !isRemark(job, target)
    ? rewriteDeletion(work, stored, target)
    : readOver(work, job, stored, target);
}

/** Said between a report and the mention below it: without it both still stand. */
function isRemark({ ofTs, threadTs }: Job, { sources }: StoredMessage): boolean {
  return ofTs !== sources[0] && ofTs !== threadTs;
}

/** The message has other words, or those above it have. */
async function readOver(
  work: Work,
  job: Job,
  stored: StoredThread,
  target: StoredMessage,
): Promise<Rewritten> {
  const start = work.now();
  const [ts = ""] = target.sources;
  const isOwn = ts === job.ofTs;
  const withThread = target.sources.length > 1;
  const gather = work.gather ?? gatherNothing;
  const { report, sources } = await gather({ job, ts, isOwn, withThread });
  const isDeletion = job.kind === "deletion";
  if (isDeletion && sources.includes(job.ofTs ?? "")) throw new Error("not deleted yet");
  const notes = notesOf(report);
  const edited = { ...target, text: report.text, notes };
  const turns = await readAgain(
    work,
    stored.messages.map((it) => (it.id === target.id ? edited : it)),
  );
  const thread = lastThread(turns, stored);
  const isFirst = stored.messages[0]?.id === target.id;
  const reply = isFirst
    ? await answerFirst(work.services, report, thread)
    : (turns.find(({ message }) => message.id === target.id)?.reply ?? SILENT);
  const elapsedMs = work.now() - start;
  const rendered = work.deliver.render({
    reply,
    // Secrets are their author's; whoever changed a remark above them is not told.
    redactions: isOwn ? report.redactions : [],
    problems: report.problems,
    shelf: work.services.shelf,
    elapsedMs,
    note: isDeletion ? DELETED : isFirst ? REPORT_EDITED : MESSAGE_EDITED,
  });
  const payloads = rendered.filter(({ kind }) => kind === "message").map((it) => it.payload);
  const notices = rendered.filter(({ kind }) => kind === "notice").map((it) => it.payload);
  const kept = { text: report.text, notes, sources, reply: toStored(reply, elapsedMs) };
  const above = isFirst ? [] : await headline(work, stored, target, thread);
  const messages = [{ id: target.id, ts, kept, payloads }, ...above];
  return { thread: JSON.stringify(thread), messages, notices };
}

async function rewriteDeletion(
  work: Work,
  stored: StoredThread,
  target: StoredMessage,
): Promise<Rewritten> {
  const at = stored.messages.indexOf(target);
  if (at === 0) return EVERYTHING;
  const left = stored.messages.filter((it) => it !== target);
  const turns = await readAgain(work, left);
  const later = turns.filter(({ message }) => stored.messages.indexOf(message) > at);
  // What was said after it may quote it.
  const changed = later.filter(({ message, reply }) => !isSameReply(message, reply));
  const gone: Changed = { id: target.id, ts: target.sources[0] ?? "", kept: null, payloads: [] };
  const thread = lastThread(turns, stored);
  const above = await headline(work, stored, target, thread);
  const messages = [gone, ...changed.map((turn) => toChanged(work, turn)), ...above];
  return { thread: JSON.stringify(thread), messages, notices: [] };
}

/** What stands where the answer to a deleted report stood. */
export function farewell({ deliver, services }: Work): string {
  const words = "The report was deleted, so its answer is gone as well.";
  const reply: Reply = { kind: "acknowledge", blocks: [paragraph(text(words))] };
  const { shelf } = services;
  return deliver.render({ reply, redactions: [], shelf, elapsedMs: 0 })[0]?.payload ?? "";
}

const SILENT: Reply = { kind: "silent", why: "left out" };

type Turn = {
  readonly message: StoredMessage;
  readonly reply: Reply;
  readonly thread: Thread;
};

/** Without a model: what is posted already is not worded again. */
async function readAgain(work: Work, messages: readonly StoredMessage[]): Promise<Turn[]> {
  const services = { ...work.services, complete: null };
  const turns: Turn[] = [];
  let thread = newThread();
  for (const message of bounded(messages)) {
    const responded = await respond(services, toReport(message), thread, spokenBy(message));
    thread = responded.thread;
    turns.push({ message, reply: responded.reply, thread });
  }
  return turns;
}

function bounded(messages: readonly StoredMessage[]): readonly StoredMessage[] {
  if (messages.length <= MESSAGES_MAX) return messages;
  return [...messages.slice(0, 1), ...messages.slice(1 - MESSAGES_MAX)];
}

/** The first answer stands above the thread: it draws on all that was said since. */
async function answerFirst(services: Services, report: Report, thread: Thread): Promise<Reply> {
  const { tried, rejected } = thread;
  const facts = thread.facts.filter(({ source }) => source !== "report");
  return (await respond(services, report, { ...newThread(), facts, tried, rejected })).reply;
}

/** The answer above the thread, where what it is headed with was said in the message that changed. */
async function headline(
  work: Work,
  stored: StoredThread,
  target: StoredMessage,
  thread: Thread,
): Promise<readonly Changed[]> {
  const before = stored.messages.slice(0, stored.messages.indexOf(target));
  const standing = standingAnswer(before);
  if (!standing) return [];
  const plain = { ...work.services, complete: null };
  const now = await answerFirst(plain, toReport(standing.message), thread);
  const next = now.kind === "answer" ? withHeadline(standing.first, now.answer) : null;
  const showing = { render: work.deliver.render, shelf: work.services.shelf };
  return next ? [rendered(showing, standing.message, standing.stored, next)] : [];
}

/** What was pressed or left unsaid is in no stored message, and holds. */
function lastThread(turns: readonly Turn[], stored: StoredThread): Thread {
  const { quiet, called, othersSpoke } = readThread(stored.state);
  const now = turns.at(-1)?.thread ?? newThread();
  return { ...now, quiet, othersSpoke, called: called || now.called };
}

function toChanged(work: Work, { message, reply }: Turn): Changed {
  const { id, text, notes, sources } = message;
  const { shelf } = work.services;
  const rendered = work.deliver.render({
    reply,
    redactions: [],
    shelf,
    elapsedMs: 0,
    note: DELETED,
  });
  const payloads = rendered.filter(({ kind }) => kind === "message").map((it) => it.payload);
  const kept = { text, notes, sources, reply: toStored(reply, 0) };
  return { id, ts: sources[0] ?? "", kept, payloads };
}

function isSameReply(message: StoredMessage, reply: Reply): boolean {
  if (message.reply === null) return reply.kind === "silent";
  return JSON.stringify(readStored(message.reply)?.reply) === JSON.stringify(reply);
}

function toReport({ text, notes }: StoredMessage): Report {
  const { problems } = JSON.parse(notes) as Pick<Report, "problems">;
  return { text, redactions: [], problems };
}
