// Dart: `Unhandled exception:`, the error, then `#0      name (place:line:column)`; Flutter puts the
// same calls below the report of what it caught.

import type { Frame, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { messageTo, nextOf, readCalls, toFrame, toTrace, unlogged } from "./script.ts";

const HEAD =
  /^\s*(?:Unhandled exception:|.*Unhandled Exception: (\S.*)|The following (.+) was thrown.*)\s*$/;
const CALL =
  /^\s*#\d+ {1,8}(\S.*?) \(((?:package|dart|file|org-dartlang-\w+):[^\s():]*(?:\/[^\s():]*)*)(?::(\d+)(?::\d+)?)?\)\s*$/;
const GAP =
  /^\s*<asynchronous suspension>\s*$|^\s*\(elided \d+ frames.*\)\s*$|^\s*\.\.\. +Normal element mounting.*$/;
const ASIDE =
  /^\s*(?:When the exception was thrown, this was the stack|The relevant error-causing widget)/;
const TYPED = /^((?:_?[A-Z]\w*(?:Error|Exception)(?: \(\w+\))?|Exception|Error)): ?(.*)$/s;

/** Reads uncaught errors of the Dart VM and Flutter's reports of them. */
export const dart: TraceReader = {
  runtime: "dart",
  clues: ["nhandled exception:", "nhandled Exception:", "was thrown", ".dart:"],
  wholes: [
    "Unhandled exception:",
    String.raw`#\d+ {1,8}\S.{0,200}? \((?:package|dart|file):[^\s()]{1,300}\)`,
    "<asynchronous suspension>",
  ],
  read: unlogged(readDart),
};

function readDart(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const { lines } = paste;
  const marks = nextOf(lines, (line) => CALL.test(line) || ASIDE.test(line));
  const traces: Trace[] = [];
  for (let at = 0; at < lines.length; at++) {
    const match = HEAD.exec(lines[at] ?? "");
    const stack = nextCall(lines, marks, at);
    if (!match || stack >= lines.length) continue;
    const start = match[1] ? at : at + 1;
    const first = match[1] ?? lines[at + 1] ?? "";
    const { message: text } = messageTo(paste, start, first, marks[at + 1] ?? lines.length);
    const [, named, said] = TYPED.exec(text) ?? [];
    const type = named ?? match[2]?.replace(/ object$|^assertion$/, "") ?? null;
    const calls = readCalls(lines, stack, (line) => toCall(line, isInApp));
    const frames = calls.frames.reverse();
    const thrown = { type: type || null, message: said ?? text, frames, start: at, end: calls.end };
    traces.push(toTrace("dart", [thrown]));
    at = calls.end - 1;
  }
  return traces;
}

/** Flutter says that calls follow, leaves a line, and begins. */
function nextCall(lines: readonly string[], marks: readonly number[], at: number): number {
  const mark = marks[at + 1] ?? lines.length;
  return ASIDE.test(lines[mark] ?? "") ? (marks[mark + 1] ?? lines.length) : mark;
}

function toCall(line: string, isInApp: InAppTest): Frame | "skip" | null {
  if (GAP.test(line)) return "skip";
  const [, name, file, number = null] = CALL.exec(line) ?? [];
  return name && file ? toFrame(isInApp, name, file.replace(/^file:\/\//, ""), number) : null;
}
