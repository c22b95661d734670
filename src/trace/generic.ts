// The error line of a text without a trace that any reader knows. Inventing is worse than missing:
// only lines that runtimes and tools print and people do not write.

import { withoutLogPrefix } from "./carrier/prefix.ts";
import {
  type Headline,
  isErrorName,
  isPythonType,
  mayBeErrorName,
  toHeadline,
} from "./headline.ts";
import { readMessage } from "./python-message.ts";
import type { Exception, InAppTest, Paste, Runtime, Trace, TraceReader } from "./trace.ts";

type ErrorLine = { readonly type: string | null; readonly message: string };
type Shape = readonly [pattern: RegExp, type: string | null];

// `type` and `message` groups; the second member names the type where the line has none.
const SHAPES: readonly Shape[] = [
  [/^(?<type>panic|fatal error): (?<message>.+)$/, null],
  [/^thread '[^']*'(?: \(\d+\))? panicked at '(?<message>.*?)'?(?:, [\w./-]+:\d+:\d+)?$/, "panic"],
  [/^\*\* \((?<type>[\w.]+)\) (?<message>.*)$/, null],
  [/^\S+:\d+:in [`'][^']*': (?<message>.*) \((?<type>[A-Z][\w:]*)\)$/, null],
  [
    /^(?:PHP )?(?:Fatal error: +)?Uncaught (?<type>[A-Z][\w\\]*): (?<message>.*) in \/\S+:\d+$/,
    null,
  ],
  [/^npm (?:ERR!|error) code (?<type>E[A-Z0-9_]+)(?<message>)$/, null],
  [/^npm (?:ERR!|error) (?<type>E[A-Z]{3,}) (?<message>\S.*)$/, null],
  [/^(?:\S+ ?[-:] )?error\[(?<type>E\d{4})\]: (?<message>.+)$/, null],
  [/^\S+ ?[-:] error (?<type>[A-Z]{2,4}\d{3,5}): (?<message>.+)$/, null],
  [/^(?<type>[A-Z]\w*(?:Error|Exception)) \[[A-Z_]+\]: (?<message>.*)$/, null],
  [
    /^\[(?:DOMException \[)?(?<type>[A-Z]\w*(?:Error|Exception)): (?<message>[^\]]*)\]+(?: \{)?$/,
    null,
  ],
  [/^==\d+==ERROR: AddressSanitizer: (?<type>[\w-]+) (?<message>.*)$/, null],
  [/^==\d+==ERROR: (?<type>LeakSanitizer): (?<message>.*)$/, null],
  [/^\S+:\d+:\d+: (?<type>runtime error): (?<message>.+)$/, null],
  [/^(?<type>Fortran runtime error): (?<message>.+)$/, null],
  [/^Fatal error: exception (?<type>[A-Z][\w.]*)\("(?<message>.*)"\)$/, null],
  [/^\*\*\* (?<message>.+ detected) \*\*\*: terminated$/, null],
  [/^\S+\.sh: line \d+: (?:\d+ )?(?<message>.+?)(?: {4,}\S.*)?$/, null],
  [/^(?<type>[A-Z]\w*(?:::\w+)+): (?<message>.+) at \S+\.p[lm] line \d+\.$/, null],
  [/^(?<message>[A-Z].+) at \S+\.p[lm] line \d+\.$/, null],
  [/^\S+\.pyx?:\d+: (?<type>\w*Warning): (?<message>.*)$/, null],
  [
    /^fatal: (?<message>(?:not a git|unable to|could not|repository|refusing|Authentication).+)$/,
    "fatal",
  ],
];
const LEAD =
  /^(?:Exception in thread "[^"]*" |Caused by: |Uncaught (?:\(in promise\) )?|\[ERROR\] FATAL UNHANDLED EXCEPTION: |Unhandled [Ee]xception[.:]\s+|Error: unhandled exception: |E\s{2,}|\|\s+|npm (?:ERR!|error) )(?=\S)/;
const INLINE = /`([^`]{3,500})`/g;

/** One exception without frames, from the line that decides. */
export const generic: TraceReader = { runtime: "unknown", read: readGeneric };

function readGeneric(paste: Paste, _isInApp: InAppTest): readonly Trace[] {
  for (const [at, line] of paste.lines.entries()) {
    const error = toError(line, paste) ?? toInlineError(line, paste);
    if (error) return [toTrace(error, at, paste)];
  }
  return [];
}

/** The first line that no person writes, beside traces that were read already. */
export const certain: TraceReader = { runtime: "unknown", read: readCertain };

function readCertain(paste: Paste, _isInApp: InAppTest): readonly Trace[] {
  for (const [at, line] of paste.lines.entries()) {
    const error = ofShape(line.trim());
    if (error) return [toTrace(error, at, paste)];
  }
  return [];
}

function toTrace(error: ErrorLine, at: number, paste: Paste): Trace {
  const reading = { type: error.type ?? "", first: error.message, closed: paste.closed };
  const { message, next } = readMessage(paste.lines, at, reading);
  const exception: Exception = { ...error, message, relation: null, parent: null, frames: [] };
  return { runtime: runtimeOf(error.type), exceptions: [exception], span: [at, next] };
}

function runtimeOf(type: string | null): Runtime {
  return type !== null && isPythonType(type) ? "python" : "unknown";
}

function toError(line: string, paste: Paste): ErrorLine | null {
  const text = line.trim();
  if (text === "" || text.startsWith("//") || text.startsWith("#")) return null;
  return ofShape(text) ?? ofHeadline(withoutLogPrefix(text).replace(LEAD, ""), paste);
}

function ofShape(text: string): ErrorLine | null {
  for (const [pattern, named] of SHAPES) {
    const groups = pattern.exec(text)?.groups;
    if (groups) return { type: groups.type ?? named, message: groups.message ?? "" };
  }
  return null;
}

function ofHeadline(text: string, paste: Paste): ErrorLine | null {
  const headline = toHeadline(text);
  if (!headline || /^[a-z]+$/.test(headline.type)) return null; // `timeout: 60` is a setting
  if (isErrorName(headline.type)) return isSure(headline, text, paste) ? headline : null;
  if (!mayBeErrorName(headline.type)) return null;
  return isAlone(paste, text) || isTwoWords(headline) ? headline : null;
}

/** A bare name is an error only where it was marked as code. */
function isSure({ type }: Headline, text: string, paste: Paste): boolean {
  return text.includes(": ") || paste.closed || (type.includes(".") && isPythonType(type));
}

/**
 * A name without an error's ending counts where inline code holds nothing else. One word is a state,
 * a product or a label (`CLOSED`, `RECV_PING`, `Version: 3.1`); a class has two.
 */
function isAlone(paste: Paste, text: string): boolean {
  const isClass = /^[A-Z][a-z0-9]+[A-Z]\w*(?:: \S.*)?$/.test(text);
  return paste.closed && paste.lines[0]?.trim() === text && isClass;
}

/** `JobRejected: no slot`: people do not write two words as one. */
function isTwoWords({ type, message }: Headline): boolean {
  return (
    message !== "" && /^[A-Z][a-z]+[A-Z]\w*(?:ed|Err|Fail|Denied|Invalid|Missing|Panic)$/.test(type)
  );
}

/** An error quoted in a sentence, in backticks. */
function toInlineError(line: string, paste: Paste): ErrorLine | null {
  if (!line.includes("`")) return null;
  for (const [, code = ""] of line.matchAll(INLINE)) {
    const error = ofShape(code) ?? ofHeadline(code, { ...paste, closed: code.includes(": ") });
    if (error) return error;
  }
  return null;
}
