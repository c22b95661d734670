// What became of each mention, judged by what the surface holds and by nothing else.

import type { Call, Message } from "../doubles/slack/workspace.ts";

export type Mention = {
  readonly ts: string;
  /** What the person did to it later; a deleted one needs no answer. */
  readonly change: "edit" | "delete" | "reply first" | null;
};

/** "stale": what stands answers something that was edited or deleted since. */
export type Verdict = "once" | "lost" | "doubled" | "withdrawn" | "stale";

/** Accepted posts of a run, by thread. Whether the caller heard of them does not matter. */
export function answersByThread(journal: readonly Call[]): Map<string, Posted[]> {
  const threads = new Map<string, Posted[]>();
  for (const { method, message } of journal) {
    if (method !== "chat.postMessage" || message?.threadTs == null) continue;
    const key = String((message.metadata?.event_payload as { key?: string } | undefined)?.key);
    const posted = { key, isAnswer: isWhole(message) };
    threads.set(message.threadTs, [...(threads.get(message.threadTs) ?? []), posted]);
  }
  return threads;
}

type Posted = {
  readonly key: string;
  /** A whole answer begins with a header; a delta, an apology and a second part do not. */
  readonly isAnswer: boolean;
};

/** `standing`: what can be read in the thread now. `edited`: what only the edited report says. */
export function judge(
  { ts, change }: Mention,
  threads: ReadonlyMap<string, readonly Posted[]>,
  standing: readonly Message[],
  edited: string,
): Verdict {
  const posted = threads.get(ts) ?? [];
  const answers = posted.filter(({ isAnswer }) => isAnswer).length;
  const isRepeated = new Set(posted.map(({ key }) => key)).size < posted.length;
  if (isRepeated || answers > 1) return "doubled";
  const [answer] = standing.filter(isWhole);
  if (change === "delete") return answer ? "stale" : "withdrawn";
  if (answers === 0) return "lost";
  return change === "edit" && !answer?.text.includes(edited) ? "stale" : "once";
}

const isWhole = ({ blocks }: Message) => blocks[0]?.type === "header";
