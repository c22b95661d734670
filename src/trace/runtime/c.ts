// What a C or C++ program says when its library ends it: an exception that nobody caught, a failed
// assertion, a damaged heap. And chains that programs print of nested exceptions.

import type { Exception, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import {
  type Call,
  LOGGED,
  readEach,
  readText,
  toChain,
  toException,
  toFrames,
  unbroken,
} from "./native.ts";

const THROWN = /^.{0,200}?\bterminate called after throwing an instance of ['‘](.+)['’]\s*$/;
const WHAT = /^\s*what\(\):\s*(.*)$/;
const THROWN_LLVM =
  /^.{0,200}?\blibc\+\+abi(?:\.dylib)?: terminat(?:e called after throwing an exception|ing (?:due to|with) uncaught exception) of type ([^:]+(?:::[^:]+)*)(?:: (.*))?$/;
const ENDED =
  /^(?:.{0,160}?[\]:|>] )??(terminate called (?:without an active exception|recursively)|pure virtual method called|(?:free|malloc|realloc|calloc|munmap_chunk|malloc_consolidate|sysmalloc)\(\): .+|(?:double free or corruption|corrupted (?:size vs\. prev_size|double-linked list|unsorted chunks)|invalid fastbin entry).*)$/;
const DETECTED = /^(?:.{0,160}?[\]:|>] )??\*\*\* (.+ detected) \*\*\*(?:: .*)?$/;
const IN_OLD = /^\*\*\* Error in [`'].+?': (.+?)(?:: 0x\w+)? \*\*\*$/;
const ASSERTION = /(?:^|[\s:])(Assertion [`'‘].+['’] failed\.?)$/;
const ASSERTION_PLACE = /^(?:\S+: )?\S.*:\d+: /;
const MAC_ASSERTION = /^(Assertion failed: .+), function .+, file .+, line \d+\.?$/;
// One of these is in every line below; most lines of other runtimes have none.
const LAST_WORDS =
  /terminat|pure virtual|\(\): | detected|Error in|Assertion |double free|corrupt|fastbin/;
const WHAT_ENDS =
  /^\s*(?:$|Aborted|Abort trap|Program (?:received|terminated)|Thread \d+ .*received|\S+: line \d+: |zsh: |bash: |exit(?:ed)? |\*\*\* |\[\d+\] |#0 |SIGABRT|terminate called)/;
// On the same line where newlines were lost.
const SHELL =
  /(?:\s*\b(?:ba|da|z|k)?sh: line \d+: +\d+ +|\s+(?:\S{1,200}: line \d+: +\d+ +)?)(?:Aborted|Abort trap)\b.{0,200}$/;
const LEFT = /^(?:\S+: line \d+: +\d+ |zsh: |\[\d+\] +\d+ )?\s*(?:Aborted|Abort trap|abort)\b/;

const CAUSE = /^\s*(?:caused by|nested(?: exception)?|because|reason): (.+)$/i;
const CHAINED = new RegExp(
  `${LOGGED}(error|exception|fatal|uncaught exception|unhandled exception): (.+)$`,
  "i",
);
const AGAIN = /^\s*exception: (.+)$/i;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^terminate called after throwing an instance of '(?<type>.+)'(?<message>)$/,
    type: null,
  },
  {
    pattern:
      /^libc\+\+abi: terminating due to uncaught exception of type (?<type>[\w:]+): (?<message>.+)$/,
    type: null,
  },
  { pattern: /^what\(\): {2}(?<message>.+)$/, type: null },
  {
    pattern: /^(?:\S+: )?(?<message>Segmentation fault|Illegal instruction)(?: \(core dumped\))$/,
    type: null,
  },
  { pattern: /^(?<message>Segmentation fault|Bus error|Floating point exception)$/, type: null },
];

const BACKTRACE = /^\s*([^\s()[\]:]+)(?:\(([^()+]*)(?:\+0x[0-9a-f]+)?\) ?)?\[0x[0-9a-f]+\]\s*$/;

/** Reads the last words of C and C++ programs. */
export const c: TraceReader = {
  runtime: "c",
  clues: [
    "terminat",
    "(): ",
    " detected",
    "Assertion ",
    "corrupt",
    "invalid fastbin",
    "*** Error in",
    "pure virtual",
    "aused by",
    "ested",
    "because",
    "xception: ",
    "(+0x",
    "+0x",
  ],
  headlines: HEADLINES,
  starts: [
    String.raw`what\(\): `,
    "libc\\+\\+abi: ",
    "\\*\\*\\* \\w[\\w ]{3,60} detected \\*\\*\\*",
    "[Cc]aused by: ",
    "zsh: (?:abort|segmentation|bus)",
    String.raw`\S{1,60}: line \d+: +\d+ [A-Z]`,
    String.raw`\S{1,200}\([\w+]{0,100}\) ?\[0x[0-9a-f]+\]`,
  ],
  wholes: [
    "terminate called (?:without an active exception|recursively|after throwing an instance of '[^']{1,300}')",
    "pure virtual method called",
  ],
  read: (paste, isInApp) =>
    readEach(paste.lines, (at) => {
      const abort = readAbort(paste, at);
      if (abort) return toChain("c", [abort.exception], [at, afterShell(paste.lines, abort.next)]);
      return readNested(paste, at) ?? readSymbols(paste, at, isInApp);
    }),
};

