// Failures as JavaScript's test runners report them: Jest's `● name`, Mocha's `1) name`, Vitest's
// ` FAIL  file > name`, and the YAML of TAP. What they show of the source is no part of a message.

import { isCut } from "../boundary.ts";
import { FRAMES_MAX, MESSAGE_LINES_MAX } from "../limits.ts";
import type { Relation } from "../trace.ts";
import { type Call, toCall, toHead } from "./javascript-lines.ts";
import { type Block, outdented } from "./javascript-state.ts";

// systemd marks a unit with the same dot: `● worker.service - The worker`.
const JEST =
  /^\s*● (?!Console\b|[\w@.-]+\.(?:service|socket|timer|target|mount|slice|scope)\b)(\S.*)$/;
const VITEST = /^\s*(?:FAIL|❯|×)\s+(?:\|?[\w.-]+\|? +)?\S+\.[cm]?[jt]sx?(?: (?:>|\[).*)?$/;
const MOCHA = /^\s*\d+\) \S.*$/;
const SOURCE = /^\s*(?:>\s*)?\d+\s*\|(?: |$)|^\s*\|\s*[\^~]+/;
const VITEST_CALL = /^\s*❯ (?:(\S[^/]*?) )?([^\s:]\S*):(\d+):\d+$/;
const DIFF = /^(?:- Expected$|\+ Received$|⎯{3,})|^\s*\+ expected - actual$/;
const CAUSE = /^\s*(?:Cause:|Caused by: .*|Errors contained in AggregateError:)$/;
const OVER =
  /^\s*(?:Test Suites?: |Tests: |Snapshots: |Ran all test suites|Test Files |⎯{3,}|\d+ (?:passing|failing|pending)\b|Summary of all failing tests|(?:PASS|FAIL) )/;
const SUMMARY = /^\s*\d+ failing\b/m;

/** Every failure of a report; empty where the lines are no report. */
export function readTests(lines: readonly string[]): readonly Block[] {
  const summary = lines.findIndex((line) => SUMMARY.test(line)); // of Mocha; failures stand below
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    const isMocha = summary >= 0 && at > summary && MOCHA.test(line);
    const isTitle = JEST.test(line) || isMocha || isVitest(lines, at);
    const read = isTitle ? readFailure(lines, at, isMocha, blocks) : null;
    const tap = /^\s*---\s*$/.test(line) ? readTap(lines, at) : null;
    if (tap) blocks.push(tap);
    at = read ?? tap?.end ?? at + 1;
  }
  return blocks;
}

/** Vitest lists failures first and shows them later; only a shown one has an error below. */
function isVitest(lines: readonly string[], at: number): boolean {
  return VITEST.test(lines[at] ?? "") && toHead(lines[at + 1] ?? "")?.sure === true;
}

/** Reads a failure, with its causes, and returns the line after it; null where there is none. */
function readFailure(
  lines: readonly string[],
  title: number,
  isMocha: boolean,
  blocks: Block[],
): number | null {
  let at = title + 1;
  // Mocha and Jest may show a name over several lines; a blank or an error's head ends it.
  while (isMocha && at < title + 5 && isTitle(lines[at] ?? "")) at++;
  while (at < lines.length && (lines[at] ?? "").trim() === "") at++;
  const from = at;
  const root = blocks.length;
  let owner: { relation: Relation | null; parent: number | null } = {
    relation: null,
    parent: null,
  };
  let start = title;
  for (;;) {
    const block = readOne(lines, start, at, owner, isMocha);
    if (!block || (at === from && !isFailure(block))) return blocks.length > root ? at : null;
    blocks.push(block);
    at = block.end;
    while (at < lines.length && (lines[at] ?? "").trim() === "") at++;
    if (!CAUSE.test(lines[at] ?? "")) return block.end;
    const isGroup = (lines[at] ?? "").includes("Errors contained");
    owner = { relation: isGroup ? "member" : "cause", parent: isGroup ? root : blocks.length - 1 };
    start = at;
    if (/^(?:Cause|Errors contained in AggregateError):$/.test((lines[at] ?? "").trim())) at++;
  }
}

