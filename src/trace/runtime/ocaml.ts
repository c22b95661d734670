// OCaml's uncaught exceptions: `Fatal error: exception Type(args)`, then `Raised at …` and
// `Called from …`; and what its compiler says of a file.

import { MESSAGE_LINES_MAX } from "../limits.ts";
import type { Frame, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { readCalls, type Thrown, toFrame, toTrace, unlogged } from "./script.ts";

const HEAD =
  /^\s*(?:Fatal error: exception|Thread \d+ (?:\S+ )?killed on uncaught exception|Exception:) ([A-Z][\w.']*)(.*)$/;
const CALL =
  /^\s*(?:Raised(?: by primitive operation)?|Re-raised|Called)(?: at| from) (?:(\S+) in )?file "([^"]*)"(?: \(inlined\))?, lines? (\d+)(?:-\d+)?, characters \d+-\d+/;
const UNKNOWN = /^\s*(?:Raised|Re-raised|Called).{1,60} unknown location\s*$/;
const CALLS = /^\s*(?:Raised|Re-raised|Called)(?: by primitive operation)? (?:at|from) /;
const FILE = /^\s*File "([^"]+\.mli?)", lines? (\d+)(?:-\d+)?(?:, characters \d+-\d+)?:\s*$/;
const ERROR = /^\s*Error(?: \([^)]*\))?: (.*)$/;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^Fatal error: exception (?<type>[A-Z][\w.]*)\("(?<message>.*)"\)$/,
    type: null,
  },
];

/** Reads uncaught exceptions, and the compiler's errors. */
export const ocaml: TraceReader = {
  runtime: "ocaml",
  clues: ["Fatal error: exception ", "uncaught exception ", "Exception: ", '.ml"'],
  headlines: HEADLINES,
  starts: ["Fatal error: exception "],
  wholes: [
    String.raw`(?:Raised(?: by primitive operation)?|Re-raised|Called)(?: at| from) (?:\S{1,200} in )?file "[^"]{1,300}"(?: \(inlined\))?, lines? \d+(?:-\d+)?, characters \d+-\d+`,
    "(?:Raised(?: by primitive operation)? at|Re-raised at|Called from) unknown location",
  ],
  read: unlogged(readOcaml),
};

function readOcaml({ lines }: Paste, isInApp: InAppTest): readonly Trace[] {
  const traces: Trace[] = [];
  for (let at = 0; at < lines.length; ) {
    const thrown = readThrown(lines, at, isInApp) ?? readCompiler(lines, at);
    if (thrown) traces.push(toTrace("ocaml", [thrown]));
    at = thrown?.end ?? at + 1;
  }
  return traces;
}

function readThrown(lines: readonly string[], at: number, isInApp: InAppTest): Thrown | null {
  const line = lines[at] ?? "";
  const [, type, first = ""] = HEAD.exec(line) ?? [];
  if (!type || (/^\s*Exception:/.test(line) && !first.endsWith("."))) return null;
  const end = /^\(|^: /.test(first) ? endOf(lines, at) : at + 1;
  const rest = lines.slice(at + 1, end);
  const text = [first, ...rest].join("\n").trim();
  const calls = readCalls(lines, end, (it) => toCall(it, isInApp));
  const isToplevel = /^\s*Exception:/.test(line);
  const message = unwrapped(isToplevel ? text.replace(/\.$/, "") : text);
  return { type, message, frames: calls.frames.reverse(), start: at, end: calls.end };
}

/** Where the arguments end: at a closing bracket, before the calls or where it is the last thing. */
function endOf(lines: readonly string[], at: number): number {
  if (/\)\.?\s*$/.test(lines[at] ?? "")) return at + 1;
  const bound = Math.min(lines.length, at + MESSAGE_LINES_MAX);
  for (let end = at + 1; end < bound; end++) {
    if (CALLS.test(lines[end] ?? "")) return end;
    if (HEAD.test(lines[end] ?? "")) return at + 1;
    if (/"\)\.?\s*$/.test(lines[end] ?? "")) return end + 1;
  }
  return at + 1;
}

/** `("text")` as `text`, other arguments without their brackets. */
function unwrapped(text: string): string {
  const bare = text
    .replace(/^: /, "")
    .replace(/^\s*\((.*?)\)?\.?$/s, "$1")
    .trim();
  return /^"(?:[^"]|(?<=\\)"|"(?!,))*"$/s.test(bare) ? bare.slice(1, -1) : bare.replace(/^\.$/, "");
}

function toCall(line: string, isInApp: InAppTest): Frame | "skip" | null {
  if (UNKNOWN.test(line)) return "skip";
  const [, name = null, file, number] = CALL.exec(line) ?? [];
  return file ? toFrame(isInApp, name, file, number) : null;
}

const QUOTED_MAX = 30;

/** `File "x.ml", line 3, characters 1-2:`, the source, then `Error: …` over indented lines. */
function readCompiler(lines: readonly string[], at: number): Thrown | null {
  if (!FILE.test(lines[at] ?? "")) return null;
  const bound = Math.min(lines.length, at + QUOTED_MAX);
  for (let from = at + 1; from < bound; from++) {
    const first = ERROR.exec(lines[from] ?? "")?.[1];
    if (FILE.test(lines[from] ?? "")) return null;
    if (first === undefined) continue;
    let end = from + 1;
    while (end < bound && /^\s{2,}\S/.test(lines[end] ?? "")) end++;
    const message = [first, ...lines.slice(from + 1, end)].join("\n").trim();
    return { type: null, message, frames: [], start: at, end };
  }
  return null;
}
