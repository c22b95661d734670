// Errors as V8 prints them: a head, its calls, then the properties that Node inspects.

import { isBoundary, isCut, isLogLine } from "../boundary.ts";
import { FRAMES_MAX, MESSAGE_LINES_MAX } from "../limits.ts";
import { isSpeech } from "../prose.ts";
import { bannerAt, isBannerEnd } from "./javascript-banner.ts";
import { type Call, type Head, toCall, toHead } from "./javascript-lines.ts";
import { addBracket, inside } from "./javascript-properties.ts";
import {
  addBlock,
  type Block,
  ELIDED,
  NEAR_MAX,
  type Opening,
  open,
  type Pending,
  type State,
  settle,
} from "./javascript-state.ts";

const EMITTED = /^\s*Emitted '[^']*' event (?:on|at)\b/;

const CAUSED = /^\s*(?:\[?[Cc]aused by:?\]?:? |\[cause\]: )/;

/** All errors that have calls, stand in brackets, or stand under Node's banner. */
export function readBlocks(lines: readonly string[]): readonly Block[] {
  const state: State = {
    lines,
    blocks: [],
    scopes: [],
    pending: null,
    current: null,
    emitted: false,
    cut: -1,
    searched: 0,
  };
  for (let at = 0; at < lines.length; ) at = step(state, at);
  settle(state, lines.length);
  return state.blocks;
}

/** Reads the line, and returns the next one to read. */
function step(state: State, at: number): number {
  const line = state.lines[at] ?? "";
  const call = toCall(line);
  if (call) return addCall(state, call, at);
  if (line.trim() === "") return at + 1;
  const banner = bannerAt(state.lines, at);
  if (banner) return openBanner(state, at, banner);
  if (isBannerEnd(line) || isLogLine(line)) {
    settle(state, at);
    leave(state);
  }
  if (ELIDED.test(line)) return at + 1;
  if (isCut(line)) {
    if (state.pending && isKept(state, state.pending, at)) addBlock(state, at);
    state.cut = at;
    return at + 1;
  }
  if (EMITTED.test(line)) {
    if (state.pending?.head.sure || state.pending?.certain) addBlock(state, at);
    state.emitted = true;
    return at + 1;
  }
  return state.scopes.length > 0 ? inside(state, line, at) : outside(state, line, at);
}

/** A cut may have taken an error's calls, or some of them. */
function isKept({ lines }: State, { head, certain, parent }: Pending, at: number): boolean {
  if (head.sure && (certain || parent !== null)) return true;
  return lines.slice(at + 1, at + 1 + NEAR_MAX).some((line) => toCall(line) !== null);
}

/** Ends the properties that were open: what follows is not part of them. */
function leave(state: State) {
  state.scopes = [];
  state.current = null;
  state.emitted = false;
}

function addCall(state: State, call: Call, at: number): number {
  if (state.pending) addBlock(state, at);
  else if (state.current === null && at > 0) orphan(state, at);
  const block = state.current === null ? undefined : state.blocks[state.current];
  const opens = (state.lines[at] ?? "").trimEnd().endsWith(" {");
  if (!block || (!state.emitted && !isNear(state, block.end, at))) {
    if (state.scopes.length === 0) state.current = null;
  } else if (!state.emitted || opens) {
    if (!state.emitted && block.calls.length < FRAMES_MAX) block.calls.push(call);
    if (opens) state.scopes.push({ owner: state.current ?? 0, depth: 1 });
    if (opens) state.emitted = false;
    block.end = at + 1;
  }
  return at + 1;
}

/** Only elided calls, blank lines and cuts stand between two calls of one error. */
function isNear({ lines }: State, from: number, to: number): boolean {
  if (to - from > NEAR_MAX) return false;
  return lines
    .slice(from, to)
    .every((line) => line.trim() === "" || ELIDED.test(line) || isCut(line));
}

const ORPHAN_LINES_MAX = 60;

/** The end of a message whose beginning was cut off: its lines stand between the cut and the calls. */
function orphan(state: State, at: number) {
  const { cut, lines } = state;
  if (cut < 0 || at - cut > ORPHAN_LINES_MAX || at - cut < 2) return;
  const text = lines.slice(cut + 1, at);
  if (text.some((line) => isLogLine(line) || isSpeech(line))) return;
  state.cut = -1;
  const message = text.join("\n").trim();
  if (message === "" || /^\^+$/.test(message)) return;
  const root = { type: null, message, relation: null, parent: null };
  state.current = state.blocks.push({ ...root, calls: [], start: cut + 1, end: at }) - 1;
}

