// From the lines of JVM traces to chains of exceptions: causes, suppressed ones at any depth, and
// the root-cause-first order that loggers can be set to.

import { isBoundary, isCut, isLogLine } from "../boundary.ts";
import { EXCEPTIONS_MAX, FRAMES_MAX, MESSAGE_LINES_MAX } from "../limits.ts";
import { readMessage } from "../python/message.ts";
import type { Exception, InAppTest, Paste, Trace } from "../trace.ts";
import type { Call } from "./at-calls.ts";
import { withWholeCalls } from "./at-calls.ts";
import { type Head, isElided, toCall, toHead } from "./java-lines.ts";
import { ownMessage } from "./java-message.ts";

type Block = {
  readonly head: Head;
  readonly start: number;
  /** The line of the headline; an earlier print of it may stand above. */
  readonly at: number;
  message: string;
  end: number;
  readonly calls: Call[];
  /** A call, or a note that calls were left out, was read: the message is over. */
  isClosed: boolean;
};

const SUFFIX = /^\s*~\[[^\]]{1,200}\]\s*$/; // of a call that a width broke

/** Reads every chain in the paste. */
export function readChains(broken: Paste, isInApp: InAppTest): readonly Trace[] {
  const lines = withWholeCalls(broken.lines, (line) => toCall(line) !== null);
  const paste = { ...broken, lines: lines.map((line) => (SUFFIX.test(line) ? "" : line)) };
  const chains: Block[][] = [];
  for (const block of toBlocks(paste)) {
    const open = chains.at(-1);
    const before = open?.at(-1);
    const isLink = !["thread", "bare", "late"].includes(block.head.lead);
    const isNear = before !== undefined && block.start - before.end <= 3;
    if (open && isLink && isNear && open.length < EXCEPTIONS_MAX) open.push(block);
    else if (isLink && !isOwn(block)) continue;
    else chains.push([block]);
  }
  return chains.map((blocks) => toTrace(blocks, isInApp));
}

/** A link whose chain was cut off stands alone if it has what nobody writes: a type, or calls. */
function isOwn({ head, calls }: Block): boolean {
  return calls.length > 0 || (head.type !== null && /\./.test(head.type));
}

function toBlocks(paste: Paste): readonly Block[] {
  const { lines } = paste;
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const call = toCall(line);
    if (call || isElided(line)) {
      if (open && !open.isClosed) close(open, lines, at);
      if (!open) open = headless(lines, at);
      if (!open || !isNear(lines, open.end, at)) continue;
      if (blocks.at(-1) !== open) blocks.push(open);
      if (call && open.calls.length < FRAMES_MAX) open.calls.push(call);
      open.end = at + 1;
      continue;
    }
    const head = toHead(line);
    if (head?.lead === "circular") {
      if (open && !open.isClosed) settle(open, paste, at, blocks, true);
      open = null;
    } else if (head && replaces(head, open)) {
      const start: number = open && isSaidTwice(open, head, at) ? open.start : at;
      if (open && !open.isClosed) settle(open, paste, at, blocks, isLink(head));
      open = { head, start, at, message: head.message, end: at + 1, calls: [], isClosed: false };
    } else if (open && !open.isClosed && isOver(open, line, at)) {
      settle(open, paste, at, blocks, false);
      open = null;
    }
  }
  if (open && !open.isClosed) settle(open, paste, lines.length, blocks, false);
  return blocks;
}

/** Out of memory, the JVM prints the error once when it dumps the heap and again with its calls. */
function isSaidTwice({ head, isClosed, start }: Block, next: Head, at: number): boolean {
  const isSame = head.type === next.type && head.message === next.message;
  return head.lead === "bare" && !isClosed && isSame && at - start <= 4;
}

function isLink({ lead }: Head): boolean {
  return lead === "cause" || lead === "suppressed" || lead === "wrapped";
}

/** In a message that a thread or a link began, a line may look like a headline and be none. */
function replaces(head: Head, open: Block | null): boolean {
  if (!open || open.isClosed) return true;
  if (head.lead === "late") return open.head.lead === "late";
  if (head.lead === "bare") return open.head.lead === "bare" || open.head.lead === "late";
  return true;
}

