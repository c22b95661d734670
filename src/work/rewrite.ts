// A message of a thread was edited or deleted: the thread is what its messages make of it, so they
// are read again, in order, and the answer follows.

import type { Reply } from "../conversation/reply.ts";
import { newThread, readThread, type Thread } from "../conversation/thread.ts";
import { respond, type Services } from "../respond.ts";
import type { Job } from "../storage/inbox.ts";
import type { Rewritten } from "../storage/rewrite.ts";
import type { Changed } from "../storage/standing.ts";
import type { StoredMessage, StoredThread } from "../storage/threads.ts";
import { countVersions, deletedIn } from "../storage/versions.ts";
import { paragraph, text } from "../text/nodes.ts";
import type { Report } from "../text/report.ts";
import type { Work } from "../work.ts";
import { askingOf } from "./asking.ts";
import { gatherNothing, notesOf, type Wait } from "./gather.ts";
import { headlineAgain, rendered, standingAnswer } from "./headline.ts";
import { waitAgain } from "./patience.ts";
import { lostWords, quotes } from "./quoted.ts";
import { spokenBy } from "./speaker.ts";
import { readStored, toStored } from "./stored.ts";

/** Messages that are read again; of a longer thread the first and the last ones. */
const MESSAGES_MAX = 50;
/** Read again in all, the report once for each message: some seconds, well within a lease. */
const CHARS_MAX = 5_000_000;
/** Edits of one message whose answer a model words; no way round what may be asked of it. */
const WORDINGS_MAX = 4;
const REPORT_EDITED = "updated after the report was edited";
const MESSAGE_EDITED = "updated after the message was edited";
const DELETED = "updated after a message was deleted";

/** The stored message that `job` edits or deletes; null when nothing of it was kept. */
export function targetOf(job: Job, stored: StoredThread | null): StoredMessage | null {
  const { ofTs } = job;
  if (!ofTs) return null;
  return stored?.messages.find(({ sources }) => sources.includes(ofTs)) ?? null;
}

/** Nothing of the thread may stay. */
const EVERYTHING: Rewritten = { thread: null, messages: [], notices: [] };

export async function rewrite(
  work: Work,
  job: Job,
  stored: StoredThread,
  target: StoredMessage,
): Promise<Rewritten | Wait> {
  return job.kind === "deletion" && !isRemark(job, target)
    ? rewriteDeletion(work, job, stored, target)
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
): Promise<Rewritten | Wait> {
  const start = work.now();
  const [ts = ""] = target.sources;
  const isOwn = ts === job.ofTs;
  const withThread = target.sources.length > 1;
  const deleted = withThread ? await deletedIn(work.db, job.threadId) : [];
  const what = { job, ts, isOwn, withThread, isAgain: true, deleted };
  const gathered = await (work.gather ?? gatherNothing)(what);
  if ("waitMs" in gathered) {
    return gathered.hasFailed ? waitAgain(job, work.now(), gathered) : gathered;
  }
  const { report, sources } = gathered;
  const isDeletion = job.kind === "deletion";
  const notes = notesOf(report);
  const edited = { ...target, text: report.text, notes };
  const said = stored.messages.map((it) => (it.id === target.id ? edited : it));
  const turns = await readAgain(work, job, said);
  const thread = lastThread(turns, stored);
  const isFirst = stored.messages[0]?.id === target.id;
  const reply = isFirst
    ? await answerFirst({ ...work, services: await servicesFor(work, job) }, job, report, thread)
    : (turns.find(({ message }) => message.id === target.id)?.reply ?? SILENT);
  const elapsedMs = work.now() - start;
  const note = isDeletion ? DELETED : isFirst ? REPORT_EDITED : MESSAGE_EDITED;
  const rendered = work.deliver.render({
    reply,
    // Secrets are their author's; whoever changed a remark above them is not told.
    redactions: isOwn ? report.redactions : [],
    problems: report.problems,
    elapsedMs,
    note,
  });
  const payloads = rendered.filter(({ kind }) => kind === "message").map((it) => it.payload);
  const notices = rendered.filter(({ kind }) => kind === "notice").map((it) => it.payload);
  const kept = { text: report.text, notes, sources, reply: toStored(reply, elapsedMs) };
  const above = isFirst ? [] : await headline(work, job, stored, target, thread);
  const lost = lostWords(
    target.text,
    said.map(({ text }) => text),
  );
  const stale = later(turns, stored, target).filter((turn) => isStale(turn, lost));
  const below = stale.map((turn) => toChanged(work, turn, note));
  const messages = [{ id: target.id, ts, kept, payloads }, ...below, ...above];
  return { ...nextThread(thread), messages, notices };
}

