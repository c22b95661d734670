// From the text of a report to its traces. Carriers are undone from the outside in, then each
// runtime's reader looks at what is left.

import { boundedLines, boundedPastes, boundedTraces, unbounded } from "./bounded.ts";
import { type Run, splitFences, splitSpans } from "./carrier/fence.ts";
import { unglue } from "./carrier/glue.ts";
import { unglueReport } from "./carrier/glue-reports.ts";
import { carriedLine, joinBroken, unescapeLine } from "./carrier/json.ts";
import { withoutQuoting } from "./carrier/logfmt.ts";
import { apart } from "./carrier/logged.ts";
import { part } from "./carrier/part.ts";
import { withoutPrefixes } from "./carrier/prefix.ts";
import { splitQuotes, withoutBullets } from "./carrier/quote.ts";
import { unwrap } from "./carrier/wrap.ts";
import { readAll } from "./contest.ts";
import { cutsOf } from "./cuts.ts";
import { readCertain, readGeneric } from "./generic.ts";
import { LINE_CHARS_MAX, LINES_MAX } from "./limits.ts";
import type { InAppTest, Paste, Reading, Trace } from "./trace.ts";

/**
 * Reads every trace in a decoded, redacted text.
 *
 * Never throws, takes time linear in the text, and says in `problems` what it left out.
 */
export function readTraces(text: string, isInApp: InAppTest): Reading {
  const bounded = boundedLines(text.split("\n"));
  const { lines } = bounded;
  const pastes = boundedPastes(
    splitFences(lines).flatMap(splitQuotes).flatMap(splitSpans).flatMap(toPastes),
  );
  const found = pastes.kept.map((paste) => ({ paste, traces: readAll(paste, isInApp) }));
  const isFound = found.some(({ traces }) => traces.some((it) => it.runtime !== "operations"));
  const traces = found.flatMap(({ paste, traces }) =>
    isFound ? withRest(paste, traces) : traces.map((it) => placed(it, paste.at)),
  );
  // A tool's error stands beside what a program raised, and does not replace it.
  if (!isFound) traces.push(...readHeadline(found.map((it) => restOf(it.paste, it.traces))));
  const { kept, problem } = boundedTraces(traces);
  const problems = [bounded.problem, pastes.problem, problem, cutsOf(kept, lines)];
  return {
    traces: kept.map((it) => unbounded(it, bounded)),
    problems: problems.filter((it) => it !== null),
  };
}

