// The shapes that reading produces. Absent parts are null: a pasted trace is often half a trace.

import type { Problem } from "../text/report.ts";

/** The language runtime that printed a trace; `unknown` for a last error line without a trace. */
export type Runtime =
  | "c"
  | "d"
  | "dart"
  | "dotnet"
  | "elixir"
  | "erlang"
  | "fortran"
  | "go"
  | "haskell"
  | "java"
  | "javascript"
  | "lisp"
  | "lua"
  | "native"
  | "nim"
  | "npm"
  | "ocaml"
  | "operations"
  | "perl"
  | "php"
  | "python"
  | "r"
  | "racket"
  | "ruby"
  | "rust"
  | "scheme"
  | "shell"
  | "swift"
  | "tcl"
  | "typescript"
  | "unknown";

/** How an exception hangs on its parent, in the words of Python's data model (PEP 3134, PEP 654). */
export type Relation = "cause" | "context" | "suppressed" | "member";

/** A call site, as printed. `line` counts from 1. */
export type Frame = {
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly module: string | null;
  /** In the supported project's own code (`in_app` of config.yaml). */
  readonly inApp: boolean;
};

export type Exception = {
  /** As printed, dotted name included; null when the text has none. */
  readonly type: string | null;
  /** The whole message as the runtime printed it, newlines kept; "" when there is none. */
  readonly message: string;
  /** Relation to `parent`; null for the exception that surfaced. */
  readonly relation: Relation | null;
  /** Index of the parent in the same trace's `exceptions`. */
  readonly parent: number | null;
  /** Oldest call first. */
  readonly frames: readonly Frame[];
  /** Lines of `add_note` (PEP 678), where they can be told from the message. */
  readonly notes?: readonly string[];
};

/** One parsed stack trace. `exceptions`: root cause first, surfaced last; groups as printed. */
export type Trace = {
  readonly runtime: Runtime;
  readonly exceptions: readonly Exception[];
  /** Lines of the report's text, from 0, end exclusive. */
  readonly span: readonly [start: number, end: number];
};

/** `problems`: what could not be read, for the asker and for `tracehound read`. */
export type Reading = { readonly traces: readonly Trace[]; readonly problems: readonly Problem[] };

/** Whether a file belongs to the supported project. */
export type InAppTest = (file: string) => boolean;

/** By parts of paths: `in_app` of config.yaml. */
export function inAppTest(parts: readonly string[]): InAppTest {
  return (file) => parts.some((part) => file.includes(part));
}

/** Lines freed of what carried them: one fence, one quote, one JSON string, or plain message text. */
export type Paste = {
  readonly lines: readonly string[];
  /** The line of the report that each of `lines` came from. */
  readonly at: readonly number[];
  /** The carrier marks its end, so nothing in it is a person's prose. */
  readonly closed: boolean;
};

/** `pattern` has the groups `type` and `message`; `type` names it where the line has none. */
export type HeadlineShape = { readonly pattern: RegExp; readonly type: string | null };

/**
 * Reads the traces of one runtime. Never throws, and takes time linear in the input.
 * Returns an empty list when nothing in the paste is this runtime's. Spans count paste lines.
 */
export type TraceReader = {
  readonly runtime: Runtime;
  /** Literal words of which a trace has at least one; a paste without any is not read. */
  readonly clues: readonly string[];
  /** Error lines without a trace that nobody else prints and no person writes. */
  readonly headlines?: readonly HeadlineShape[];
  /**
   * How the lines of its traces begin, as sources of regular expressions: where newlines were lost,
   * or a width broke lines, they show where lines were. Specific enough not to match inside a line.
   * Neither `^` nor white space before; they are tried at every word.
   */
  readonly starts?: readonly string[];
  /**
   * The same for lines that can be told to their end (a call, `stack backtrace:`): what follows is
   * another line. They need no mention in `starts`, and no `$`.
   */
  readonly wholes?: readonly string[];
  readonly read: (paste: Paste, isInApp: InAppTest) => readonly Trace[];
};
