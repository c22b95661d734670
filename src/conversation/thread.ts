// What a thread remembers between messages. Plain data: it is stored as JSON and rebuilt by nobody.

import type { Asked, Level, SectionId } from "../answer/answer.ts";
import type { Fact } from "../incident/incident.ts";
import type { Way } from "./act.ts";

/** Who speaks: whoever has the problem, somebody else, one of the configured maintainers, a bot. */
export type Author = "asker" | "other" | "maintainer" | "bot";

/** A fix (`fixId`) or an entry, with the title that a person knows it by. */
export type Named = { readonly id: string; readonly title: string };

/** How it really ended, by a person. `fix`: what was recommended then, if it was ours. */
export type Resolution = {
  readonly entry: string | null;
  readonly fix: string | null;
  readonly by: Author;
  readonly turn: number;
};

/** What a maintainer said instead of our answer; a draft of an entry begins with it. */
export type Correction = {
  /** Redacted and bounded. */
  readonly said: string;
  /** The entry that we had claimed, or had named as near. */
  readonly entry: string | null;
  readonly turn: number;
};

/** An answer that somebody called wrong, for maintainers to look at. */
export type Flag = { readonly entry: string | null; readonly way: Way; readonly turn: number };

export type Thread = {
  /** Messages that were worked on, the first report included. */
  readonly turns: number;
  /** The report that the thread is about, redacted; null before the first one. */
  readonly report: string | null;
  readonly fingerprints: readonly string[];
  readonly facts: readonly Fact[];
  /** Fixes that the asker says were tried. */
  readonly tried: readonly Named[];
  readonly level: Level | null;
  readonly entry: string | null;
  /** The entry that was claimed or, where nothing was, is near: what "that is wrong" is about. */
  readonly named: Named | null;
  /** Entries that do not fit this problem, or whose fixes were all tried. */
  readonly rejected: readonly Named[];
  /** The fix that was recommended last: what "I already set that" is about. */
  readonly recommended: Named | null;
  readonly asked: readonly Asked[];
  /** The last answer's sections as text, to see what a reply changes. */
  readonly said: Readonly<Partial<Record<SectionId, string>>>;
  /** Until the bot is mentioned again: somebody asked for it, a maintainer took the thread, people answered first. */
  readonly quiet: false | "asked" | "maintainer" | "people";
  /** Somebody else spoke since the bot last did: a bare "yes" may be for them. */
  readonly othersSpoke: boolean;
  /** Rounds in a row that changed nothing. */
  readonly stalled: number;
  /** It was summed up for a person; nothing more is said until there is something new. */
  readonly handedOver: boolean;
  /** The maintainers were called, which happens once. */
  readonly called: boolean;
  /** It was asked which way the answer is wrong. */
  readonly askedWay: boolean;
  readonly resolution: Resolution | null;
  readonly correction: Correction | null;
  readonly flags: readonly Flag[];
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
    named: null,
    rejected: [],
    recommended: null,
    asked: [],
    said: {},
    quiet: false,
    othersSpoke: false,
    stalled: 0,
    handedOver: false,
    called: false,
    askedWay: false,
    resolution: null,
    correction: null,
    flags: [],
  };
}

/** The list with one more, once. */
export function withNamed(list: readonly Named[], one: Named | null): readonly Named[] {
  return one === null || list.some(({ id }) => id === one.id) ? list : [...list, one];
}

/** A stored thread; one of an older program gets empty what it lacks. */
export function readThread(json: string): Thread {
  const stored = parse(json);
  const { recommended = null, tried = [] } = stored;
  // Both were ids alone once.
  const named = typeof recommended === "string" ? toNamed(recommended) : recommended;
  const fixes = tried.map((it: Named | string) => (typeof it === "string" ? toNamed(it) : it));
  return { ...newThread(), ...stored, recommended: named, tried: fixes };
}

const toNamed = (id: string): Named => ({ id, title: id.replaceAll("-", " ") });

function parse(json: string): Partial<Thread> {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === "object" ? value : {};
  } catch {
    return {}; // a damaged column: a new thread is better than none
  }
}
