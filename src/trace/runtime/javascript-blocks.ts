// Errors as V8 prints and Node inspects them: a head, its calls, then `{ … }` with properties, which
// may hold errors themselves (`[cause]`, `[errors]`, any key). Indentation may be lost, so nesting is
// told by brackets.

import { isBoundary, isCut, isLogLine } from "../boundary.ts";
import { FRAMES_MAX, MESSAGE_LINES_MAX } from "../limits.ts";
import { isSpeech } from "../prose.ts";
import type { Relation } from "../trace.ts";
import { bannerAt, isBannerEnd } from "./javascript-banner.ts";
import { type Call, type Head, toCall, toHead } from "./javascript-lines.ts";

/** One error as printed; `parent` is a place in the same list, null for one that surfaced. */
export type Block = {
  readonly type: string | null;
  readonly message: string;
  readonly relation: Relation | null;
  readonly parent: number | null;
  readonly calls: Call[];
  readonly start: number;
  end: number;
};

type Owner = { readonly relation: Relation | null; readonly parent: number | null };
type Pending = Owner & {
  readonly head: Head;
  readonly at: number;
  readonly first: number;
  readonly certain: boolean;
};
type Scope = { readonly owner: number; depth: number };
type State = {
  readonly lines: readonly string[];
  readonly blocks: Block[];
  scopes: Scope[];
  pending: Pending | null;
  /** The block whose calls come next; null where calls belong to nobody. */
  current: number | null;
  /** Calls of `Emitted 'error' event on …` are not the error's own. */
  emitted: boolean;
  cut: number;
};

