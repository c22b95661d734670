// pytest's own spellings: `E   Type: message` lines, with the place before or after them.

import { isErrorName, toHeadline } from "./headline.ts";
import type { Site } from "./python-lines.ts";
import type { Step } from "./python-scan.ts";

const ERROR = /^E(?: {2,}|\t)(\S.*)$/;
const MORE = /^E(?:( {2,}|\t)(.*))?$/;
const PLACE = /^(\S[^:"]*\.pyx?):(\d+): ?(?:([A-Za-z_][\w.]*)(?:: .*)?)?$/;
const LOOK_AHEAD_MAX = 12;

/** Whether the line is the first `E` line of a failure. */
export function isPytestError(line: string): boolean {
  const text = ERROR.exec(line)?.[1];
  if (!text) return false;
  const headline = toHeadline(text);
  return text.startsWith("assert ") || (headline !== null && /[A-Z]/.test(headline.type));
}

/** Reads the `E` lines at `at` and the place after them. `sites` were printed before. */
export function readPytest(
  lines: readonly string[],
  at: number,
  sites: readonly Site[],
  start = at,
): Step {
  const body = errorLines(lines, at);
  const after = placeAfter(lines, body.next);
  const all = after ? [...sites, after.site] : sites;
  const text = [...body.texts, ...(after?.between ?? [])].join("\n").trimEnd();
  const headline = toHeadline(text);
  const named = headline !== null && (isErrorName(headline.type) || /[A-Z]/.test(headline.type));
  const type = named ? headline.type : "AssertionError";
  const message = named ? headline.message : text;
  const next = after?.next ?? body.next;
  const parsed = { type, message, notes: [], sites: all, start, end: next };
  return {
    marks: [{ kind: "exception", parsed }, ...(after ? [{ kind: "break" } as const] : [])],
    next,
  };
}

/** The `E` lines without their margin: as much of it as the first one has. */
function errorLines(lines: readonly string[], at: number): { texts: string[]; next: number } {
  const margin = MORE.exec(lines[at] ?? "")?.[1]?.length ?? 0;
  const texts: string[] = [];
  let next = at;
  for (; next < lines.length; next++) {
    const match = MORE.exec(lines[next] ?? "");
    if (!match || (next > at && isNewFailure(lines, next))) break;
    texts.push(" ".repeat(Math.max(0, (match[1]?.length ?? 0) - margin)) + (match[2] ?? ""));
  }
  while (next < lines.length && /^\s*assert /.test(lines[next] ?? ""))
    texts.push(lines[next++] ?? "");
  return { texts, next };
}

/** `--tb=line` prints one failure's `E` line right after the other's place. */
function isNewFailure(lines: readonly string[], at: number): boolean {
  return PLACE.test(lines[at - 1] ?? "");
}

type Place = { readonly site: Site; readonly between: readonly string[]; readonly next: number };

/** `test_x.py:12: AssertionError`, some lines below. */
function placeAfter(lines: readonly string[], from: number): Place | null {
  const end = Math.min(lines.length, from + LOOK_AHEAD_MAX);
  for (let at = from; at < end; at++) {
    const line = lines[at] ?? "";
    const match = PLACE.exec(line);
    if (match?.[3]) {
      const site = { function: null, file: match[1] ?? "", line: Number(match[2]), located: true };
      const between = lines.slice(from, at).filter((it) => it.trim() !== "");
      return { site, between, next: at + 1 };
    }
    if (line.trim() !== "" && !/^\s/.test(line)) return null;
  }
  return null;
}