/** A bullet of a list has no calls, and is no error by its name. */
function isFailure({ type, message, calls }: Block): boolean {
  return (
    type !== null || calls.length > 0 || /^(?:expect\(|thrown: |Cannot find module )/.test(message)
  );
}

/** A line of a nested name; the last one ends with a colon. */
function isTitle(line: string): boolean {
  const text = line.trim();
  return text !== "" && !toHead(text)?.sure && !toCall(line);
}

function readOne(
  lines: readonly string[],
  start: number,
  from: number,
  owner: Pick<Block, "relation" | "parent">,
  isMocha: boolean,
): Block | null {
  const stop = Math.min(lines.length, from + MESSAGE_LINES_MAX);
  let at = isBlankOrCall(lines[from] ?? "") ? from : from + 1;
  const isNext = (line: string) => isMocha && MOCHA.test(line);
  while (at < stop && !isMessageEnd(lines[at] ?? "") && !isNext(lines[at] ?? "")) at++;
  const indent = /^\s*/.exec(lines[from] ?? "")?.[0] ?? "";
  const text = lines.slice(from, at).map((line) => outdented(line, indent).trimEnd());
  if (text.every((line) => line.trim() === "")) return null;
  const calls: Call[] = [];
  let end = at;
  for (; at < stop && !isOver(lines[at] ?? "") && !isNext(lines[at] ?? ""); at++) {
    const call = toTestCall(lines[at] ?? "");
    if (!call) continue;
    if (calls.length < FRAMES_MAX) calls.push(call);
    end = at + 1;
  }
  const head = toHead((text[0] ?? "").replace(/^\s*Caused by: /, ""));
  const isNamed = head?.sure === true && !head.late;
  const first = isNamed ? head.message : (text[0] ?? "").trim();
  const message = [first, ...text.slice(1)].join("\n").trim();
  return { type: isNamed ? head.type : null, message, ...owner, calls, start, end };
}

function isBlankOrCall(line: string): boolean {
  return line.trim() === "" || toTestCall(line) !== null || SOURCE.test(line);
}

function isMessageEnd(line: string): boolean {
  return SOURCE.test(line) || DIFF.test(line) || isOver(line) || toTestCall(line) !== null;
}

function isOver(line: string): boolean {
  return OVER.test(line) || JEST.test(line) || CAUSE.test(line) || isCut(line) || VITEST.test(line);
}

function toTestCall(line: string): Call | null {
  const [, name = null, file, number] = VITEST_CALL.exec(line) ?? [];
  if (!file) return toCall(line);
  return { function: name, file, line: Number(number), module: null };
}

const TAP_LINES_MAX = 80;

/** `error`, `name` and `stack` of a failed TAP test. */
function readTap(lines: readonly string[], start: number): Block | null {
  const stop = Math.min(lines.length, start + TAP_LINES_MAX);
  let end = start + 1;
  while (end < stop && !/^\s*(?:\.\.\.|---)\s*$/.test(lines[end] ?? "")) end++;
  const body = lines.slice(start + 1, end);
  const message = fieldOf(body, "error");
  const stack = body.findIndex((line) => /^\s*stack: /.test(line));
  if (message === null || stack < 0) return null;
  const calls: Call[] = [];
  for (const line of body.slice(stack + 1)) {
    const call = toCall(`at ${line.trim()}`);
    if (!call) break;
    calls.push(call);
  }
  const type = fieldOf(body, "name") ?? "Error"; // the name is left out where it says no more
  return {
    type,
    message,
    relation: null,
    parent: null,
    calls,
    start,
    end: Math.min(end + 1, lines.length),
  };
}

function fieldOf(body: readonly string[], key: string): string | null {
  const at = body.findIndex((line) => line.trimStart().startsWith(`${key}: `));
  const value = (body[at] ?? "").trim().slice(key.length + 2);
  if (at < 0) return null;
  if (!/^[|>]-?$/.test(value))
    return value.replace(/^'(.*)'$|^"(.*)"$/, "$1$2").replaceAll("''", "'");
  const rest = body.slice(at + 1);
  const length = rest.findIndex((line) =>
    /^\s*(?:code|name|stack|expected|actual|operator): /.test(line),
  );
  return rest
    .slice(0, length)
    .map((line) => line.trim())
    .join("\n")
    .trim();
}
