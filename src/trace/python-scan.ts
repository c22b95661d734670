// From lines to marks: an exception, a link between two, the rails of a group. One pass, no
// backtracking: each step looks at the line under it and says where the next one begins.

import { isBoundary, isCut } from "./boundary.ts";
import { withoutLogPrefix } from "./carrier/prefix.ts";
import { isErrorName, mayBeErrorName, shortName, toHeadline } from "./headline.ts";
import { FRAMES_MAX } from "./limits.ts";
import {
  arrowLine,
  indentOf,
  isCallStack,
  isHeader,
  isUnderFrame,
  notebookType,
  type Site,
  toLink,
  toSite,
} from "./python-lines.ts";
import { readMessage } from "./python-message.ts";
import { isPytestError, readPytest } from "./python-pytest.ts";

/** One exception as printed; `headless` when the text ends before its type. */
export type Parsed = {
  readonly type: string | null;
  readonly message: string;
  readonly notes: readonly string[];
  readonly sites: readonly Site[];
  readonly start: number;
  readonly end: number;
};

/** What the scan found, in order. */
export type Mark =
  | { readonly kind: "exception"; readonly parsed: Parsed }
  | { readonly kind: "link"; readonly relation: "cause" | "context" }
  | { readonly kind: "member"; readonly label: number }
  | { readonly kind: "close" }
  | { readonly kind: "break" };

/** A step of the scan: what was found, and the first line not yet read. */
export type Step = { readonly marks: readonly Mark[]; readonly next: number };

/** Reads all lines. Linear: every line is looked at a bounded number of times. */
export function scan(lines: readonly string[], closed: boolean): readonly Mark[] {
  const marks: Mark[] = [];
  let at = 0;
  while (at < lines.length) {
    const step = stepAt(lines, at, closed, marks.at(-1));
    marks.push(...step.marks);
    at = Math.max(step.next, at + 1);
  }
  return marks;
}

const MEMBER = /^\s*\+-+\+?-+ (\d+|\.\.\.) -+\s*$/;
const CLOSE = /^\s*\+-{15,}\s*$/;
const SECTION = /^\s*(?:_{3,} .+ _{3,}|={5,}.*={3,})\s*$/;

function stepAt(lines: readonly string[], at: number, closed: boolean, last?: Mark): Step {
  const line = lines[at] ?? "";
  const link = toLink(line);
  if (link) return { marks: [{ kind: "link", relation: link }], next: at + 1 };
  const member = MEMBER.exec(line);
  if (member) return { marks: [{ kind: "member", label: Number(member[1]) || 0 }], next: at + 1 };
  if (CLOSE.test(line)) return { marks: [{ kind: "close" }], next: at + 1 };
  if (SECTION.test(line)) return { marks: [{ kind: "break" }], next: at + 1 };
  if (isCallStack(line)) return { marks: [{ kind: "break" }], next: afterCallStack(lines, at + 1) };
  if (isHeader(line))
    return readBlock(lines, at + 1, { start: at, closed, named: notebookType(line) });
  if (isPytestError(line)) return readPytest(lines, at, []);
  if (toSite(line)) return readBlock(lines, at, { start: at, closed, named: null });
  return readOrphan(lines, at, closed, last);
}

/** An exception of a chain or group that was raised without a traceback. */
function readOrphan(lines: readonly string[], at: number, closed: boolean, last?: Mark): Step {
  const none = { marks: [], next: at + 1 };
  const expected = last?.kind === "link" || last?.kind === "member";
  if (!expected && !isFollowedByLink(lines, at) && !isAfterCut(lines, at)) return none;
  const headline = toHeadline(withoutLogPrefix(lines[at] ?? ""));
  if (!headline || !mayBeErrorName(headline.type)) return none;
  return finish(lines, at, { start: at, closed, sites: [], headline });
}

/** Whether the error is all that a cut left of its traceback. */
function isAfterCut(lines: readonly string[], at: number): boolean {
  if (!isCut(lines[at - 1] ?? "")) return false;
  const headline = toHeadline(lines[at] ?? "");
  return headline !== null && isErrorName(headline.type);
}

/** Whether the error that begins here ends, a few lines later, in a link sentence. */
function isFollowedByLink(lines: readonly string[], at: number): boolean {
  const headline = toHeadline(withoutLogPrefix(lines[at] ?? ""));
  if (!headline || !mayBeErrorName(headline.type)) return false;
  const near = lines.slice(at + 1, at + 8);
  const link = near.findIndex((line) => toLink(line) !== null);
  return link >= 0 && !near.slice(0, link).some((line) => isHeader(line) || toSite(line) !== null);
}

type Block = { readonly start: number; readonly closed: boolean; readonly named: string | null };
type Headline = { readonly type: string; readonly message: string };

/** Frames with their source lines, then the headline and its message. */
function readBlock(lines: readonly string[], from: number, block: Block): Step {
  const sites: Site[] = [];
  let at = from;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const site = toSite(line);
    if (site) {
      const under = underFrame(lines, at, site);
      if (site.located && sites.length < FRAMES_MAX)
        sites.push({ ...site, line: site.line ?? under.line });
      at = under.next;
      continue;
    }
    if (isPytestError(line)) return readPytest(lines, at, sites, block.start);
    const headline = headlineAt(lines, at, block, sites.length > 0);
    if (headline) return finish(lines, at, { ...block, sites, headline });
    if (isEnd(line)) break;
    at++;
  }
  return { marks: headless(sites, block.start, at), next: at };
}

function headless(sites: readonly Site[], start: number, end: number): readonly Mark[] {
  if (sites.length === 0) return [];
  const parsed = { type: null, message: "", notes: [], sites, start, end };
  return [{ kind: "exception", parsed }];
}

function isEnd(line: string): boolean {
  return isHeader(line) || toLink(line) !== null || MEMBER.test(line) || SECTION.test(line);
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
  const sure = line.includes(": ") || isRaised(lines, at, headline.type);
  return framed && sure && indentOf(line) === 0 && mayBeErrorName(headline.type) ? headline : null;
}

const SOURCE_BACK_MAX = 4;

/** A bare name is an exception when the source above raises it. */
function isRaised(lines: readonly string[], at: number, type: string): boolean {
  const name = shortName(type);
  const above = lines.slice(Math.max(0, at - SOURCE_BACK_MAX), at);
  return (
    above.some((line) => line.includes("raise") && line.includes(name)) ||
    /^[a-z_].*\.[A-Z]/.test(type)
  );
}

/** Skips what is printed under a frame: its source, carets, drawn values. */
function underFrame(
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

function finish(
  lines: readonly string[],
  at: number,
  block: { start: number; closed: boolean; sites: readonly Site[]; headline: Headline },
): Step {
  const { type, message: first } = block.headline;
  const { message, notes, next } = readMessage(lines, at, { type, first, closed: block.closed });
  const parsed = { type, message, notes, sites: block.sites, start: block.start, end: next };
  return { marks: [{ kind: "exception", parsed }], next };
}

/** The frames of `Call stack:` say where a logger was called; they belong to no exception. */
function afterCallStack(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length) {
    const site = toSite(lines[at] ?? "");
    if (!site) break;
    at = underFrame(lines, at, site).next;
  }
  return at;
}
