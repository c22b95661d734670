// What V8 and the JVM have in common: a headline, then its calls as `at …` lines, innermost first.

import { isBoundary, isLogLine } from "../boundary.ts";
import { EXCEPTIONS_MAX, FRAMES_MAX, MESSAGE_LINES_MAX } from "../limits.ts";
import { isSpeech } from "../prose.ts";
import type { Exception, Frame, InAppTest, Relation, Runtime, Trace } from "../trace.ts";

/** A headline, and how it hangs on an earlier one; `indent` tells which. */
export type Head = {
  readonly type: string;
  readonly message: string;
  readonly relation: Relation | null;
  readonly indent: number;
};

/** A call site, not yet judged. */
export type Call = Omit<Frame, "inApp">;

/** How one runtime spells both. `frameless` heads need no `at` line under them. */
export type Spelling = {
  readonly runtime: Runtime;
  readonly head: (line: string) => Head | null;
  readonly call: (line: string) => Call | null;
  readonly frameless: (line: string) => boolean;
};

type Block = {
  readonly head: Head;
  readonly message: string;
  readonly calls: Call[];
  start: number;
  end: number;
};

/** Reads all traces of one spelling in the lines. */
export function readAtFrames(
  lines: readonly string[],
  spelling: Spelling,
  isInApp: InAppTest,
): readonly Trace[] {
  const blocks = toBlocks(lines, spelling);
  const traces: Trace[] = [];
  let open: Block[] = [];
  for (const block of blocks) {
    if ((block.head.relation === null || open.length >= EXCEPTIONS_MAX) && open.length > 0) {
      traces.push(toTrace(open, spelling, isInApp));
      open = [];
    }
    open.push(block);
  }
  if (open.length > 0) traces.push(toTrace(open, spelling, isInApp));
  return traces;
}

const ELIDED = /^\s*\.\.\. \d+ (?:more|common frames omitted|lines matching cause)/;

function toBlocks(lines: readonly string[], spelling: Spelling): readonly Block[] {
  const blocks: Block[] = [];
  let pending: { head: Head; at: number } | null = null;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const call = spelling.call(line);
    if (call) {
      if (pending) blocks.push(toBlock(lines, pending.head, pending.at, at));
      pending = null;
      const block = blocks.at(-1);
      if (block && (block.end === at || isNear(lines, block.end, at))) {
        if (block.calls.length < FRAMES_MAX) block.calls.push(call);
        block.end = at + 1;
      }
      continue;
    }
    const head = spelling.head(line);
    if (head && spelling.frameless(line)) blocks.push(toBlock(lines, head, at, at + 1));
    else if (head) pending = { head, at };
    else if (pending && (at - pending.at > MESSAGE_LINES_MAX || isEnd(line))) pending = null;
  }
  return blocks;
}

/** Only elided calls and blank lines stand between two calls of one exception. */
function isNear(lines: readonly string[], from: number, to: number): boolean {
  if (to - from > 3) return false;
  return lines.slice(from, to).every((line) => line.trim() === "" || ELIDED.test(line));
}

function isEnd(line: string): boolean {
  return isLogLine(line) || (isBoundary(line) && !/^\s/.test(line)) || isSpeech(line);
}

function toBlock(lines: readonly string[], head: Head, start: number, end: number): Block {
  const rest = lines.slice(start + 1, end).map((line) => line.trimEnd());
  return { head, message: [head.message, ...rest].join("\n").trimEnd(), calls: [], start, end };
}

/** Printed surfaced first; turned round unless it is a tree. */
function toTrace(blocks: readonly Block[], { runtime }: Spelling, isInApp: InAppTest): Trace {
  const parents = blocks.map((block, at) =>
    block.head.relation === null ? null : parentOf(blocks, at),
  );
  const isTree = blocks.some(
    ({ head }) => head.relation === "member" || head.relation === "suppressed",
  );
  const place = (at: number | null) => (at === null || isTree ? at : blocks.length - 1 - at);
  const exceptions = blocks.map(({ head, message, calls }, at): Exception => {
    const frames = calls.map((call) => ({
      ...call,
      inApp: isInApp(call.file ?? call.function ?? ""),
    }));
    const parent = place(parents[at] ?? null);
    return { type: head.type, message, relation: head.relation, parent, frames: frames.reverse() };
  });
  const span: Trace["span"] = [blocks[0]?.start ?? 0, blocks.at(-1)?.end ?? 0];
  return { runtime, exceptions: isTree ? exceptions : exceptions.reverse(), span };
}

/** A cause hangs on the nearest one at its depth or above; a member or suppressed one on a shallower. */
function parentOf(blocks: readonly Block[], at: number): number {
  const head = blocks[at]?.head;
  if (!head) return 0;
  for (let above = at - 1; above > 0; above--) {
    const other = blocks[above]?.head;
    if (!other) continue;
    if (head.relation === "cause" ? other.indent <= head.indent : other.indent < head.indent)
      return above;
  }
  return 0;
}
