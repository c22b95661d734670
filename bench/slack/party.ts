// What answers in a benchmark: we, or the peer.

import { type SlackDouble, startSlackDouble } from "../../test/doubles/slack/slack.ts";

export type Party = {
  /** Again after `stop`: with what it had stored. */
  readonly start: (slack: SlackDouble) => Promise<Started>;
  /** Takes away what it has stored. */
  readonly end: () => void;
};
/** One that has never run. */
export type NewParty = () => Party;
export type Started = {
  readonly stop: (signal: "SIGTERM" | "SIGKILL") => Promise<void>;
  /** Bytes. */
  readonly memory: () => Promise<number>;
};

/** Slack's are 0, one and five minutes; nobody waits for those here. */
export const OPTIONS = { hasRates: true, isForBolt: true, retryMs: [0, 3_000, 15_000] };

/** A party of its own and a workspace of its own for `work`. */
export async function withParty<Result>(
  newParty: NewParty,
  work: (slack: SlackDouble, started: Started) => Promise<Result>,
): Promise<Result> {
  const slack = await startSlackDouble(OPTIONS);
  const party = newParty();
  try {
    const started = await party.start(slack);
    try {
      return await work(slack, started);
    } finally {
      await started.stop("SIGTERM");
    }
  } finally {
    party.end();
    await slack.stop();
  }
}

export const textAt = (texts: readonly string[], at: number): string =>
  texts[at % texts.length] ?? "";
