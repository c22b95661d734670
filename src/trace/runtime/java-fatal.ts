// The JVM's own end: a signal or an assertion in native code, or no memory left to run in.

import type { Exception, Frame, Paste, Trace } from "../trace.ts";

const SIGNAL =
  /^[#\s]*((?:SIG[A-Z]+|EXCEPTION_[A-Z_]+)) (\(0x[0-9a-f]+\) at pc=0x[0-9a-f]+, pid=\d+, tid=\w+.*)$/;
const INTERNAL = /^[#\s]*(Internal Error) (\(.{1,300}:\d+\), pid=\d+, tid=\w+.*)$/;
const MEMORY =
  /^[#\s]*(?:There is insufficient memory for the Java Runtime Environment to continue\.)\s*$/;
const NEXT = /^#\s+(\S.*)$/;
const FRAME =
  /^#?\s*[CVvjJA] {1,2}(?:(?:\d+ )?(?:c[12] )?)(?:\[([^\]+]+)(?:\+0x[0-9a-f]+)?\])?\s*(\S.*?)?\s*$/;
const LINES_MAX = 30;

/** Reads the reports that the JVM prints when it dies. */
export function readFatal({ lines }: Paste): readonly Trace[] {
  const traces: Trace[] = [];
  for (const [at, line] of lines.entries()) {
    const error = toError(lines, at, line);
    if (!error) continue;
    const end = endOf(lines, at);
    const frames = frameOf(lines, at, end);
    const exception: Exception = { ...error, relation: null, parent: null, frames };
    traces.push({ runtime: "java", exceptions: [exception], span: [startOf(lines, at), end] });
  }
  return traces;
}

function toError(lines: readonly string[], at: number, line: string) {
  const signal = SIGNAL.exec(line);
  if (signal) return { type: signal[1] ?? null, message: signal[2]?.trimEnd() ?? "" };
  const internal = INTERNAL.exec(line);
  if (internal) {
    const said = NEXT.exec(lines[at + 1] ?? "")?.[1];
    const message = said ? `${internal[2]}\n${said}` : (internal[2] ?? "");
    return { type: internal[1] ?? null, message };
  }
  if (!MEMORY.test(line)) return null;
  const why = /^#?\s*(Native memory allocation .*)$/.exec(lines[at + 1] ?? "")?.[1];
  return {
    type: null,
    message: [line.replace(/^[#\s]*/, "").trim(), ...(why ? [why] : [])].join("\n"),
  };
}

function startOf(lines: readonly string[], at: number): number {
  let start = at;
  while (start > 0 && at - start < 5 && lines[start - 1]?.startsWith("#")) start--;
  return start;
}

function endOf(lines: readonly string[], at: number): number {
  let end = at + 1;
  while (end < lines.length && end - at < LINES_MAX && isInside(lines[end] ?? "")) end++;
  return end;
}

function isInside(line: string): boolean {
  return line.startsWith("#") || line.trim() === "";
}

/** `# V  [libjvm.so+0xed2f94]  Unsafe_PutLong+0x124`, the only frame that is printed. */
function frameOf(lines: readonly string[], from: number, to: number): readonly Frame[] {
  const at = lines.slice(from, to).findIndex((line) => line.includes("Problematic frame:"));
  const line = lines[from + at + 1] ?? "";
  const match = at < 0 ? null : FRAME.exec(line.replace(/(?: #)+\s*$/, ""));
  if (!match) return [];
  const called = match[2]?.replace(/\+(?:0x[0-9a-f]+|\d+)$/, "").replace(/ \(\d+ bytes\).*$/, "");
  const isAddress = !called || /^0x[0-9a-f]+$/.test(called);
  const file = match[1] ?? null;
  return [{ function: isAddress ? null : called, file, line: null, module: null, inApp: false }];
}
