// An incident to query terms. What is asked matters more than the engine: the error line counts
// three times, prose once, and only the rarest terms are kept (measured on duplicate reports:
// R@10 0.534 with all words, 0.636 with title ×3 and the 48 rarest).

import type { Incident } from "../incident/incident.ts";
import { toTerms } from "../text/terms.ts";
import type { Exception, Trace } from "../trace/trace.ts";
import { type Index, idf, type QueryTerm, rarestIdf } from "./index.ts";

const TERMS_MAX = 48;
const ERROR_WEIGHT = 3;
const PROSE_WEIGHT = 1;
const FRAME_WEIGHT = 0.5;
const MESSAGE_CHARS_MAX = 600; // a message can hold a whole SQL statement
const PROSE_CHARS_MAX = 20_000;
const FRAMES_PER_EXCEPTION = 3; // innermost: where it was raised

export type Query = {
  readonly terms: readonly QueryTerm[];
  /** What a document would score that held every term, and every word of the error, endlessly often. */
  readonly whole: number;
};

export function toQuery(incident: Incident, index: Index): Query {
  const weights = new Map<string, number>();
  const add = (text: string, weight: number) => {
    for (const term of new Set(toTerms(text).filter(isTelling)))
      weights.set(term, Math.max(weights.get(term) ?? 0, weight));
  };
  add(prose(incident).slice(0, PROSE_CHARS_MAX), PROSE_WEIGHT);
  for (const exception of incident.traces.flatMap((trace) => trace.exceptions)) {
    add(frames(exception), FRAME_WEIGHT);
    add(`${exception.type ?? ""} ${exception.message.slice(0, MESSAGE_CHARS_MAX)}`, ERROR_WEIGHT);
  }
  for (const trace of incident.traces) {
    if (trace.exceptions.every((it) => it.type === null))
      add(lastLine(incident, trace), ERROR_WEIGHT);
  }
  for (const signal of incident.signals) {
    if (signal.kind === "error" || signal.kind === "setting") add(signal.value, ERROR_WEIGHT);
  }
  const terms = [...weights]
    .map(([term, weight]) => ({ term, weight, gain: weight * idf(index, term) }))
    .filter((it) => it.gain > 0)
    .sort((a, b) => b.gain - a.gain || (a.term < b.term ? -1 : 1))
    .slice(0, TERMS_MAX);
  // Words of the error that nobody has written before speak for a new problem. Other unseen words
  // are the asker's own names and paths, and say nothing.
  const unseen = [...weights].filter(
    ([term, weight]) => weight === ERROR_WEIGHT && idf(index, term) === 0,
  );
  const seenGain = terms.reduce((sum, { gain }) => sum + gain, 0);
  return {
    terms: terms.map(({ term, weight }) => ({ term, weight })),
    whole: seenGain + unseen.length * ERROR_WEIGHT * rarestIdf(index) || 1,
  };
}

/** Versions and small numbers are rare, and shared by accident. */
function isTelling(term: string): boolean {
  return !/^(?:\d{1,2}|v?\d+(?:\.\d+)+\w*)$/.test(term);
}

/** The report without the lines of its traces: their paths and line numbers are noise here. */
function prose(incident: Incident): string {
  const lines = incident.report.text.split("\n");
  for (const { span } of incident.traces) lines.fill("", span[0], span[1]);
  return lines.join("\n");
}

/** Where the error would be named: a runtime prints it last. */
function lastLine(incident: Incident, { span }: Trace): string {
  return (incident.report.text.split("\n")[span[1] - 1] ?? "").slice(0, MESSAGE_CHARS_MAX);
}

function frames(exception: Exception): string {
  return exception.frames
    .slice(-FRAMES_PER_EXCEPTION)
    .map(
      (frame) => `${frame.file?.split(/[\\/]/).slice(-2).join(" ") ?? ""} ${frame.function ?? ""}`,
    )
    .join(" ");
}
