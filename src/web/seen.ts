// What was read and why it matched, small enough to be stored beside every reply: plain data, with a
// bound on each list and text. Ids and titles instead of whole entries and issues.

import type { Shelf } from "../answer/context.ts";
import { evidenceWords } from "../answer/evidence-words.ts";
import type { Fact, Signal } from "../incident/incident.ts";
import type { Fired, Match } from "../knowledge/match.ts";
import type { Responded } from "../respond.ts";
import type { Problem } from "../text/report.ts";
import type { Exception, Frame, Trace } from "../trace/trace.ts";

// Each bound is far above what a person reads, and keeps a row under about 200 kB.
const TRACES_MAX = 8;
const EXCEPTIONS_MAX = 12;
const FRAMES_MAX = 30;
const FACTS_MAX = 60;
const SIGNALS_MAX = 60;
const PROBLEMS_MAX = 20;
const ENTRIES_MAX = 10;
const ISSUES_MAX = 10;
const TEXT_CHARS_MAX = 300;

export type SeenException = Pick<Exception, "type" | "message" | "relation"> & {
  /** The last ones: nearest to the error. */
  readonly frames: readonly Frame[];
  readonly framesLeftOut: number;
};
export type SeenTrace = {
  readonly runtime: Trace["runtime"];
  readonly exceptions: readonly SeenException[];
};
export type SeenEntry = {
  readonly id: string;
  readonly title: string;
  readonly specificity: number;
  readonly fired: readonly Fired[];
  readonly outside: Match["outside"];
};
export type Seen = {
  readonly traces: readonly SeenTrace[];
  readonly facts: readonly Fact[];
  readonly signals: readonly Signal[];
  readonly problems: readonly Problem[];
  readonly entries: readonly SeenEntry[];
  readonly leads: readonly {
    readonly id: string;
    readonly title: string;
    readonly score: number;
    readonly share: number;
  }[];
  readonly issues: readonly {
    readonly issue: string;
    readonly title: string;
    readonly score: number;
    readonly share: number;
    readonly why: string;
  }[];
};

export function toSeen(shelf: Shelf, seen: NonNullable<Responded["seen"]>): Seen {
  const { incident, hits } = seen;
  return {
    traces: incident.traces.slice(0, TRACES_MAX).map(toTrace),
    facts: incident.facts.slice(0, FACTS_MAX).map((fact) => ({ ...fact, value: clip(fact.value) })),
    signals: incident.signals
      .slice(0, SIGNALS_MAX)
      .map(({ kind, value }) => ({ kind, value: clip(value) })),
    problems: incident.problems.slice(0, PROBLEMS_MAX),
    entries: hits.matches.slice(0, ENTRIES_MAX).map(({ entry, specificity, fired, outside }) => ({
      id: entry.id,
      title: entry.title,
      specificity,
      fired: fired.map(({ atom, what }) => ({ atom, what: clip(what) })),
      outside: outside.map((it) => ({ ...it, value: clip(it.value) })),
    })),
    leads: hits.leads.map(({ entry, score, share }) => ({
      id: entry.id,
      title: entry.title,
      score: round(score),
      share: round(share),
    })),
    issues: hits.issues.slice(0, ISSUES_MAX).map((hit) => ({
      issue: hit.issue,
      title: clip(hit.title),
      score: round(hit.score),
      share: round(hit.share),
      why: clip(evidenceWords(shelf, hit, hits.issues).join("; ")),
    })),
  };
}

function toTrace({ runtime, exceptions }: Trace): SeenTrace {
  // The surfaced exception is the last; of a long chain its end says most.
  return { runtime, exceptions: exceptions.slice(-EXCEPTIONS_MAX).map(toException) };
}

function toException({ type, message, relation, frames }: Exception): SeenException {
  return {
    type: type && clip(type),
    message: clip(message),
    relation,
    frames: frames.slice(-FRAMES_MAX).map((frame) => ({
      function: frame.function && clip(frame.function),
      file: frame.file && clip(frame.file),
      line: frame.line,
      module: frame.module && clip(frame.module),
      inApp: frame.inApp,
    })),
    framesLeftOut: Math.max(0, frames.length - FRAMES_MAX),
  };
}

function clip(value: string): string {
  return value.length > TEXT_CHARS_MAX ? `${value.slice(0, TEXT_CHARS_MAX - 1)}…` : value;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