const ELIDED =
  /^\s*\[?(?:\.\.\.|…) (?:lines matching|\d+ (?:more|lines? matching|additional)|collapsed \d|\d+ collapsed|skipping)/;
const EMITTED = /^\s*Emitted '[^']*' event (?:on|at)\b/;
const CAUSED = /^\s*(?:\[?[Cc]aused by:?\]?:? |\[cause\]: )/;
const KEY =
  /^\s*(?:(\[cause\]|\[errors\]|'[^']{0,100}'|"[^"]{0,100}"|\[?[\w$]{1,100}(?:\(\w*\))?\]?)(?::| =>) )?(\S.*)$/;
const OPENS = /[{[(]$/;
const CLOSES = /^\s*([}\])]+)/;

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

/** An error without calls counts only where Node's banner stood before it. */
function settle(state: State, end: number) {
  if (state.pending?.certain) addBlock(state, end);
  state.pending = null;
}

const NEAR_MAX = 3;

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

function addBlock(state: State, end: number) {
  const { pending, lines, blocks } = state;
  if (!pending) return;
  const indent = /^\s*/.exec(lines[pending.at] ?? "")?.[0] ?? "";
  const rest = lines.slice(pending.at + 1, end).map((line) => outdented(line, indent).trimEnd());
  const shown = pending.head.late || !isDeno(lines[pending.at] ?? "") ? rest : withoutSource(rest);
  const { type, message } = pending.head;
  const whole = [message, ...shown].join("\n").trimEnd();
  const { relation, parent, first } = pending;
  blocks.push({ type, message: whole, relation, parent, calls: [], start: first, end });
  state.current = blocks.length - 1;
  state.pending = null;
  state.emitted = false;
}

/** Node indents the lines of a message as deep as the property that holds the error. */
export function outdented(line: string, indent: string): string {
  return line.startsWith(indent) ? line.slice(indent.length) : line;
}

function isDeno(line: string): boolean {
  return /^\s*error: Uncaught /.test(line);
}

/** Deno shows the line of source and a caret between a message and its calls. */
function withoutSource(lines: readonly string[]): readonly string[] {
  const caret = lines.findIndex((line) => /^\s*\^+\s*$/.test(line));
  return caret < 1 ? lines : lines.slice(0, caret - 1);
}

function openBanner(state: State, at: number, next: number): number {
  settle(state, at);
  leave(state);
  const line = state.lines[next] ?? "";
  const head = toHead(line) ?? spaced(line);
  if (head?.bracket) return addBracket(state, head, next, { relation: null, parent: null }, at);
  if (head && !head.late) return open(state, head, next, { first: at, certain: true });
  let end = next;
  while (end < state.lines.length && !isValueEnd(state.lines[end] ?? "")) end++;
  const message = state.lines.slice(next, end).join("\n").trim();
  const root = { type: null, message, relation: null, parent: null };
  if (message === "") return Math.max(end, next + 1);
  if (/^\s*Thrown at:/.test(state.lines[end] ?? "")) end++;
  state.current = state.blocks.push({ ...root, calls: [], start: at, end }) - 1;
  return end;
}

/** `err.name` may be any words: `Validation Error: …`. */
function spaced(line: string): Head | null {
  const [, type, message = ""] =
    /^((?:[A-Z]\w* ){1,4}(?:Error|Exception))(?:: (.*))?$/.exec(line) ?? [];
  return type ? { type, message, sure: true, late: false, bracket: false } : null;
}

function isValueEnd(line: string): boolean {
  return line.trim() === "" || isBannerEnd(line) || isCut(line) || isSpeech(line);
}

type Opening = Partial<Owner> & { readonly first?: number; readonly certain?: boolean };

function open(state: State, head: Head, at: number, opening: Opening = {}): number {
  const { relation = null, parent = null, first = at, certain = false } = opening;
  state.pending = { head, at, relation, parent, first, certain };
  state.emitted = false;
  const end = head.message.startsWith("Command failed") ? commandEnd(state.lines, at) : at;
  if (end === at) return at + 1;
  addBlock(state, end);
  return end;
}

/** A failed command's message holds its output, which is often a trace: up to child_process's calls. */
function commandEnd(lines: readonly string[], at: number): number {
  const stop = Math.min(lines.length, at + MESSAGE_LINES_MAX);
  for (let line = at + 1; line < stop; line++) {
    if (!/\((?:node:(?:internal\/)?)?child_process(?:\.js)?:\d+/.test(lines[line] ?? "")) continue;
    while (line > at + 1 && toCall(lines[line - 1] ?? "")) line--;
    return line;
  }
  return at;
}

/** A line of the properties of an error. */
function inside(state: State, line: string, at: number): number {
  const closing = CLOSES.exec(line)?.[1]?.length ?? 0;
  const own = closing > 0 ? null : toHead(line);
  const [, key, rest = ""] = own?.sure && !own.late ? [] : (KEY.exec(line) ?? []);
  const head = key === undefined || closing > 0 ? own : toHead(rest);
  if (head && isHeld(state, head, at)) {
    const owner = {
      relation: key === "[cause]" || key === "cause" ? "cause" : "member",
      parent: ownerOf(state),
    } as const;
    if (head.bracket) return addBracket(state, head, at, owner, at);
    if (state.pending === null || key !== undefined) return open(state, head, at, owner);
  }
  if (state.pending) return at + 1;
  const block = state.blocks[ownerOf(state) ?? -1];
  close(state, closing);
  const scope = state.scopes.at(-1);
  if (scope && OPENS.test(line.trimEnd())) scope.depth++;
  if (block) block.end = Math.max(block.end, at + 1);
  return at + 1;
}

/** An error, and not a word with a value: its name says so, or calls follow. */
function isHeld(state: State, head: Head, at: number): boolean {
  if (head.late) return false;
  return head.sure ? true : toCall(state.lines[at + 1] ?? "") !== null && head.message !== "";
}

function ownerOf({ scopes }: State): number | null {
  return scopes.at(-1)?.owner ?? null;
}

function close(state: State, count: number) {
  for (let left = count; left > 0; left--) {
    const scope = state.scopes.at(-1);
    if (!scope) return;
    scope.depth--;
    if (scope.depth > 0) continue;
    state.scopes.pop();
    state.current = state.scopes.length > 0 ? scope.owner : null;
  }
}

const BRACKET_LINES_MAX = 60;

/** `[Type: message]` of one line or several, which may open properties. */
function addBracket(state: State, head: Head, at: number, owner: Owner, start: number): number {
  const { lines } = state;
  for (let end = at; end < Math.min(lines.length, at + BRACKET_LINES_MAX); end++) {
    const line = lines[end] ?? "";
    if (end > at && (toCall(line) || isBannerEnd(line))) break;
    const closing = /\](,| \{)?\s*$/.exec(line);
    if (!closing) continue;
    const text = [head.message, ...lines.slice(at + 1, end + 1)].join("\n");
    const message = text.replace(/\](?:,| \{)?\s*$/, "").trimEnd();
    const type = head.message === "" && end === at ? head.type.replace(/\]$/, "") : head.type;
    state.blocks.push({ type, message, ...owner, calls: [], start, end: end + 1 });
    state.pending = null;
    state.current = null;
    if (closing[1] === " {") state.scopes.push({ owner: state.blocks.length - 1, depth: 1 });
    return end + 1;
  }
  return at + 1;
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
  const root = blocks.findLastIndex((it) => it.type === "AggregateError");
  const isUnder = root >= 0 && /^\s{4}/.test(lines[at] ?? "") && at === last.end;
  return isUnder ? { relation: "member", parent: root } : {};
}