/** A hand-over sums up the thread; others stand unless they quote what is gone. */
function isStale({ message, reply }: Turn, lost: ReadonlySet<string>): boolean {
  if (isSameReply(message, reply) || message.reply === null) return false;
  const before = readStored(message.reply)?.reply;
  return before?.kind === "handover" || quotes(message.reply, lost);
}

async function rewriteDeletion(
  work: Work,
  job: Job,
  stored: StoredThread,
  target: StoredMessage,
): Promise<Rewritten> {
  const at = stored.messages.indexOf(target);
  if (at === 0) return EVERYTHING;
  const left = stored.messages.filter((it) => it !== target);
  const turns = await readAgain(work, job, left);
  const changed = changedBelow(work, turns, stored, target);
  const gone: Changed = { id: target.id, ts: target.sources[0] ?? "", kept: null, payloads: [] };
  const thread = lastThread(turns, stored);
  const above = await headline(work, job, stored, target, thread);
  const messages = [gone, ...changed, ...above];
  return { ...nextThread(thread), messages, notices: [] };
}

/**
 * What is left to do where a deletion fails again and again. Of a remark, the words of the message that
 * holds it go, and what rests on them; of a message of its own, the whole thread.
 */
export async function erase(
  work: Work,
  job: Job,
  stored: StoredThread,
  target: StoredMessage,
): Promise<Rewritten> {
  if (!isRemark(job, target)) return EVERYTHING;
  const sources = target.sources.filter((it) => it !== job.ofTs);
  const notes = notesOf({ text: "", redactions: [], problems: [] });
  const emptied = { ...target, text: "", notes, sources };
  const left = stored.messages.map((it) => (it === target ? emptied : it));
  const unread = left.map((message) => ({ message, reply: SILENT, thread: newThread() }));
  const turns = await readAgain(work, job, left).catch(() => unread); // that may be what fails
  const own = toChanged(work, { message: emptied, reply: ERASED }, DELETED);
  const messages = [own, ...changedBelow(work, turns, stored, target)];
  return { ...nextThread(lastThread(turns, stored)), messages, notices: [] };
}

/** What was said after a deleted message may quote it. */
function changedBelow(
  work: Work,
  turns: readonly Turn[],
  stored: StoredThread,
  target: StoredMessage,
): Changed[] {
  return later(turns, stored, target)
    .filter(({ message, reply }) => !isSameReply(message, reply))
    .map((turn) => toChanged(work, turn, DELETED));
}

const ERASED: Reply = {
  kind: "acknowledge",
  blocks: [
    paragraph(
      text(
        "A message above was deleted. I could not read the others again, so I took back what I had said. Mention me again.",
      ),
    ),
  ],
};

/** What stands where the answer to a deleted report stood. */
export function farewell({ deliver }: Work): string {
  const words = "The report was deleted, so its answer is gone as well.";
  const reply: Reply = { kind: "acknowledge", blocks: [paragraph(text(words))] };
  return deliver.render({ reply, redactions: [], elapsedMs: 0 })[0]?.payload ?? "";
}

function nextThread(thread: Thread): Pick<Rewritten, "thread" | "isResolved"> {
  return { thread: JSON.stringify(thread), isResolved: thread.resolution !== null };
}

const SILENT: Reply = { kind: "silent", why: "left out" };

