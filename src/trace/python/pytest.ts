// pytest's own spellings: `E   Type: message` lines, with the place before or after them.

import { isErrorName, toHeadline } from "../headline.ts";
import type { Site } from "./lines.ts";
import type { Step } from "./marks.ts";

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
  const before = sites.length > 0 || !after ? sites : sitesAbove(lines, at);
  const all = after
    ? [...before, { ...after.site, function: after.site.function ?? definedAbove(lines, at) }]
    : before;
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

const ONE_LINE = /^(\S[^:"]*\.pyx?):(\d+): (\S.*)$/;

/** `test_x.py:12: ValueError: message`, all that `--tb=line` prints of a failure. */
export function readPytestLine(line: string, at: number): Step | null {
  const [, file = "", place, text = ""] = ONE_LINE.exec(line) ?? [];
  const headline = toHeadline(text);
  const named = headline !== null && isErrorName(headline.type) && !/Warning$/.test(headline.type);
  if (!named && !text.startsWith("assert ")) return null;
  const type = named ? headline.type : "AssertionError";
  const message = named ? headline.message : text;
  const sites = [{ function: null, file, line: Number(place), located: true }];
  const parsed = { type, message, notes: [], sites, start: at, end: at + 1 };
  return { marks: [{ kind: "exception", parsed }, { kind: "break" }], next: at + 1 };
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

const LOOK_BACK_MAX = 300;
const PASSED = /^(\S[^:"]*\.pyx?):(\d+): *$/;
const DEFINED = /^(?:>\s*|\s*)(?:async )?def (\w+)\(/;
const TITLE = /^_{3,} .* _{3,}$|^E\s|^={5,}/;

/** `--tb=long` prints every caller as its source, then its place without a type. */
function sitesAbove(lines: readonly string[], at: number): readonly Site[] {
  const sites: Site[] = [];
  for (let above = at - 1; above >= Math.max(0, at - LOOK_BACK_MAX); above--) {
    const line = lines[above] ?? "";
    if (TITLE.test(line)) break;
    const match = PASSED.exec(line);
    if (!match) continue;
    const name = definedAbove(lines, above);
    sites.push({ function: name, file: match[1] ?? "", line: Number(match[2]), located: true });
  }
  return sites.reverse();
}

/** The function whose source `--tb=long` printed above. */
function definedAbove(lines: readonly string[], at: number): string | null {
  for (let above = at - 1; above >= Math.max(0, at - LOOK_BACK_MAX); above--) {
    const line = lines[above] ?? "";
    if (TITLE.test(line) || PASSED.test(line)) return null;
    const name = DEFINED.exec(line)?.[1];
    if (name) return name;
  }
  return null;
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
