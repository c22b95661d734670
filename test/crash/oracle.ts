// What became of each mention, judged by what the surface holds and by nothing else.

import { keyOf } from "../../src/work.ts";
import type { Call, Message } from "../doubles/slack/workspace.ts";

export type Mention = {
  readonly ts: string;
  /** What the person did to it later; a deleted one needs no answer. */
  readonly change: "edit" | "delete" | "reply first" | null;
};

/** "stale": what stands answers something that was edited or deleted since. */
export type Verdict = "once" | "lost" | "doubled" | "withdrawn" | "stale";

/**
 * Accepted posts of a run, by thread. Whether the caller heard of them does not matter. `team`: part of
 * the key that each message's answer has.
 */
export function answersByThread(journal: readonly Call[], team: string): Map<string, Posted[]> {
  const threads = new Map<string, Posted[]>();
  for (const { method, message } of journal) {
    if (method !== "chat.postMessage" || message?.threadTs == null) continue;
    const key = String((message.metadata?.event_payload as { key?: string } | undefined)?.key);
    const { channel, threadTs: ts } = message;
    const isOwn = key === keyOf({ team, channel, ts }, 0);
    const posted = { key, isAnswer: isWhole(message), isOwn };
    threads.set(message.threadTs, [...(threads.get(message.threadTs) ?? []), posted]);
  }
  return threads;
}

type Posted = {
  readonly key: string;
  /** A whole answer begins with a header; a delta, an apology and a second part do not. */
  readonly isAnswer: boolean;
  /** To the message that the thread hangs on. A reply that was heard of first has an answer as well. */
  readonly isOwn: boolean;
};

/** `standing`: what can be read in the thread now. `edited`: what only the edited report says. */
export function judge(
  { ts, change }: Mention,
  threads: ReadonlyMap<string, readonly Posted[]>,
  standing: readonly Message[],
  edited: string,
): Verdict {
  const posted = threads.get(ts) ?? [];
  const answers = posted.filter(({ isAnswer }) => isAnswer);
  const isRepeated = new Set(posted.map(({ key }) => key)).size < posted.length;
  const most = change === "reply first" ? 2 : 1; // heard of first, the reply may have one of its own
  const own = answers.filter(({ isOwn }) => isOwn).length;
  if (isRepeated || answers.length > most || own > 1) return "doubled";
  const [answer] = standing.filter(isWhole);
  if (change === "delete") return answer ? "stale" : "withdrawn";
  if (answers.length === 0) return "lost";
  return change === "edit" && !answer?.text.includes(edited) ? "stale" : "once";
}

const isWhole = ({ blocks }: Message) => blocks[0]?.type === "header";
