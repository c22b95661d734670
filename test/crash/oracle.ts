// What became of each mention, judged by what the surface holds and by nothing else.

import type { Call } from "../doubles/slack/workspace.ts";
import type { Step } from "./plan.ts";

export type Mention = {
  readonly ts: string;
  readonly step: Step;
  /** Deleted before it was answered: an answer is allowed and none is required. */
  readonly isWithdrawn: boolean;
};

export type Verdict = "once" | "lost" | "doubled" | "withdrawn";

/** Accepted posts of a run, by thread. Whether the caller heard of them does not matter. */
export function answersByThread(journal: readonly Call[]): Map<string, Posted[]> {
  const threads = new Map<string, Posted[]>();
  for (const { method, message } of journal) {
    if (method !== "chat.postMessage" || message?.threadTs == null) continue;
    const key = String((message.metadata?.event_payload as { key?: string } | undefined)?.key);
    const posted = { key, isAnswer: message.blocks[0]?.type === "header" };
    threads.set(message.threadTs, [...(threads.get(message.threadTs) ?? []), posted]);
  }
  return threads;
}

type Posted = {
  readonly key: string;
  /** A whole answer begins with a header; a delta, an apology and a second part do not. */
  readonly isAnswer: boolean;
};

export function judge(mention: Mention, threads: ReadonlyMap<string, readonly Posted[]>): Verdict {
  const posted = threads.get(mention.ts) ?? [];
  const answers = posted.filter(({ isAnswer }) => isAnswer).length;
  const isRepeated = new Set(posted.map(({ key }) => key)).size < posted.length;
  if (isRepeated || answers > 1) return "doubled";
  if (answers === 1) return "once";
  return mention.isWithdrawn ? "withdrawn" : "lost";
}
