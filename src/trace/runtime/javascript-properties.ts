// The properties of an error that Node inspected: `{ … }` with errors inside (`[cause]`, `[errors]`,
// any key). Indentation may be lost, so nesting is told by brackets.

import { isBannerEnd } from "./javascript-banner.ts";
import { type Head, toCall, toHead } from "./javascript-lines.ts";
import { type Owner, open, type State } from "./javascript-state.ts";

const KEY =
  /^\s*(?:(\[cause\]|\[errors\]|'[^']{0,100}'|"[^"]{0,100}"|\[?[\w$]{1,100}(?:\(\w*\))?\]?)(?::| =>) )?(\S.*)$/;

const OPENS = /[{[(]$/;

const CLOSES = /^\s*([}\])]+)/;

/** A line of the properties of an error. */
export function inside(state: State, line: string, at: number): number {
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
  const isCause = /^\s*\[cause\]: \[/.test(state.lines[at] ?? "");
  return head.sure || isCause
    ? true
    : toCall(state.lines[at + 1] ?? "") !== null && head.message !== "";
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
export function addBracket(
  state: State,
  head: Head,
  at: number,
  owner: Owner,
  start: number,
): number {
  const { lines } = state;
  for (let end = at; end < Math.min(lines.length, at + BRACKET_LINES_MAX); end++) {
    const line = lines[end] ?? "";
    if (end > at && (toCall(line) || isBannerEnd(line) || /^\s*\[[A-Z]\w*: /.test(line))) break;
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
