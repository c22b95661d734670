// Racket: `who: message`, indented fields, then `context...:` with one call a line.

import type { Frame, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { readCalls, type Thrown, toFrame, toTrace, unlogged } from "./script.ts";

const CONTEXT = /^\s*(?:context|location|errortrace)\.\.\.:\s*$/;
const CALL = /^\s*(\/\S*?|\S+\.(?:rkt|rktd|scrbl|ss)):(\d+):\d+(?:: (\S.*))?\s*$/;
const BODY = /^\s*((?:body of |\[?(?:top-level|eval|running body)).*|\.\.\.|\[repeats .*)\s*$/;
const FIELDS_MAX = 40;
const FIELD =
  /^\s+\S|^(?:expected|given|in|at|contract from|blaming|index|valid range|path|system error|key|procedure|arguments\.\.\.|required keyword|for module path|collection|value|vector|\(assuming)\b/;
const RAISED =
  /^\s*(?:uncaught exception: (.+)|([^\s:]+(?::\d+:\d+: [^\s:]+)?: (?:contract violation|unbound identifier|no value found for key|index is out of range|cannot open \w+ file|arity mismatch;?.*|not a procedure(?:;.*)?|undefined(?:;.*)?|assignment disallowed;?.*|no matching clause for .*|expected a `.*|missing an? .*|bad syntax.*|collection not found|required keyword argument not supplied|division by zero|argument is not .*)(?: (?:expected|given|in|for module path|key|index|procedure): ?.*)?))\s*$/;

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^(?<message>[^\s:]+: contract violation)$/, type: null },
];

/** Reads Racket's errors; their fields belong to the message, as the exception has them. */
export const racket: TraceReader = {
  runtime: "racket",
  clues: [
    "context...:",
    "location...:",
    "uncaught exception: ",
    "contract violation",
    ".rkt:",
    "no value found for key",
    "index is out of range",
  ],
  headlines: HEADLINES,
  starts: [
    String.raw`\/\S{1,300}\.rkt:\d+:\d+:?(?=\s|$)`,
    String.raw`body of (?:"|\()`,
    "expected: ",
    "given: ",
    "contract from: ",
    "blaming: ",
  ],
  wholes: [String.raw`(?:context|location)\.\.\.:`],
  read: unlogged(readRacket),
};

function readRacket({ lines }: Paste, isInApp: InAppTest): readonly Trace[] {
  const traces: Trace[] = [];
  let floor = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const isHead = RAISED.test(line);
    if (!isHead && !CONTEXT.test(line)) continue;
    const start = isHead ? at : headAbove(lines, at, floor);
    const thrown = start < 0 ? null : readThrown(lines, start, isInApp);
    if (thrown) traces.push(toTrace("racket", [thrown]));
    floor = thrown?.end ?? at + 1;
    at = floor - 1;
  }
  return traces;
}

const BACK_MAX = 40;

/** The nearest line above that is no field of a message. */
function headAbove(lines: readonly string[], context: number, floor: number): number {
  const bound = Math.max(floor, context - BACK_MAX);
  for (let at = context - 1; at >= bound; at--) {
    const line = lines[at] ?? "";
    if (line.trim() === "") return -1;
    if (!FIELD.test(line)) return at;
  }
  return -1;
}

function readThrown(lines: readonly string[], start: number, isInApp: InAppTest): Thrown {
  let end = endOf(lines, start);
  const text = lines.slice(start, end).join("\n").trim();
  const message = text.replace(/^uncaught exception: /, "");
  const frames: Frame[] = [];
  while (CONTEXT.test(lines[end] ?? "")) {
    const isPlace = !(lines[end] ?? "").includes("context");
    const calls = readCalls(lines, end + 1, (line) => toCall(line, isInApp));
    if (!isPlace) frames.push(...calls.frames);
    end = calls.end;
  }
  return { type: null, message, frames: frames.reverse(), start, end };
}

/** Up to the calls; without any, as long as there are fields. */
function endOf(lines: readonly string[], start: number): number {
  const bound = Math.min(lines.length, start + FIELDS_MAX);
  let fields = start + 1;
  for (let at = start + 1; at < bound; at++) {
    const line = lines[at] ?? "";
    if (CONTEXT.test(line)) return at;
    if (line.trim() === "" || RAISED.test(line)) break;
    if (FIELD.test(line) && fields === at) fields = at + 1;
  }
  return fields;
}

function toCall(line: string, isInApp: InAppTest): Frame | "skip" | null {
  const [, file, number, name = null] = CALL.exec(line) ?? [];
  if (file) return toFrame(isInApp, name, file, number);
  const body = BODY.exec(line)?.[1];
  if (body) return /^(?:\.\.\.|\[repeats)/.test(body) ? "skip" : toFrame(isInApp, body);
  return null;
}
