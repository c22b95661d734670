// What a thread remembers between messages. Plain data: it is stored as JSON and rebuilt by nobody.

import type { Asked, Level, SectionId } from "../answer/answer.ts";
import type { Fact } from "../incident/incident.ts";

export type Thread = {
  /** Messages that were worked on, the first report included. */
  readonly turns: number;
  /** The report that the thread is about, redacted; null before the first one. */
  readonly report: string | null;
  readonly fingerprints: readonly string[];
  readonly facts: readonly Fact[];
  /** Ids of fixes that the asker says were tried (`fixId`). */
  readonly tried: readonly string[];
  readonly level: Level | null;
  readonly entry: string | null;
  /** The fix that was recommended last: what "I already set that" is about. */
  readonly recommended: string | null;
  readonly asked: readonly Asked[];
  /** The last answer's sections as text, to see what a reply changes. */
  readonly said: Readonly<Partial<Record<SectionId, string>>>;
  /** Set by "stay out" until the bot is mentioned again. */
  readonly quiet: boolean;
};

export function newThread(): Thread {
  return {
    turns: 0,
    report: null,
    fingerprints: [],
    facts: [],
    tried: [],
    level: null,
    entry: null,
    recommended: null,
    asked: [],
    said: {},
    quiet: false,
  };
}
