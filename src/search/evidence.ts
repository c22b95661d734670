// Why an issue bears on an incident, as data. An issue is read as a report is, and the two readings
// are compared; nothing of the issue goes on but what the asker's report has too, and versions.

import type { Incident, Signal } from "../incident/incident.ts";
import { fingerprint } from "../trace/fingerprint.ts";
import { isErrorName } from "../trace/headline.ts";
import type { Trace } from "../trace/trace.ts";
import { type ComparedError, compareErrors } from "./evidence-errors.ts";
import { type ComparedFrames, compareFrames } from "./evidence-frames.ts";

const IDENTIFIERS_MAX = 3;
const VERSIONS_MAX = 6;
const FRAMES_WEIGHT_MIN = 0.3; // of the calls by rarity: the way through the framework alone has less
const VERSION = /^\d{1,6}(?:\.\d{1,6}){1,4}[a-z0-9.+-]{0,16}$/i;
// `NAME_OF_A_THING` or `Inputs.RECV_PING`: a file, a host or a module is named by accident.
const TELLING_NAME = /(?:^|\.)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

export type Evidence = {
  /** The exception that both have, in the asker's words, and how far the messages agree. */
  readonly error: ComparedError | null;
  /** Calls of the asker's traces that the issue's traces have too. */
  readonly frames: ComparedFrames | null;
  /** One of the traces groups with one of the asker's. */
  readonly isSamePrint: boolean;
  /** Settings, codes and names of code that both name. */
  readonly identifiers: readonly string[];
  /** Versions that the issue states, by fact. */
  readonly versions: readonly { readonly fact: string; readonly value: string }[];
};

/** One issue's evidence for each reading of an issue, in their order. */
export function toEvidence(mine: Incident, issues: readonly Incident[]): Evidence[] {
  const prints = printsOf(mine);
  const frames = compareFrames(mine, issues);
  return issues.map((theirs, at) => {
    const error = compareErrors(mine, theirs);
    return {
      error,
      frames: frames[at] ?? null,
      isSamePrint: [...printsOf(theirs)].some((print) => prints.has(print)),
      identifiers: sharedNames(mine.signals, theirs.signals, error?.type ?? null),
      versions: versionsOf(theirs),
    };
  });
}

/** Whether the two show one error, so that what became of the issue says something about the report. */
export function isSameFailure({ error, isSamePrint }: Evidence): boolean {
  return isSamePrint || (error !== null && error.type !== null && error.message === "equal");
}

/**
 * Whether the two are about one error, though it may be another failure: enough for a lead. A type
 * alone is not, because half of all reports have a `RuntimeError`.
 */
export function isSameTopic(evidence: Evidence): boolean {
  const { error, frames, identifiers } = evidence;
  if (isSameFailure(evidence) || (error?.type && error.message)) return true;
  const names = identifiers.filter((name) => !/^(?:http|exit|errno) /.test(name));
  const isAlong = (frames?.weight ?? 0) >= FRAMES_WEIGHT_MIN;
  return error?.type != null && (names.length > 0 || isAlong);
}

function sharedNames(
  mine: readonly Signal[],
  theirs: readonly Signal[],
  type: string | null,
): string[] {
  const named = new Set(theirs.map(keyOf));
  const isTelling = ({ kind, value }: Signal) =>
    kind === "setting" || kind === "code" || (kind === "identifier" && TELLING_NAME.test(value));
  const shared = mine
    .filter((signal) => isTelling(signal) && named.has(keyOf(signal)))
    .map(({ value }) => value)
    .filter((value) => value !== type && !isErrorName(value));
  // Of `RECV_PING` and `ConnectionInputs.RECV_PING` the longer one says both.
  const longest = shared.filter((name) => !shared.some((other) => other.endsWith(`.${name}`)));
  return [...new Set(longest)].slice(0, IDENTIFIERS_MAX);
}

function keyOf({ kind, value }: Signal): string {
  return `${kind} ${value.toLowerCase()}`;
}

function versionsOf({ facts }: Incident): Evidence["versions"] {
  return facts
    .filter(({ value }) => VERSION.test(value))
    .slice(0, VERSIONS_MAX)
    .map(({ name, value }) => ({ fact: name, value }));
}

/** Of the traces that have calls. */
export function printsOf({ traces }: Incident): Set<string> {
  return new Set(traces.filter(hasFrames).map(fingerprint));
}

/** A bare headline groups with every report of a builtin exception. */
function hasFrames(trace: Trace): boolean {
  return trace.exceptions.some((it) => it.frames.length > 0);
}
