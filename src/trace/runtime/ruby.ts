// Ruby's uncaught exceptions: `file:line:in 'name': message (Type)`, then `from …` lines.

import { FRAMES_MAX, MESSAGE_LINES_MAX } from "../limits.ts";
import type { Exception, Frame, HeadlineShape, InAppTest, Trace, TraceReader } from "../trace.ts";

const PLACE = /^\s*(?:from )?(\S[^:\s]*|<internal:[^>]*>):(\d+):in [`']([^']*)'/;
const FROM = /^\s*from \S+?:\d+:in [`'][^']*'\s*$/;
const TYPE = /^(.*) \(([A-Z]\w*(?:::\w+)*)\)$/s;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^\S+:\d+:in [`'][^']*': (?<message>.*) \((?<type>[A-Z][\w:]*)\)$/,
    type: null,
  },
];

const PLACED = String.raw`(?:[^\s:]{1,400}|<internal:[^>]{1,200}>):\d+:in [\`'][^']{0,300}'`;
const STARTS = [`${PLACED}: `, "#<Thread:0x[0-9a-f]+ "];
const WHOLES = [
  `from ${PLACED}`,
  String.raw`#<Thread:0x[0-9a-f]+ \S{1,400} run> terminated with exception \(report_on_exception is true\):`,
];

/** Reads Ruby traces; an exception right after another's frames is its cause. */
export const ruby: TraceReader = {
  runtime: "ruby",
  clues: [".rb:", ":in `", ":in '"],
  headlines: HEADLINES,
  starts: STARTS,
  wholes: WHOLES,
  read: ({ lines }, isInApp) => readRuby(lines, isInApp),
};

type Block = { readonly exception: Exception; readonly start: number; readonly end: number };

function readRuby(lines: readonly string[], isInApp: InAppTest): readonly Trace[] {
  const traces: Trace[] = [];
  let blocks: Block[] = [];
  const flush = () => {
    if (blocks.length > 0) traces.push(toTrace(blocks));
    blocks = [];
  };
  for (let at = 0; at < lines.length; ) {
    const block = readBlock(lines, at, isInApp);
    if (block && blocks.at(-1)?.end !== at) flush();
    if (block) blocks.push(block);
    at = block?.end ?? at + 1;
  }
  flush();
  return traces;
}

function readBlock(lines: readonly string[], start: number, isInApp: InAppTest): Block | null {
  const match = PLACE.exec(lines[start] ?? "");
  const first = lines[start]?.slice(match?.[0].length ?? 0) ?? "";
  if (!match || !first.startsWith(": ")) return null;
  let end = start + 1;
  const bound = Math.min(lines.length, start + MESSAGE_LINES_MAX);
  const text = [first.slice(2)];
  while (!TYPE.test(text[0] ?? "") && end < bound && !PLACE.test(lines[end] ?? ""))
    text.push(lines[end++] ?? "");
  const [, message = "", type] =
    TYPE.exec(text[0] ?? "") ?? TYPE.exec(text.join("\n").trimEnd()) ?? [];
  if (!type) return null;
  const frames = [toFrame(match, isInApp)];
  for (; end < lines.length && FROM.test(lines[end] ?? ""); end++) {
    const from = PLACE.exec(lines[end] ?? "");
    if (from && frames.length < FRAMES_MAX) frames.push(toFrame(from, isInApp));
  }
  frames.reverse();
  return { exception: { type, message, relation: null, parent: null, frames }, start, end };
}

function toFrame([, file = "", line, name]: RegExpExecArray, isInApp: InAppTest): Frame {
  return { function: name ?? null, file, line: Number(line), module: null, inApp: isInApp(file) };
}

/** Printed surfaced first. */
function toTrace(blocks: readonly Block[]): Trace {
  const last = blocks.length - 1;
  const exceptions = blocks
    .map(
      ({ exception }, at): Exception =>
        at === 0 ? exception : { ...exception, relation: "cause", parent: last - at + 1 },
    )
    .reverse();
  return { runtime: "ruby", exceptions, span: [blocks[0]?.start ?? 0, blocks[last]?.end ?? 0] };
}
