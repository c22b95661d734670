// What stands around .NET's exceptions: a test that failed, and Mono's end in native code.

import { FRAMES_MAX } from "../limits.ts";
import type { Exception, Frame, InAppTest, Paste, Trace } from "../trace.ts";
import { toCall, toMark } from "./dotnet-lines.ts";

const LINES_MAX = 60;
const TYPED = /^((?:[\p{L}_]\w*[.+])+[\p{L}_]\w*) : ?(.*)$/su;
const SIGNAL = /^Got a (SIG[A-Z]+) while executing native code\./;
const FAIL_FAST = /^CLR: Managed code called FailFast(?:, saying "(.*)"|\.)\s*$/;
const MANAGED = /^\s*at ([^\s<>]+:\S+) <0x[0-9a-f]+>\s*$/;

/** Reads failed tests and native crashes. */
export function readReports({ lines }: Paste, isInApp: InAppTest): readonly Trace[] {
  const traces: Trace[] = [];
  for (let at = 0; at < lines.length; at++) {
    const trace = ofTest(lines, at, isInApp) ?? ofCrash(lines, at);
    if (!trace) continue;
    traces.push(trace);
    at = trace.span[1] - 1;
  }
  return traces;
}

/** `Error Message:`, what the assertion said, `Stack Trace:`, its calls. */
function ofTest(lines: readonly string[], at: number, isInApp: InAppTest): Trace | null {
  if (lines[at]?.trim() !== "Error Message:") return null;
  const bound = Math.min(lines.length, at + LINES_MAX);
  let end = at + 1;
  while (end < bound && lines[end]?.trim() !== "Stack Trace:") end++;
  if (end === bound) return null;
  const said = lines.slice(at + 1, end).map((line) => line.trimEnd());
  const text = said.join("\n").trim();
  const [, type = null, message = text] = TYPED.exec(text) ?? [];
  const frames: Frame[] = [];
  for (end++; end < lines.length && frames.length < FRAMES_MAX; end++) {
    const call = toCall(lines[end] ?? "")?.call;
    if (call) frames.push({ ...call, inApp: isInApp(call.file ?? call.function ?? "") });
    else if (toMark(lines[end] ?? "") === null) break;
  }
  return toTrace({ type, message, frames }, [at, end]);
}

/** Mono prints a report of several parts; the signal comes first, the calls of its own code last. */
function ofCrash(lines: readonly string[], at: number): Trace | null {
  const line = lines[at] ?? "";
  const failed = FAIL_FAST.exec(line);
  const signal = SIGNAL.exec(line)?.[1];
  if (!failed && !signal) return null;
  const frames: Frame[] = [];
  let end = at + 1;
  const isPart = (it: string) => it === "" || /^[=\s]|^0x|^Got a SIG|^[A-Za-z]/.test(it);
  for (; end < lines.length && end - at < LINES_MAX * 2 && isPart(lines[end] ?? ""); end++) {
    const called = MANAGED.exec(lines[end] ?? "")?.[1];
    if (called)
      frames.push({ function: called, file: null, line: null, module: null, inApp: false });
  }
  const message = failed ? (failed[1] ?? "") : line.trimEnd();
  return toTrace({ type: signal ?? "FailFast", message, frames }, [at, end]);
}

type Found = Pick<Exception, "type" | "message" | "frames">;

function toTrace({ type, message, frames }: Found, span: Trace["span"]): Trace {
  const own = { type, message, relation: null, parent: null, frames: frames.toReversed() };
  return { runtime: "dotnet", exceptions: [own], span };
}