/** Undoes the carriers inside a run; a JSON log line becomes a paste of its own. */
function toPastes(run: Run): readonly Paste[] {
  const bare = withoutPrefixes(withoutBullets(run.lines));
  const pastes: Paste[] = [];
  let plain: { lines: string[]; at: number[] } = { lines: [], at: [] };
  const flush = () => {
    if (plain.lines.some((line) => line.trim() !== "")) pastes.push(tidy(plain, run.closed));
    plain = { lines: [], at: [] };
  };
  for (let index = 0; index < bare.length; index++) {
    const at = run.at[index] ?? 0;
    const broken = joinBroken(bare, index);
    const line = broken?.text ?? bare[index] ?? "";
    const before = bare[index - 1] ?? "";
    const isSource = isFrame(before) || isFrame(line) || isPrinted(before, line);
    const texts = !isSource && /[{\\]/.test(line) ? unescapeLine(line) : null;
    const isSeries = texts !== null && !texts.some((it) => /^\{|\n\s*\S/.test(it));
    const carried = isSeries ? carriedLine(line.trim()) : null;
    if (texts && texts.length > 0 && carried === null) {
      flush();
      const inner = texts.map((text) => boundedLines(innerLines(text)).lines);
      pastes.push(...inner.map((it) => tidy(atOneLine(it, at), true)));
    } else {
      plain.lines.push(clipped(carried ?? line));
      plain.at.push(at);
    }
    index += (broken?.count ?? 1) - 1;
  }
  flush();
  return pastes;
}

/** A frame as Python prints it: a `\n` in the source beside it stands in a string literal. */
function isFrame(line: string): boolean {
  return line.includes('File "') && /File "[^"\\]+", line \d+(?:, in [\w<>.]+)?(?: |$)/.test(line);
}

/** A part of a value that a message prints over several lines: no log line of its own. */
function isPrinted(before: string, line: string): boolean {
  const isPart = /^\s*\{/.test(line) && !line.includes("\\n");
  return isPart && /[[{]\s*$|^\s+\{.*\},\s*$/.test(before);
}

const TAIL_CHARS = 8_000;

/** A shipper's JSON line may carry an application's JSON line. */
function innerLines(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const inner = line.startsWith("{") ? unescapeLine(line) : null;
    return inner && inner.length > 0 ? inner.flatMap((it) => it.split("\n")) : [line];
  });
}

type Placed = { readonly lines: readonly string[]; readonly at: readonly number[] };

function atOneLine(lines: readonly string[], at: number): Placed {
  return { lines: lines.map(clipped), at: lines.map(() => at) };
}

/** Of a line that is too long, its beginning and its end: in a glued traceback the error is last. */
function clipped(line: string): string {
  if (line.length <= LINE_CHARS_MAX) return line;
  return `${line.slice(0, LINE_CHARS_MAX - TAIL_CHARS)} ${line.slice(-TAIL_CHARS)}`;
}

/** Joins wrapped lines and takes glued ones apart. */
function tidy(placed: Placed, closed: boolean): Paste {
  const { lines: joined, at } = unwrap(placed.lines, placed.at);
  const lines = withoutQuoting(joined);
  const own: { lines: string[]; at: number[] } = { lines: [], at: [] };
  for (const [index, line] of lines.entries()) {
    const isFull = own.lines.length > LINES_MAX;
    for (const it of isFull ? [line] : toOwnLines(line, lines.length)) {
      own.lines.push(it);
      own.at.push(at[index] ?? 0);
    }
  }
  return { ...own, closed };
}

function toOwnLines(line: string, lineCount: number): readonly string[] {
  if (line.startsWith("##[")) return [""]; // GitHub Actions: a step's name, its exit code
  const parts = apart(line);
  return parts ? parts.flatMap((it) => parted(it, lineCount)) : parted(line, lineCount);
}

/** One line as a traceback had it. */
function parted(line: string, lineCount: number): readonly string[] {
  return unglue(line) ?? unglueReport(line) ?? part(line, lineCount) ?? [line];
}

/** The traces, and what stands beside them and is an error beyond doubt. */
function withRest(paste: Paste, traces: readonly Trace[]): readonly Trace[] {
  const rest = restOf(paste, traces);
  const certain = readCertain(rest).map((it) => placed(it, rest.at));
  return [...traces.map((it) => placed(it, paste.at)), ...certain];
}

/** What stands beside the traces of a paste. */
function restOf(paste: Paste, traces: readonly Trace[]): Paste {
  if (traces.length === 0) return paste;
  const covered = new Set<number>();
  for (const { span } of traces) for (let at = span[0]; at < span[1]; at++) covered.add(at);
  const rest = paste.lines.flatMap((_, index) => (covered.has(index) ? [] : [index]));
  const lines = rest.map((index) => paste.lines[index] ?? "");
  return { lines, at: rest.map((index) => paste.at[index] ?? 0), closed: paste.closed };
}

function placed(trace: Trace, at: readonly number[]): Trace {
  return { ...trace, span: inReport(trace.span, at) };
}

/** From lines of the paste to lines of the report. */
function inReport([start, end]: Trace["span"], at: readonly number[]): Trace["span"] {
  const first = at[start] ?? 0;
  return [first, (at[Math.max(start, end - 1)] ?? first) + 1];
}

/** Without any trace, the first error line; what was marked as code goes before what was typed. */
function readHeadline(pastes: readonly Paste[]): readonly Trace[] {
  const ordered = [...pastes.filter((it) => it.closed), ...pastes.filter((it) => !it.closed)];
  for (const paste of ordered) {
    const [trace] = readGeneric(paste);
    if (trace) return [placed(trace, paste.at)];
  }
  return [];
}
