// Lines that hold more than a trace's own: a logger's words before its first line, a mark behind the
// line where a text was cut. Each gets a line of its own, so that readers see what the runtime printed.

import { isLogLine } from "../boundary.ts";
import { isErrorName, toHeadline } from "../headline.ts";
import { withoutLogPrefix } from "./prefix.ts";
import { isHeadline, isStart } from "./starts.ts";

const LOGGER = /^[\w.$/:-]{1,80}(?:\[\d+\])?: /;
const CUT_BEHIND =
  /(?<=\S)\s*((?:See|Show|Read) (?:more|less)|\[(?:truncated|snipped|cut|…|\.{3})\]|(?:\.{3}|…) ?\(.{0,20}(?:truncated|omitted|more).{0,40}\))\s*$/;

/** The line's parts, each on a line of its own; null when it is one already. */
export function apart(line: string): readonly string[] | null {
  // `WARNING: ThreadSanitizer: …` looks like a logger's level, and is a trace's own line.
  const rest = isLogLine(line) && !isStart(line) ? ownWords(line) : null;
  const start = rest ?? line;
  const cut = isCutBehind(start) ? CUT_BEHIND.exec(start) : null;
  if (rest === null && !cut) return null;
  const own = cut ? [start.slice(0, cut.index), cut[1] ?? ""] : [start];
  return rest === null ? own : [line.slice(0, line.length - start.length).trimEnd(), ...own];
}

const ENDS = new Set(["e", "s", "]", ")"]);
const CUT_WORD = /more|less|\[|trunc|omitted/;
const TAIL_CHARS = 80;

/** A cheap look first: this is asked of every line. */
function isCutBehind(line: string): boolean {
  return ENDS.has(line.at(-1) ?? "") && CUT_WORD.test(line.slice(-TAIL_CHARS));
}

/** What a runtime printed behind a logger's words, where it is beyond doubt. */
function ownWords(line: string): string | null {
  const bare = withoutLogPrefix(line);
  if (bare === line || !line.endsWith(bare)) return null;
  return [bare, bare.replace(LOGGER, "")].find((it) => isOwn(it)) ?? null;
}

function isOwn(text: string): boolean {
  if (isStart(text) || isHeadline(text)) return true;
  const headline = toHeadline(text);
  return headline !== null && headline.message !== "" && isErrorName(headline.type);
}
