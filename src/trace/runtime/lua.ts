// Lua's errors: `lua: file:line: message`, then `stack traceback:` and one call a line.

import { isSpeech } from "../prose.ts";
import type { Frame, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { messageTo, nextOf, readCalls, toFrame, toTrace, unlogged } from "./script.ts";

const FILE = String.raw`(?:\[string "[^"]{0,200}"\]|(?:[A-Z]:)?[^\s:]{1,300})`;
const PROGRAM = /^(?:\S{0,200}\/)?(?:lua(?:jit)?[\d.-]*(?:\.exe)?|texlua|resty): (?=\S)/;
const PLACED = new RegExp(
  `^(?:.{0,200}?lua entry thread aborted: )?(?:runtime error: |error: )?${FILE}:\\d+: (?=\\S)`,
);
/** `print(xpcall(f, debug.traceback))`. */
const PRINTED = new RegExp(`^false\\s+(?=${FILE}:\\d+: )`);
const STACK = /^\s*stack traceback:\s*$/;
const CALL = new RegExp(`^\\s*(\\[C\\]|${FILE})(?::(-?\\d+))?: in (\\S.*)$`);
const SKIP =
  /^\s*(?:\(\.\.\.tail calls\.\.\.\)|\(tail call\): \?|\.\.\.\s*(?:\(skipping \d+ levels\))?|coroutine \d+:)\s*$/;
const NAMED =
  /^(?:(?:function|local|upvalue|method|field|global|metamethod|for iterator) )?(?:[`']([^']+)'|(<.+>)|(.+))$/;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^lua(?:jit)?[\d.]*: (?:\[string "[^"]*"\]|[^\s:]+):\d+: (?<message>.+)$/,
    type: null,
  },
  { pattern: /^lua5\.\d: (?<message>.+)$/, type: null },
];

/** Reads errors of the stand-alone interpreter and whatever `debug.traceback` wrote. */
export const lua: TraceReader = {
  runtime: "lua",
  clues: ["stack traceback:", "lua"],
  headlines: HEADLINES,
  starts: [
    String.raw`lua(?:jit|\d\.\d)?: (?=\S+:\d+: )`,
    String.raw`no (?:file|field) (?=[\w']\S+)`,
  ],
  wholes: [
    "stack traceback:",
    String.raw`\[C\]: in (?:\?|function '[^']{1,200}'|function <[^>]{1,300}>)`,
    `${FILE}:\\d+: in (?:main chunk|(?:function|local|upvalue|method|field|global|metamethod) (?:[\`'][^']{1,200}'|<[^>]{1,300}>)|function <[^>]{1,300}>)`,
    String.raw`\(\.\.\.tail calls\.\.\.\)`,
    String.raw`\.\.\.\s+\(skipping \d+ levels\)`,
  ],
  read: unlogged(readLua),
};

function readLua(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const { lines } = paste;
  const stacks = nextOf(lines, (line) => STACK.test(line));
  const plain = plainHeads(lines);
  const heads = nextOf(lines, (line, at) => isHead(line) || plain.has(at));
  const traces: Trace[] = [];
  for (let at = heads[0] ?? lines.length; at < lines.length; ) {
    const line = lines[at] ?? "";
    const next = heads[at + 1] ?? lines.length;
    const stack = stacks[at + 1] ?? lines.length;
    const mark = stack <= next ? stack : lines.length;
    const isSure = PROGRAM.test(line) && PLACED.test(line.replace(PROGRAM, ""));
    if (mark < lines.length || isSure) {
      const first = line.replace(PROGRAM, "").replace(PRINTED, "").replace(PLACED, "");
      const { message, end } = messageTo(paste, at, first, mark);
      const calls = readCalls(lines, end === mark ? end + 1 : end, (it) => toCall(it, isInApp));
      const frames = calls.frames.reverse();
      traces.push(toTrace("lua", [{ type: null, message, frames, start: at, end: calls.end }]));
      at = heads[calls.end] ?? lines.length;
    } else at = next;
  }
  return traces;
}

/** What a program gave `debug.traceback` to begin with: the line above the calls, when no other heads them. */
function plainHeads(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  let isHeaded = false;
  for (const [at, line] of lines.entries()) {
    const above = lines[at - 1] ?? "";
    const isOpen = STACK.test(line) && !isHeaded && CALL.test(lines[at + 1] ?? "");
    if (isOpen && /^\S.*[^:\s]\s*$/.test(above) && !isSpeech(above)) found.add(at - 1);
    if (STACK.test(line)) isHeaded = false;
    else if (isHead(line)) isHeaded = true;
  }
  return found;
}

function isHead(line: string): boolean {
  return PROGRAM.test(line) || (PLACED.test(line) && !CALL.test(line));
}

function toCall(line: string, isInApp: InAppTest): Frame | "skip" | null {
  if (SKIP.test(line)) return "skip";
  const [, file = "", number = null, called = ""] = CALL.exec(line) ?? [];
  const [, quoted, place, plain] = NAMED.exec(called.trim()) ?? [];
  return file ? toFrame(isInApp, quoted ?? place ?? plain ?? null, file, number) : null;
}
