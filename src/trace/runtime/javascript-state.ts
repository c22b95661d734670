// What is known while the lines of JavaScript's errors are read in turn, and how an error is begun and
// ended.

import { MESSAGE_LINES_MAX } from "../limits.ts";
import type { Relation } from "../trace.ts";
import { type Call, type Head, toCall } from "./javascript-lines.ts";

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

/** How an error hangs on another. */
export type Owner = { readonly relation: Relation | null; readonly parent: number | null };

/** A head whose message has not ended. `certain`: a banner stood before it. */
export type Pending = Owner & {
  readonly head: Head;
  readonly at: number;
  readonly first: number;
  readonly certain: boolean;
};

type Scope = { readonly owner: number; depth: number };

/** What is open while lines are read in turn. */
export type State = {
  readonly lines: readonly string[];
  readonly blocks: Block[];
  scopes: Scope[];
  pending: Pending | null;
  /** The block whose calls come next; null where calls belong to nobody. */
  current: number | null;
  /** Calls of `Emitted 'error' event on …` are not the error's own. */
  emitted: boolean;
  cut: number;
  /** Up to here, no call of child_process ends the message of a failed command. */
  searched: number;
};

/** Calls that were left out. */
export const ELIDED =
  /^\s*\[?(?:\.\.\.|…) (?:lines matching|\d+ (?:more|lines? matching|additional)|collapsed \d|\d+ collapsed|skipping)/;

/** Lines that may stand between two parts of one error. */
export const NEAR_MAX = 3;

/** An error without calls counts only where Node's banner stood before it. */
export function settle(state: State, end: number) {
  if (state.pending?.certain) addBlock(state, end);
  state.pending = null;
}

/** Ends the pending message before line `end`. */
export function addBlock(state: State, end: number) {
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

export type Opening = Partial<Owner> & { readonly first?: number; readonly certain?: boolean };

/** Begins an error; returns the next line to read. */
export function open(state: State, head: Head, at: number, opening: Opening = {}): number {
  const { relation = null, parent = null, first = at, certain = false } = opening;
  state.pending = { head, at, relation, parent, first, certain };
  state.emitted = false;
  const end = head.message.startsWith("Command failed") ? commandEnd(state, at) : at;
  if (end === at) return at + 1;
  addBlock(state, end);
  return end;
}

/** A failed command's message holds its output, which is often a trace: up to child_process's calls. */
function commandEnd(state: State, at: number): number {
  const { lines } = state;
  const stop = Math.min(lines.length, at + MESSAGE_LINES_MAX);
  for (let line = Math.max(at + 1, state.searched); line < stop; line++) {
    if (!/\((?:node:(?:internal\/)?)?child_process(?:\.js)?:\d+/.test(lines[line] ?? "")) continue;
    while (line > at + 1 && toCall(lines[line - 1] ?? "")) line--;
    return line;
  }
  state.searched = stop;
  return at;
}
