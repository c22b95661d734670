// Tcl's errorInfo: the message, `while executing`, then commands in quotes, each with the procedure,
// method or file that it stands in.

import { FRAMES_MAX } from "../limits.ts";
import type { Frame, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { messageStart, toFrame, toTrace, unlogged } from "./script.ts";

const FIRST = /^\s*(?:while (?:executing|compiling)|invoked from within)\s*$/;
const WITHIN = /^\s*invoked from within\s*$/;
const PROCEDURE =
  /^\s*\((?:procedure|(?:class|object) "[^"]*" (?:method|constructor|destructor)) ?(?:"([^"]*)")? line (\d+)\)\s*$/;
const SCRIPT = /^\s*\(file "([^"]*)" line (\d+)\)\s*$/;
const BODY =
  /^\s*\(.{1,300} (?:line \d+|arm line \d+|script)\)\s*$|^\s*\(compiling body of .*\)\s*$/;
const COMMAND_MAX = 60; // lines of one quoted command; Tcl cuts them at 150 characters

/** Reads errorInfo, innermost call first as Tcl prints it. */
export const tcl: TraceReader = {
  runtime: "tcl",
  clues: ["while executing", "invoked from within", "while compiling"],
  wholes: [
    "while executing",
    "invoked from within",
    String.raw`\((?:procedure|file) "[^"]{1,300}" line \d+\)`,
    String.raw`\((?:class|object) "[^"]{1,300}" method "[^"]{1,300}" line \d+\)`,
    String.raw`\("\w+" body line \d+\)`,
  ],
  read: unlogged(readTcl),
};

function readTcl({ lines }: Paste, isInApp: InAppTest): readonly Trace[] {
  const traces: Trace[] = [];
  let floor = 0;
  for (let at = 1; at < lines.length; at++) {
    if (!FIRST.test(lines[at] ?? "") || !/^\s*"/.test(lines[at + 1] ?? "")) continue;
    if (at <= floor || (lines[at - 1] ?? "").trim() === "") continue;
    const start = messageStart(lines, at - 1, floor);
    const message = lines.slice(start, at).join("\n").trim();
    const { frames, end } = readStack(lines, at, isInApp);
    traces.push(toTrace("tcl", [{ type: null, message, frames: frames.reverse(), start, end }]));
    floor = end;
    at = end - 1;
  }
  return traces;
}

/** A command is followed by the place it stands in, or by the command around it. */
function readStack(lines: readonly string[], from: number, isInApp: InAppTest) {
  const frames: Frame[] = [];
  let end = from + 1;
  let isOpen = true; // a quoted command may have any number of lines
  for (let at = end; at < lines.length && at - end < COMMAND_MAX; at++) {
    const line = lines[at] ?? "";
    const frame = toCall(line, isInApp);
    if (frame && frames.length < FRAMES_MAX) frames.push(frame);
    if (!frame && !isOpen && !WITHIN.test(line) && !BODY.test(line)) break;
    if (frame || BODY.test(line)) isOpen = false;
    if (WITHIN.test(line)) isOpen = true;
    if (frame || !isOpen || WITHIN.test(line) || /"\s*$/.test(line)) end = at + 1;
  }
  return { frames, end };
}

function toCall(line: string, isInApp: InAppTest): Frame | null {
  const procedure = PROCEDURE.exec(line);
  if (procedure) return toFrame(isInApp, procedure[1] ?? null, null, procedure[2]);
  const script = SCRIPT.exec(line);
  return script ? toFrame(isInApp, null, script[1], script[2]) : null;
}
