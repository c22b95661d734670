// What becomes of a message that was found long after it was said: an answer that nobody waits for any
// more is noise. Pure.

/** Older than this, a person has helped themselves or asked again. */
const OLD_MS = 24 * 60 * 60_000;
const MS_PER_S = 1_000;

export type Spoken = {
  readonly ts: string;
  /** Null for whoever cannot have answered: a bot, somebody who asks us as well. */
  readonly person: string | null;
};

/** Why it is not answered; null when it is. `later`: what came after it in its thread. */
export function whyLate(
  message: Spoken,
  later: readonly Spoken[],
  nowMs: number,
): "old" | "answered by a person" | null {
  if (nowMs - Number(message.ts) * MS_PER_S > OLD_MS) return "old";
  const isAnswered = later.some(
    ({ ts, person }) => person !== null && person !== message.person && ts > message.ts,
  );
  return isAnswered ? "answered by a person" : null;
}
