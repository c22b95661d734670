// The calls that an incident's traces share with those of issues. A call that most of the issues
// have is a framework's and says little about any of them, so each counts by how few have it.

import type { Incident } from "../incident/incident.ts";
import { shortName } from "../trace/headline.ts";
import type { Frame } from "../trace/trace.ts";

export type ComparedFrames = {
  /** Distinct calls of the incident that the issue has too, and all of the incident's. */
  readonly shared: number;
  readonly of: number;
  /** The shared part by rarity among the compared issues, 0 to 1. */
  readonly weight: number;
};

const FRAMES_MAX = 200; // of one reading

/** For each issue; null where one of the two has no calls. */
export function compareFrames(
  mine: Incident,
  issues: readonly Incident[],
): (ComparedFrames | null)[] {
  const calls = [...callsOf(mine)];
  const theirs = issues.map(callsOf);
  const gains = calls.map((call) => {
    const having = theirs.filter((it) => it.has(call)).length;
    return Math.log(1 + (issues.length + 1) / (having + 1));
  });
  const whole = sum(gains);
  return theirs.map((it) => {
    if (calls.length === 0 || it.size === 0) return null;
    const shared = calls.map((call) => it.has(call));
    const weight = sum(gains.filter((_, at) => shared[at])) / whole;
    return { shared: shared.filter(Boolean).length, of: calls.length, weight };
  });
}

function callsOf({ traces }: Incident): Set<string> {
  const frames = traces.flatMap((trace) => trace.exceptions.flatMap((it) => it.frames));
  const calls = frames.slice(-FRAMES_MAX).map(toCall);
  return new Set(calls.filter((call) => call !== null));
}

/** Where a file lies differs between two machines; its name and the function do not. */
function toCall({ file, function: name }: Frame): string | null {
  const base = file?.split(/[\\/]/).at(-1) ?? "";
  if (!name || /^<\w+>$/.test(name)) return null; // `<module>` of a script, `<lambda>`
  return `${base}:${shortName(name)}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
