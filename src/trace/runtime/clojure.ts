// What clojure.main says of an error: the phase, the class in brackets, the place, then the message.

import { isCut } from "../boundary.ts";
import { readMessage } from "../python/message.ts";
import type { Exception, Frame, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";

const HEAD =
  /^\s*(?:[\w.-]+=> )?(?:Execution error|Syntax error|Unexpected error|Error (?:reading eval|printing return) (?:result|value))(?: - invalid arguments to (\S+))?(?: \(([\w$.]+)\))?(?: (?:reading source|compiling|macroexpanding))?(?: (?!at )(\S+))? at (?:([^\s()]+) )?\(([^()]{1,300}?)(?::(-?\d+))?(?::(\d+))?\)\.?\s*$/;
const END = /^\s*(?:Full report at:|\{:clojure\.main\/|[\w.-]+=>(?: |$))/;
const LINES_MAX = 60;

/** How its lines look where newlines were lost; the JVM's reader says it for both. */
export const CLOJURE_WHOLES = [
  "user=>",
  String.raw`(?:at )?[^\s()]{3,400} \([^\s():]{1,200}\.cljc?:\d+\)`,
  String.raw`(?:Execution|Syntax|Unexpected) error [^().]{0,60}(?:\([\w$.]{1,120}\) )?(?:\S{1,200} ){0,4}?at (?:[^\s()]{1,300} )?\([^\s()]{1,300}\)\.`,
  "Full report at:",
];

/** Reads the reports of Clojure 1.10 and later; older ones print the JVM's traces. */
export const clojure: TraceReader = {
  runtime: "java",
  clues: [
    "Execution error",
    "Syntax error",
    "Unexpected error",
    "Error reading eval",
    "Error printing",
  ],
  read: (paste, isInApp) => {
    const traces: Trace[] = [];
    for (let at = 0; at < paste.lines.length; at++) {
      const trace = readReport(paste, at, isInApp);
      if (!trace) continue;
      traces.push(trace);
      at = trace.span[1] - 1;
    }
    return traces;
  },
};

function readReport(paste: Paste, at: number, isInApp: InAppTest): Trace | null {
  const match = HEAD.exec(paste.lines[at] ?? "");
  if (!match) return null;
  const [head, spec, type = null, , called = spec] = match;
  const { message, end } = messageOf(paste, at);
  const isRun = !head.includes("Syntax error");
  const frames = isRun && called ? [frameOf(called, match, isInApp)] : [];
  const exception: Exception = { type, message, relation: null, parent: null, frames };
  return { runtime: "java", exceptions: [exception], span: [at, end] };
}

function frameOf(called: string, match: RegExpExecArray, isInApp: InAppTest): Frame {
  const file = match[5] ?? "";
  const line = match[6] && !match[6].startsWith("-") ? Number(match[6]) : null; // -2 is native
  return { function: called, file, line, module: null, inApp: isInApp(file) };
}

/** The message goes on until the address of the report; without one, as any other message does. */
function messageOf(paste: Paste, at: number): { message: string; end: number } {
  const { lines, closed } = paste;
  const bound = Math.min(lines.length, at + LINES_MAX);
  let end = at + 1;
  while (end < bound && !END.test(lines[end] ?? "") && !HEAD.test(lines[end] ?? "")) end++;
  if (END.test(lines[end] ?? "")) {
    const message = lines
      .slice(at + 1, end)
      .map((line) => line.trimEnd())
      .join("\n")
      .trim();
    const isReport = /Full report/.test(lines[end] ?? "");
    return { message, end: Math.min(lines.length, isReport ? end + 2 : end) };
  }
  const first = isCut(lines[at + 1] ?? "") ? "" : (lines[at + 1] ?? "");
  if (first === "") return { message: "", end: at + 1 };
  const { message, next } = readMessage(lines.slice(0, end), at + 1, { type: "", first, closed });
  return { message: message.trim(), end: next };
}
