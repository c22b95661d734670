// One traceback: frames with what is printed under them, then the headline and its message.

import { isBoundary, isCut } from "../boundary.ts";
import { withoutLogPrefix } from "../carrier/prefix.ts";
import { isErrorName, mayBeErrorName, shortName, toHeadline } from "../headline.ts";
import { FRAMES_MAX } from "../limits.ts";
import {
  arrowLine,
  indentOf,
  isHeader,
  isSection,
  isUnderFrame,
  memberLabel,
  type Site,
  toLink,
  toSite,
} from "./lines.ts";
import type { Mark, Step } from "./marks.ts";
import { readMessage } from "./message.ts";
import { isPytestError, readPytest } from "./pytest.ts";

/** Where a block began, and the type that its header names, if any. */
export type Block = {
  readonly start: number;
  readonly closed: boolean;
  readonly named: string | null;
};
type Headline = { readonly type: string; readonly message: string };

// Lines under a frame that say nothing: a headline further away belongs to something else.
const NOISE_MAX = 30;

/** Frames with their source lines, then the headline and its message. */
export function readBlock(lines: readonly string[], from: number, block: Block): Step {
  const sites: Site[] = [];
  let at = from;
  let noise = 0;
  let indent = 0;
  while (at < lines.length && noise < NOISE_MAX) {
    const line = lines[at] ?? "";
    const site = toSite(line);
    if (site) {
      const under = underFrame(lines, at, site);
      if (site.located && sites.length < FRAMES_MAX)
        sites.push({ ...site, line: site.line ?? under.line });
      indent = indentOf(line);
      at = under.next;
      noise = 0;
      continue;
    }
    if (isPytestError(line)) return readPytest(lines, at, sites, block.start);
    const isNext = noise === 0 && sites.length > 0;
    const headline =
      (isNext && outdented(lines, at, indent)) || headlineAt(lines, at, block, isNext);
    if (headline) return finish(lines, at, { ...block, sites, headline });
    if (isEnd(line)) break;
    at++;
    noise++;
  }
  return { marks: headless(lines, sites, block.start, at), next: at };
}

/** Frames without a headline: it was cut off, or stands above, as AWS Lambda prints it. */
function headless(
  lines: readonly string[],
  sites: readonly Site[],
  start: number,
  end: number,
): readonly Mark[] {
  if (sites.length === 0) return [];
  // The logger's word may stand on a line of its own, where the carrier has parted them.
  const isParted = /^\[ERROR\]$/.test(lines[start - 2] ?? "");
  const before = lines[start - 1] ?? "";
  const above = isParted ? before : /^\[ERROR\] +(\S.*)$/.exec(before)?.[1];
  const { type, message } = (above ? toHeadline(above) : null) ?? { type: null, message: "" };
  const parsed = { type, message, notes: [], sites, start: type ? start - 1 : start, end };
  return [{ kind: "exception", parsed }];
}

function isEnd(line: string): boolean {
  return isHeader(line) || toLink(line) !== null || memberLabel(line) !== null || isSection(line);
}

/** What stands left of the frames and right under them is the headline, whatever its class is called. */
function outdented(lines: readonly string[], at: number, indent: number): Headline | null {
  const line = lines[at] ?? "";
  if (indentOf(line) >= indent || isUnderFrame(line) || isCut(line) || isBoundary(line))
    return null;
  const headline = toHeadline(line.trim());
  if (!headline || !(line.includes(": ") || /[A-Z.]/.test(headline.type))) return null;
  const isWord = /^[a-z]+$/.test(headline.type); // `env: python 3.11` is a person's
  return isWord && !isErrorName(headline.type) && !isRaised(lines, at, headline.type)
    ? null
    : headline;
}

/** The headline of a block. Indented lines are source as long as anything in the block is indented. */
function headlineAt(
  lines: readonly string[],
  at: number,
  block: Block,
  framed: boolean,
): Headline | null {
  const line = lines[at] ?? "";
  if (line.trim() === "" || isUnderFrame(line) || isCut(line)) return null;
  const headline = toHeadline(withoutLogPrefix(line.trim()));
  if (!headline) return null;
  if (block.named) return shortName(headline.type) === shortName(block.named) ? headline : null;
  if (isErrorName(headline.type)) return headline;
  if (indentOf(line) > 0) return null;
  if (isRaised(lines, at, headline.type)) return headline;
  if (!framed) return null;
  return line.includes(": ") && (mayBeErrorName(headline.type) || LOWER.test(headline.type))
    ? headline
    : null;
}

// The few classes of a small letter: `re.error`, `dbm.gnu.error`, `asyncore.timeout`.
const LOWER = /^[a-z_]\w*(?:\.[a-z_]\w*)*\.(?:error|timeout|herror)$/;
const SOURCE_BACK_MAX = 5;

/** A bare name is an exception when the source above raises it. */
function isRaised(lines: readonly string[], at: number, type: string): boolean {
  const name = shortName(type);
  const above = lines.slice(Math.max(0, at - SOURCE_BACK_MAX), at);
  return above.some((line) => raisedName(line) === name) || /^[a-z_].*\.[A-Z]/.test(type);
}

/** `OSError` in `raise errors.OSError(2)`, and in `throw(OSError)`. */
function raisedName(line: string): string {
  const name = /\b(?:raise\s+|throw\()([\p{L}_][\p{L}\p{N}_.]*)/u.exec(line)?.[1] ?? "";
  return shortName(name);
}

/** Skips what is printed under a frame: its source, carets, drawn values. */
export function underFrame(
  lines: readonly string[],
  at: number,
  site: Site,
): { next: number; line: number | null } {
  const indent = indentOf(lines[at] ?? "");
  let next = at + 1;
  let line: number | null = null;
  const source = lines[next];
  if (source !== undefined && isSource(source, indent, site)) next++;
  while (next < lines.length) {
    const under = lines[next] ?? "";
    const deeper = indent > 0 && indentOf(under) > indent;
    if (toSite(under) || !(isUnderFrame(under) || (deeper && under.trim() !== ""))) break;
    line ??= arrowLine(under);
    next++;
  }
  return { next, line: line ?? arrowLine(source ?? "") };
}

/** Whether the line after a frame is its source. Frames of `<frozen …>` modules have none. */
function isSource(line: string, indent: number, site: Site): boolean {
  if (line.trim() === "" || toSite(line) || isEnd(line) || isPytestError(line)) return false;
  if (indent > 0 && indentOf(line) <= indent) return false;
  if (indentOf(line) > indent) return true;
  const headline = toHeadline(line.trim());
  if (!headline) return !isBoundary(line);
  if (site.file.startsWith("<")) return false;
  return !(isErrorName(headline.type) && (line.includes(": ") || line.trim() === headline.type));
}

export function finish(
  lines: readonly string[],
  at: number,
  block: { start: number; closed: boolean; sites: readonly Site[]; headline: Headline },
): Step {
  const { type, message: first } = block.headline;
  const { message, notes, next } = readMessage(lines, at, { type, first, closed: block.closed });
  const sites = isPlaced(type, block.sites.at(-1)) ? block.sites.slice(0, -1) : block.sites;
  const parsed = { type, message, notes, sites, start: block.start, end: next };
  return { marks: [{ kind: "exception", parsed }], next };
}

/** IPython prints the place of a syntax error as it prints a call. */
function isPlaced(type: string, last?: Site): boolean {
  return last?.function === null && /^(?:Syntax|Indentation|Tab)Error$/.test(type);
}
