// Nim's tracebacks: oldest call first, then `Error: unhandled exception: message [Type]`.

import { isCut } from "../boundary.ts";
import type { HeadlineShape, InAppTest, Trace, TraceReader } from "../trace.ts";
import { type Call, readEach, toChain, toException, toFrames } from "./native.ts";

const FRAME = /^(?:.{0,160}?[\]:|>] )??\s*([^\s()]+\.nims?)\((\d+)\)\s+(\S.*)$/;
const SKIP = /^\s*(?:Traceback \(most recent call last\)|\[\[reraised from:|\]\])\s*$/;
const ERROR = /^(?:.{0,160}?[\]:|>] )??Error: unhandled exception: (.*)$/;
const TYPED = /^(.*?)\s*\[(\w+)\]\s*$/s;
const SIGNAL = /^\s*(SIG[A-Z]+): (.+)$/;
const COMPILE = /^\S+\.nims?\(\d+, \d+\) (Error): (.+)$/;
const MESSAGE_LINES = 60;

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^Error: unhandled exception: (?<message>.*?) \[(?<type>\w+)\]$/, type: null },
  { pattern: /^(?<type>SIGSEGV): (?<message>Illegal storage access\. .*)$/, type: null },
];

/** Reads Nim's uncaught exceptions and compile errors. */
export const nim: TraceReader = {
  runtime: "nim",
  clues: [".nim", "unhandled exception: "],
  headlines: HEADLINES,
  starts: [
    "Error: unhandled exception: ",
    String.raw`[^\s()]{1,300}\.nim\(\d+\)(?=\s)`,
    String.raw`[^\s()]{1,300}\.nim\(\d+, \d+\) Error: `,
    "SIGSEGV: Illegal storage",
    String.raw`\S{1,60}: line \d+: +\d+ [A-Z]`,
  ],
  wholes: [String.raw`Traceback \(most recent call last\)(?=\s+\S+\.nim\()`],
  read: ({ lines }, isInApp) =>
    readEach(lines, (at) => readUncaught(lines, at, isInApp) ?? readCompile(lines, at)),
};

function readUncaught(lines: readonly string[], start: number, isInApp: InAppTest): Trace | null {
  if (frameOf(lines[start - 1] ?? "")) return null; // within a stack that was looked at
  const calls: Call[] = [];
  let at = start;
  for (; at < lines.length; at++) {
    const match = frameOf(lines[at] ?? "");
    if (match)
      calls.push({
        function: (match[3] ?? "").trim(),
        file: match[1] ?? null,
        line: Number(match[2]),
      });
    else if (!SKIP.test(lines[at] ?? "") && !(calls.length > 0 && isCut(lines[at] ?? ""))) break;
  }
  const head = readHead(lines, at);
  if (!head) return null;
  const frames = toFrames(calls.reverse(), isInApp); // toFrames turns what is printed innermost first
  return toChain("nim", [toException(head.type, head.message, frames)], [start, head.next]);
}

function frameOf(line: string): RegExpExecArray | null {
  return line.includes(".nim") ? FRAME.exec(line) : null;
}

function readHead(lines: readonly string[], at: number) {
  const signal = SIGNAL.exec(lines[at] ?? "");
  if (signal && /storage access|\(/.test(signal[2] ?? ""))
    return { type: signal[1] ?? null, message: signal[2] ?? "", next: at + 1 };
  const line = lines[at] ?? "";
  const first = line.includes("unhandled exception") ? ERROR.exec(line)?.[1] : undefined;
  if (first === undefined) return null;
  const bound = Math.min(lines.length, at + MESSAGE_LINES);
  let last = at;
  while (last < bound && !/\[\w+\]\s*$/.test(lines[last] ?? "")) {
    last++;
    if (ERROR.test(lines[last] ?? "")) last = bound;
  }
  const alone = { type: null, message: first, next: at + 1 };
  if (last >= bound) return alone;
  const text = [first, ...lines.slice(at + 1, last + 1)].join("\n");
  const [, message, type] = TYPED.exec(text) ?? [];
  if (!type || message === undefined) return alone;
  return { type, message: withoutStack(message), next: last + 1 };
}

/** An asynchronous exception says its own traceback in its message. */
function withoutStack(message: string): string {
  const at = message.indexOf("\nAsync traceback:");
  return (at < 0 ? message : message.slice(0, at)).trim();
}

function readCompile(lines: readonly string[], start: number): Trace | null {
  const match = COMPILE.exec(lines[start] ?? "");
  if (!match) return null;
  return toChain("nim", [toException(match[1] ?? null, match[2] ?? "")], [start, start + 1]);
}