function openBanner(state: State, at: number, next: number): number {
  settle(state, at);
  leave(state);
  const { lines, blocks } = state;
  const deeper = bannerAt(lines, next); // of a worker, under its parent's
  if (deeper) return openBanner(state, at, deeper);
  const line = lines[next] ?? "";
  const isTree = TREE.test(line);
  const valueEnd = thrownEnd(lines, next, isTree);
  const head = toHead(line) ?? spaced(line);
  if (head?.bracket) return addBracket(state, head, next, { relation: null, parent: null }, at);
  if (head && !head.late && valueEnd === null)
    return open(state, head, next, { first: at, certain: true });
  let end = valueEnd ?? (isNoValue(line) ? next : next + 1);
  while (valueEnd === null && end < lines.length && !isValueEnd(lines[end] ?? "", isTree)) end++;
  const message = lines.slice(next, end).join("\n").trim();
  const root = { type: null, message, relation: null, parent: null };
  if (message === "") return Math.max(end, next + 1);
  if (/^\s*Thrown at:/.test(lines[end] ?? "")) end++;
  state.current = blocks.push({ ...root, calls: [], start: at, end }) - 1;
  return end;
}

/** An inspected array or object, which may hold errors with calls. */
const TREE = /^\s*(?:[\w$]+(?:\(\d+\))? )?[[{]/;

/** Where Node says below what it shows that this is a value, and no error with calls: its end. */
function thrownEnd(lines: readonly string[], from: number, isTree: boolean): number | null {
  const stop = Math.min(lines.length, from + MESSAGE_LINES_MAX);
  for (let at = from; at < stop; at++) {
    const line = lines[at] ?? "";
    if (/^\s*(?:\(Use `node --trace-uncaught|Thrown at:)/.test(line)) return at;
    if (isBannerEnd(line) || isCut(line)) return null;
    if (!isTree && toCall(line)) return null;
  }
  return null;
}

/** `err.name` may be any words, `Validation Error: …`, or none. */
function spaced(line: string): Head | null {
  const [, type, message = ""] =
    /^((?:[A-Z]\w* ){1,4}(?:Error|Exception)|[A-Z]\w*(?: [A-Z]\w*){1,3}(?=: ))(?:: (.*))?$/.exec(
      line,
    ) ?? [];
  return type ? { type, message, sure: true, late: false, bracket: false } : null;
}

function isNoValue(line: string): boolean {
  return isBannerEnd(line) || isCut(line) || toCall(line) !== null;
}

function isValueEnd(line: string, isTree: boolean): boolean {
  return (
    line.trim() === "" ||
    (!isTree && toCall(line) !== null) ||
    isBannerEnd(line) ||
    isCut(line) ||
    isSpeech(line)
  );
}

/** A line that is in no properties: an error's head, a line of its message, or something else. */
function outside(state: State, line: string, at: number): number {
  const caused = CAUSED.exec(line)?.[0] ?? "";
  const head = toHead(line.slice(caused.length));
  if (head?.bracket && head.sure) {
    const last = state.blocks.length - 1;
    const owner = { relation: caused ? "cause" : null, parent: caused ? last : null } as const;
    return addBracket(state, head, at, last < 0 ? { relation: null, parent: null } : owner, at);
  }
  if (head && isHead(state, head, at))
    return open(state, head, at, hangs(state, caused !== "", at));
  const { pending } = state;
  if (!pending) {
    if (!isCut(line)) state.current = null;
  } else if (at - pending.at > MESSAGE_LINES_MAX || (!pending.certain && isEnd(line))) {
    state.pending = null;
    state.current = null;
  }
  return at + 1;
}

function isEnd(line: string): boolean {
  const isOther = /^\s*at (?:[\w$.<>/]+\(|\S+ in )/.test(line); // a call of the JVM or of .NET
  return isOther || (isBoundary(line) && !/^\s/.test(line)) || isSpeech(line);
}

/** Whether the line begins an error; one that is open may have such lines in its message. */
function isHead({ lines, pending }: State, head: Head, at: number): boolean {
  const hasCalls = toCall(lines[at + 1] ?? "") !== null;
  if (!head.sure && (!hasCalls || isCall(head))) return false;
  if (!pending) return true;
  if (pending.certain) return false;
  return pending.head.late || head.late || !isMessage(lines, pending.at, at);
}

/** Whether an error's name stands in another's message: under `…:`, or deeper. */
function isMessage(lines: readonly string[], from: number, at: number): boolean {
  const text = lines.slice(from, at).map((line) => line.trimEnd());
  if (text.includes("")) return false;
  const isDeeper = /^\s/.test(lines[at] ?? "") && !/^\s/.test(text[0] ?? "");
  return isDeeper || /[:([{,]$/.test(text.at(-1) ?? "");
}

/** `Trace: …` is what console.trace prints, and `reason:` a label. */
function isCall({ type, message }: Head): boolean {
  return type === "Trace" || (message === "" && /^[a-z]/.test(type));
}

/** A cause that is printed below, or a member that is indented under an AggregateError (Deno). */
function hangs({ blocks, lines }: State, isCaused: boolean, at: number): Opening {
  const last = blocks.at(-1);
  if (!last || at - last.end > NEAR_MAX) return {};
  if (isCaused) return { relation: "cause", parent: blocks.length - 1 };
  const root = last.type === "AggregateError" ? blocks.length - 1 : (last.parent ?? -1);
  const isUnder =
    root >= 0 &&
    blocks[root]?.type === "AggregateError" &&
    /^\s{4}/.test(lines[at] ?? "") &&
    at === last.end;
  return isUnder ? { relation: "member", parent: root } : {};
}
