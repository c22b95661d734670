// From lines to marks: an exception, a link between two, the rails of a group. One pass, no
// backtracking: each step looks at the line under it and says where the next one begins.

import { isCut, isNewError } from "../boundary.ts";
import { withoutLogPrefix } from "../carrier/prefix.ts";
import { type Headline, isErrorName, mayBeErrorName, toHeadline } from "../headline.ts";
import { finish, readBlock, underFrame } from "./block.ts";
import { isFatal, readFatal } from "./fatal.ts";
import {
  isCallStack,
  isHeader,
  isSection,
  memberLabel,
  notebookType,
  toLink,
  toSite,
} from "./lines.ts";
import type { Mark, Step } from "./marks.ts";
import { isPytestError, readPytest, readPytestLine } from "./pytest.ts";

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

const CLOSE = /^\s*\+-{15,}\s*$/;

function stepAt(lines: readonly string[], at: number, closed: boolean, last?: Mark): Step {
  const line = lines[at] ?? "";
  const link = toLink(line);
  if (link) return { marks: [{ kind: "link", relation: link, at }], next: at + 1 };
  const member = memberLabel(line);
  if (member !== null) return { marks: [{ kind: "member", label: member }], next: at + 1 };
  if (CLOSE.test(line)) return { marks: [{ kind: "close" }], next: at + 1 };
  if (isSection(line)) return { marks: [{ kind: "break" }], next: at + 1 };
  if (isCallStack(line)) return { marks: [{ kind: "break" }], next: afterCallStack(lines, at + 1) };
  if (isFatal(line)) return readFatal(lines, at);
  if (isHeader(line))
    return readBlock(lines, at + 1, { start: at, closed, named: notebookType(line) });
  if (isPytestError(line)) return readPytest(lines, at, []);
  if (NEVER_RETRIEVED.test(line) && isNewError(lines[at + 1] ?? ""))
    return readBlock(lines, at + 1, { start: at, closed, named: null });
  const failure = last?.kind === "break" ? readPytestLine(line, at) : null;
  if (failure) return failure;
  if (/^\s*Failed example:/.test(lines[at + 1] ?? "")) return { marks: [], next: at + 1 };
  if (line.startsWith(CGITB)) return { marks: [], next: afterCgitb(lines, at) };
  if (toSite(line)) return readBlock(lines, at, { start: at, closed, named: null });
  return readOrphan(lines, at, closed, last);
}

// asyncio, where an exception was set and never raised: it has no traceback.
const NEVER_RETRIEVED = /^\s*(?:future|task): <.*>\s*$/;
const CGITB = "A problem occurred in a Python script.";
const CGITB_LINES_MAX = 2000;

/** cgitb tells it all twice; the second time is an ordinary traceback. */
function afterCgitb(lines: readonly string[], at: number): number {
  const near = lines.slice(at + 1, at + CGITB_LINES_MAX);
  const again = near.findIndex((line) => line.startsWith("the original traceback:"));
  return at + 1 + Math.max(0, again);
}

/** An exception of a chain or group that was raised without a traceback. */
function readOrphan(lines: readonly string[], at: number, closed: boolean, last?: Mark): Step {
  const none = { marks: [], next: at + 1 };
  const expected = last?.kind === "link" || last?.kind === "member";
  const remote = remoteAt(lines, at);
  if (!expected && !isFollowedByLink(lines, at) && !isAfterCut(lines, at) && !remote) return none;
  const headline = remote ?? toHeadline(withoutLogPrefix(lines[at] ?? ""));
  if (!headline || !mayBeErrorName(headline.type) || "Traceback".startsWith(headline.type))
    return none;
  return finish(lines, at, { start: at, closed, sites: [], headline });
}

/** `multiprocessing.pool.RemoteTraceback:` with the worker's traceback in triple quotes under it. */
function remoteAt(lines: readonly string[], at: number): Headline | null {
  if (lines[at + 1]?.trim() !== '"""') return null;
  const type = /(?:^|\s)([\w.]*Traceback): *$/.exec(lines[at] ?? "")?.[1];
  return type ? { type, message: "" } : null;
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
