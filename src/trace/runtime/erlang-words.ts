// Erlang's crashes in words: `exception error: no match of right hand side value …`, with calls as
// `in function  mod:fun/1 (file.erl, line 3)`; and what its compiler says.

import type { Frame, InAppTest, Paste } from "../trace.ts";
import { readCalls, type Thrown, toFrame } from "./script.ts";

const HEAD =
  /^\s*(?:\d+> |\([\w@.-]+\)\d+> |escript: )?(?:\*\* )?exception (error|exit|throw): (\S.*)$/;
const CALL = /^\s*in (?:function|call from|operator) +(\S.*?)(?: \(([^\s(),]+), line (\d+)\))?\s*$/;
const ASIDE = /^\s*(?:called as \S|\*\*\* argument \d+: )/;
const MORE_MAX = 40;
const ENDS = /^\s*(?:$|ancestors: |\d+> |message_queue_len|=\w+ REPORT|\*\* )/;
const COMPILER =
  /^(?:\S*\/)?[\w.-]+\.(?:erl|hrl|yrl|xrl|escript):\d+(?::\d+)?: (?!Warning: |\s*\(|in )([a-z]\S* .*)$/;

/** Reads a wording that begins on line `at`; null where none does. */
export function readWords({ lines }: Paste, at: number, isInApp: InAppTest): Thrown | null {
  const line = lines[at] ?? "";
  const compiler = COMPILER.exec(line)?.[1];
  if (compiler && !CALL.test(line)) return bare(compiler, at);
  const [, type = null, first] = HEAD.exec(line) ?? [];
  if (!first) return null;
  const text = [first];
  let end = at + 1;
  const bound = Math.min(lines.length, at + MORE_MAX);
  const after = nextMark(lines, end, bound);
  if (CALL.test(lines[after] ?? "")) while (end < after) text.push(lines[end++] ?? "");
  const calls = readCalls(lines, end, (it) => toCall(it, isInApp));
  const message = text.join("\n").trim();
  return { type, message, frames: calls.frames.reverse(), start: at, end: calls.end };
}

// The source that is quoted below, where newlines were lost.
const QUOTED = /\s+%\s+\d+\|.*$/;

function bare(message: string, at: number): Thrown {
  return {
    type: null,
    message: message.replace(QUOTED, "").trim(),
    frames: [],
    start: at,
    end: at + 1,
  };
}

function nextMark(lines: readonly string[], from: number, bound: number): number {
  for (let at = from; at < bound; at++) {
    const line = lines[at] ?? "";
    if (CALL.test(line) || ASIDE.test(line)) return at;
    if (ENDS.test(line) || HEAD.test(line)) return bound;
  }
  return bound;
}

function toCall(line: string, isInApp: InAppTest): Frame | "skip" | null {
  const [, name, file, number] = CALL.exec(line) ?? [];
  if (name) return toFrame(isInApp, name, file ?? null, number ?? null);
  return ASIDE.test(line) ? "skip" : null;
}
