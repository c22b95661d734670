// Ruby exceptions as loggers, Rails, Rake and Sidekiq write them: an error line in their own form,
// then the backtrace without `from`. The calls show the trace; the error line is sought above them.

import type { Frame, Paste, Trace } from "../trace.ts";
import { readCalls, type Thrown, toTrace } from "./script.ts";

const TYPE = String.raw`[A-Z]\w*(?:::\w+)*`;
const LOGGER =
  /^[A-Z], \[[^\]]{1,80}\] +[A-Z]+ -- [^:]{0,80}: *|^(?:WARN|ERROR|FATAL): |^\[[^\]]{1,80}\] /;
// `message (Type)`, `Type (message):`, `Type: message`; then those that go on over lines.
const SHAPES: readonly RegExp[] = [
  new RegExp(`^(?<message>\\S.*) \\((?<type>${TYPE})\\)$`, "s"),
  new RegExp(`^(?<type>${TYPE}) \\((?<message>.*)\\):?$`, "s"),
  /^(?<type>[A-Z]\w*(?:::\w+)+|[A-Z]\w*(?:Error|Exception|Interrupt)|Interrupt): (?<message>.*)$/s,
];
const BACK_MAX = 20;

/** Reads backtraces that no `file:line:in` error line heads, where an error line stands above. */
export function readLogged(
  { lines }: Paste,
  taken: readonly Trace[],
  toCall: (line: string) => Frame | null,
): readonly Trace[] {
  const isTaken = (at: number) => taken.some(({ span }) => span[0] <= at && at < span[1]);
  const traces: Trace[] = [];
  let chain: Thrown[] = [];
  let floor = 0;
  for (let at = 0; at < lines.length; at++) {
    if (isTaken(at) || !toCall(lines[at] ?? "")) continue;
    const { frames, end } = readCalls(lines, at, (line) => toCall(line));
    const head = headAbove(lines, at, floor);
    if (head) {
      if (!isCause(lines, head.start)) {
        if (chain.length > 0) traces.push(toTrace("ruby", chain));
        chain = [];
      }
      chain.unshift({ ...head, frames: frames.reverse(), end });
    }
    floor = end;
    at = end - 1;
  }
  if (chain.length > 0) traces.push(toTrace("ruby", chain));
  return traces;
}

function isCause(lines: readonly string[], head: number): boolean {
  return /^\s*(?:Caused by:|Causes:)\s*$/.test(lines[head - 1] ?? "");
}

/** The error line above a backtrace: the nearest of which the lines below are the message. */
function headAbove(lines: readonly string[], calls: number, floor: number) {
  const bound = Math.max(floor, calls - BACK_MAX);
  for (let start = calls - 1; start >= bound; start--) {
    const line = (lines[start] ?? "").trim();
    const text = [line.replace(LOGGER, ""), ...lines.slice(start + 1, calls)].join("\n").trim();
    for (const shape of SHAPES) {
      const groups = shape.exec(text)?.groups;
      if (groups) return { type: groups.type ?? null, message: groups.message ?? "", start };
    }
  }
  return null;
}