function isOver(open: Block, line: string, at: number): boolean {
  if (at - open.at > MESSAGE_LINES_MAX || isLogLine(line)) return true;
  return open.head.lead !== "cause" && isBoundary(line) && !/^\s/.test(line);
}

const LOST_LINES_MAX = 20;

/** Behind the mark of a cut, what stands before the calls is the end of a message. */
function headless(lines: readonly string[], at: number): Block | null {
  let start = at;
  while (start > 0 && at - start < LOST_LINES_MAX && !isCut(lines[start - 1] ?? "")) start--;
  const said = lines.slice(start, at);
  if (start === 0 || said.length === 0 || !isCut(lines[start - 1] ?? "")) return null;
  if (said.some((line) => isPlace(line) || isBoundary(line))) return null;
  const message = said.map((line) => line.trimEnd()).join("\n");
  const head: Head = { lead: "bare", indent: 0, type: null, message };
  return { head, start, at: start, message, end: at, calls: [], isClosed: true };
}

/** A call, or the rest of one that was cut through. */
function isPlace(line: string): boolean {
  return toCall(line) !== null || isElided(line) || /[)\]]\s*$/.test(line);
}

/** Everything up to the first call is the message. */
function close(open: Block, lines: readonly string[], at: number): void {
  const rest = lines.slice(open.at + 1, at).map((line) => line.trimEnd());
  open.message = [open.head.message, ...rest].join("\n").trimEnd();
  open.end = at;
  open.isClosed = true;
}

/** A headline without calls: kept where nobody but the JVM can have printed it. */
function settle(
  open: Block,
  paste: Paste,
  bound: number,
  blocks: Block[],
  isLinked: boolean,
): void {
  const { head, at } = open;
  open.isClosed = true;
  const isSure = head.lead !== "bare" && head.lead !== "late";
  if (!isSure && !isLinked) return;
  if (isLink(head) && head.type === null) return;
  const reading = { type: head.type ?? "", first: head.message, closed: paste.closed };
  const { message, next } = readMessage(paste.lines.slice(at, bound), 0, reading);
  open.message = message.trimEnd();
  open.end = at + next;
  blocks.push(open);
}

/** Only elided calls and blank lines stand between two calls of one exception. */
function isNear(lines: readonly string[], from: number, to: number): boolean {
  if (to - from > 6) return false;
  return lines.slice(from, to).every((line) => line.trim() === "");
}

function toTrace(blocks: readonly Block[], isInApp: InAppTest): Trace {
  const last = blocks.length - 1;
  const isWrapped = blocks.some(({ head }) => head.lead === "wrapped");
  const isTree = blocks.some(({ head }) => head.lead === "suppressed");
  const place = (at: number) => (isTree || isWrapped ? at : last - at);
  const exceptions = blocks.map((block, at): Exception => {
    const { head } = block;
    const message = ownMessage(head.type, block.message);
    const frames = block.calls
      .map((call) => ({ ...call, inApp: isInApp(call.file ?? call.function ?? "") }))
      .reverse();
    const surfaced = isWrapped ? at === last : at === 0;
    const said = { type: head.type, message, frames };
    if (surfaced) return { ...said, relation: null, parent: null };
    const relation = head.lead === "suppressed" ? "suppressed" : "cause";
    return { ...said, relation, parent: isWrapped ? at + 1 : place(parentOf(blocks, at)) };
  });
  const span: Trace["span"] = [blocks[0]?.start ?? 0, blocks[last]?.end ?? 0];
  return {
    runtime: "java",
    exceptions: isTree || isWrapped ? exceptions : exceptions.reverse(),
    span,
  };
}

/** A cause hangs on the nearest one at its depth or above; a suppressed one on a shallower. */
function parentOf(blocks: readonly Block[], at: number): number {
  const head = blocks[at]?.head;
  for (let above = at - 1; head && above > 0; above--) {
    const other = blocks[above]?.head;
    if (!other) continue;
    const isHere = head.lead === "cause" ? other.indent <= head.indent : other.indent < head.indent;
    if (isHere) return above;
  }
  return 0;
}
