// One message of the playground, from what was typed to what is stored.

import type { Act } from "../conversation/act.ts";
import { newThread, readThread, type Thread } from "../conversation/thread.ts";
import { respond, type Services } from "../respond.ts";
import type { NewMessage, ThreadStore } from "../storage/threads.ts";
import type { Report, ToReport } from "../text/report.ts";
import { writeNotes, writeReplied } from "./record.ts";
import { toSeen } from "./seen.ts";

export type Talk = {
  readonly services: Services;
  readonly toReport: ToReport;
  readonly threads: ThreadStore;
  readonly now: () => Date;
  readonly newId: () => string;
};

/** A conversation is one page: more would neither load nor be read. */
export const MESSAGES_MAX = 100;
/** Tries when somebody else writes in the same thread; each loses to one message that was stored. */
const TRIES_MAX = 3;

/** Starts a conversation. Null, with nothing stored, when the paste holds nothing to read. */
export async function begin(talk: Talk, raw: string): Promise<string | null> {
  const report = await talk.toReport(raw);
  if (report.text.trim() === "") return null;
  const { state, message } = await hear(talk, newThread(), report, null);
  const id = talk.newId();
  await talk.threads.create(id, state, message);
  return id;
}

export type WentOn =
  /** `number` counts messages from 1. */
  | { readonly kind: "stored"; readonly number: number }
  | { readonly kind: "empty" | "unknown" | "full" | "busy" };

/** `act`: what was pressed; `raw` is then what that looks like as words. */
export async function goOn(
  talk: Talk,
  id: string,
  raw: string,
  act: Act | null = null,
): Promise<WentOn> {
  const report = await talk.toReport(raw);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const stored = await talk.threads.load(id);
    if (!stored) return { kind: "unknown" };
    if (report.text.trim() === "") return { kind: "empty" };
    if (stored.messages.length >= MESSAGES_MAX) return { kind: "full" };
    const { state, message } = await hear(talk, readThread(stored.state), report, act);
    if (await talk.threads.append(stored, state, message)) {
      return { kind: "stored", number: stored.messages.length + 1 };
    }
  }
  return { kind: "busy" };
}

async function hear(
  talk: Talk,
  thread: Thread,
  report: Report,
  act: Act | null,
): Promise<{ state: string; message: NewMessage }> {
  const start = talk.now();
  const { reply, thread: next, seen } = await respond(talk.services, report, thread, { act });
  const end = talk.now();
  const elapsedMs = end.getTime() - start.getTime();
  const message: NewMessage = {
    author: "asker",
    text: report.text,
    notes: writeNotes(report),
    act: act && JSON.stringify(act),
    reply: writeReplied({ reply, seen: seen && toSeen(talk.services.shelf, seen), elapsedMs }),
    createdAt: end.toISOString(),
  };
  return { state: JSON.stringify(next), message };
}