export type Abort = { readonly exception: Exception; readonly next: number };

/** What the runtime library says at `start` before it aborts the program. */
export function readAbort(paste: Paste, start: number): Abort | null {
  const line = paste.lines[start] ?? "";
  if (!LAST_WORDS.test(line)) return null;
  const isOpen = /: Assertion [`'‘]/.test(line);
  const { line: whole, count } = isOpen
    ? unbroken(
        paste.lines,
        start,
        (it) => ASSERTION.test(it),
        (it) => WHAT_ENDS.test(it),
      )
    : { line, count: 1 };
  return readThrown(paste, start, line) ?? readEnded(whole, start + count);
}

function readThrown(paste: Paste, start: number, line: string): Abort | null {
  const llvm = THROWN_LLVM.exec(line);
  const type = llvm?.[1] ?? THROWN.exec(line)?.[1];
  if (!type) return null;
  const what = WHAT.exec(paste.lines[start + 1] ?? "");
  const first = llvm ? llvm[2] : what?.[1];
  if (first === undefined) return { exception: toException(type, ""), next: start + 1 };
  const { text, next } = readText(paste, start + (llvm ? 1 : 2), first, (it) => WHAT_ENDS.test(it));
  return { exception: toException(type, text), next };
}

function readEnded(printed: string, next: number): Abort | null {
  const line = printed.replace(SHELL, "");
  const assertion = ASSERTION_PLACE.test(line) ? ASSERTION.exec(line) : null;
  const match =
    ENDED.exec(line) ??
    DETECTED.exec(line) ??
    IN_OLD.exec(line) ??
    assertion ??
    MAC_ASSERTION.exec(line);
  if (!match?.[1]) return null;
  return { exception: toException(null, match[1].trim()), next };
}

/** A shell's `Aborted` right below says no more than the line above it. */
function afterShell(lines: readonly string[], at: number): number {
  if (/^terminate called without/.test(lines[at] ?? "")) return afterShell(lines, at + 1);
  return LEFT.test(lines[at] ?? "") ? at + 1 : at;
}

const MESSAGE_LINES = 8;

/** `error: load failed`, then `caused by: …`: how programs print exceptions that others caused. */
function readNested({ lines }: Paste, start: number): Trace | null {
  const line = lines[start] ?? "";
  const head = /(?:error|exception|fatal): /i.test(line) ? CHAINED.exec(line) : null;
  if (!head || CAUSE.test(lines[start] ?? "") || isToolChain(lines, start)) return null;
  const isException = /^exception$/i.test(head[1] ?? "");
  const messages = [head[2] ?? ""];
  let next = start + 1;
  for (let at = next; at < Math.min(lines.length, next + MESSAGE_LINES); at++) {
    const cause = CAUSE.exec(lines[at] ?? "") ?? (isException ? AGAIN.exec(lines[at] ?? "") : null);
    if (!cause) continue;
    const rest = lines.slice(next, at).map((it) => `\n${it.trimEnd()}`);
    messages[messages.length - 1] += rest.join("");
    messages.push(cause[1] ?? "");
    next = at + 1;
  }
  if (messages.length === 1) return null;
  const chain = messages.map((it) => toException(null, it.trim())).reverse();
  return toChain("c", chain, [start, next]);
}

/** uv and others that are written in Rust indent their causes; those are tools, and not a program. */
function isToolChain(lines: readonly string[], start: number): boolean {
  return /^error: /.test(lines[start] ?? "") && /^ {2}Caused by: /.test(lines[start + 1] ?? "");
}

const SYMBOLS_MIN = 2;

/** `backtrace_symbols(3)` below a line that says why. */
function readSymbols({ lines }: Paste, start: number, isInApp: InAppTest): Trace | null {
  if (!BACKTRACE.test(lines[start + 1] ?? "") || BACKTRACE.test(lines[start] ?? "")) return null;
  const calls: Call[] = [];
  let next = start + 1;
  for (; next < lines.length; next++) {
    const match = BACKTRACE.exec(lines[next] ?? "");
    if (!match) break;
    calls.push({ function: match[2] || null, file: null, line: null });
  }
  const message = (lines[start] ?? "").trim().replace(/^Error: |:$/g, "");
  if (calls.length < SYMBOLS_MIN || message === "") return null;
  return toChain("c", [toException(null, message, toFrames(calls, isInApp))], [start, next]);
}