type Turn = {
  readonly message: StoredMessage;
  readonly reply: Reply;
  readonly thread: Thread;
};

async function servicesFor({ db, services }: Work, job: Job): Promise<Services> {
  const isOften = (await countVersions(db, job)) > WORDINGS_MAX;
  return isOften ? { ...services, complete: null } : services;
}

/** Without a model: what is posted already is not worded again. */
async function readAgain(
  work: Work,
  job: Job,
  messages: readonly StoredMessage[],
): Promise<Turn[]> {
  const services = { ...work.services, complete: null };
  const turns: Turn[] = [];
  let thread = newThread();
  for (const message of bounded(messages)) {
    const options = { ...spokenBy(message), ...askingOf(work, job) };
    const responded = await respond(services, toReport(message), thread, options);
    thread = responded.thread;
    turns.push({ message, reply: responded.reply, thread });
  }
  return turns;
}

/** The first, and of the others the newest that fit. */
function bounded(messages: readonly StoredMessage[]): readonly StoredMessage[] {
  const [first, ...others] = messages;
  if (!first) return [];
  const fit: StoredMessage[] = [];
  let left = CHARS_MAX - first.text.length;
  for (const message of others.slice(1 - MESSAGES_MAX).reverse()) {
    left -= first.text.length + message.text.length;
    if (left < 0) break;
    fit.push(message);
  }
  return [first, ...fit.reverse()];
}

/** The first answer stands above the thread: it draws on all that was said since. */
async function answerFirst(work: Work, job: Job, report: Report, thread: Thread): Promise<Reply> {
  const { tried, rejected } = thread;
  const facts = thread.facts.filter(({ source }) => source !== "report");
  const before = { ...newThread(), facts, tried, rejected };
  return (await respond(work.services, report, before, askingOf(work, job))).reply;
}

/** The answer above the thread, where what it is headed with was said in the message that changed. */
async function headline(
  work: Work,
  job: Job,
  stored: StoredThread,
  target: StoredMessage,
  thread: Thread,
): Promise<readonly Changed[]> {
  const before = stored.messages.slice(0, stored.messages.indexOf(target));
  const standing = standingAnswer(before);
  if (!standing) return [];
  const plain = { ...work, services: { ...work.services, complete: null } };
  const now = await answerFirst(plain, job, toReport(standing.message), thread);
  const next = headlineAgain(standing, now.kind === "answer" ? now.answer : null, thread);
  return next ? [rendered(work.deliver.render, standing.message, standing.stored, next)] : [];
}

/** What was pressed or left unsaid is in no stored message, and holds. */
function lastThread(turns: readonly Turn[], stored: StoredThread): Thread {
  const { quiet, called, othersSpoke } = readThread(stored.state);
  const now = turns.at(-1)?.thread ?? newThread();
  return { ...now, quiet, othersSpoke, called: called || now.called };
}

function toChanged(work: Work, { message, reply }: Omit<Turn, "thread">, note: string): Changed {
  const { id, text, notes, sources } = message;
  const rendered = work.deliver.render({
    reply,
    redactions: [],
    elapsedMs: 0,
    note,
  });
  const payloads = rendered.filter(({ kind }) => kind === "message").map((it) => it.payload);
  const kept = { text, notes, sources, reply: toStored(reply, 0) };
  return { id, ts: sources[0] ?? "", kept, payloads };
}

/** What was said after `target`. */
function later(turns: readonly Turn[], stored: StoredThread, target: StoredMessage): Turn[] {
  const ids = stored.messages.map(({ id }) => id);
  return turns.filter(({ message }) => ids.indexOf(message.id) > ids.indexOf(target.id));
}

function isSameReply(message: StoredMessage, reply: Reply): boolean {
  if (message.reply === null) return reply.kind === "silent";
  return JSON.stringify(readStored(message.reply)?.reply) === JSON.stringify(reply);
}

function toReport({ text, notes }: StoredMessage): Report {
  const { problems } = JSON.parse(notes) as Pick<Report, "problems">;
  return { text, redactions: [], problems };
}
