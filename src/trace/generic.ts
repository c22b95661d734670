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
import { readMessage } from "./python/message.ts";
import { READERS } from "./readers.ts";
import type { Exception, Paste, Runtime, Trace } from "./trace.ts";

type ErrorLine = {
  readonly runtime: Runtime;
  readonly type: string | null;
  readonly message: string;
};

const LEAD =
  /^(?:Exception in thread "[^"]*" |Caused by: |Uncaught (?:\(in promise\) )?|\[ERROR\] FATAL UNHANDLED EXCEPTION: |Unhandled [Ee]xception[.:]\s+|Error: unhandled exception: |E\s{2,}|\|\s+|npm (?:ERR!|error) )(?=\S)/;
const INLINE = /`([^`]{3,500})`/g;
// `Raises:` of a docstring lists what could go wrong.
const SECTION = /^\s*(?:Raises|Throws):?\s*$/;
// A line below which a tree of names hangs is its root.
const TREE = /^[\s|│]*(?:\+--|[├└]──) ?\w/;
// What a release did about an error, and what code is to do about one that has no message yet.
const RELEASE =
  /^\s*(?:[-*•+]\s+[*_]*(?:Fix(?:ed|es)?|Bug ?fix(?:es)?|New|Add(?:ed|s)?|Removed?|Changed?|Deprecated)\b[*_]*(?::|\s+`)|(?:Fix(?:ed|es)?|Bug ?fix|Added|Removed|Changed)(?:\([^)]*\))?: )/i;
const HANDLES =
  /\b(?:retry|catch|handle|except|ignore|subclass(?:es)?|rename[sd]?)\s+(?:on |of |for |an? |the |only |both )*`/i;

// Documentation says of an exception when to expect it.
const EXPLAINED =
  /^(?:(?:is )?(?:raised|thrown) (?:by|for|if|when)|(?:happens|occurs) (?:if|when)) /;

// Plain words that runtimes print before a message.
const WORDS = new Set(["Error", "Exception", "Failed", "Failure", "Panic", "Timeout"]);

/** One exception without frames, from the line that decides. */
export function readGeneric(paste: Paste): readonly Trace[] {
  let isListed = false;
  for (const [at, line] of paste.lines.entries()) {
    isListed = line.trim() !== "" && (isListed || SECTION.test(line));
    if (isListed || TREE.test(paste.lines[at + 1] ?? "")) continue;
    const error = toError(line, paste) ?? toInlineError(line, paste);
    if (error) return [toTrace(error, at, paste)];
  }
  return [];
}

/** The first line that no person writes, beside traces that were read already. */
export function readCertain(paste: Paste): readonly Trace[] {
  for (const [at, line] of paste.lines.entries()) {
    const error = ofShape(line.trim());
    if (error) return [toTrace(error, at, paste)];
  }
  return [];
}

function toTrace(error: ErrorLine, at: number, paste: Paste): Trace {
  const reading = { type: error.type ?? "", first: error.message, closed: paste.closed };
  const { runtime, type } = error;
  const isOneLine = runtime === "shell"; // every line of a command's is an error of its own
  const { message, next } = isOneLine
    ? { message: error.message, next: at + 1 }
    : readMessage(paste.lines, at, reading);
  const exception: Exception = { type, message, relation: null, parent: null, frames: [] };
  return { runtime, exceptions: [exception], span: [at, next] };
}

function toError(line: string, paste: Paste): ErrorLine | null {
  const text = line.trim();
  if (text === "" || text.startsWith("//") || text.startsWith("#")) return null;
  return ofShape(text) ?? ofName(withoutLogPrefix(text).replace(LEAD, ""), paste);
}

function ofShape(text: string): ErrorLine | null {
  for (const { runtime, headlines = [] } of READERS) {
    for (const { pattern, type } of headlines) {
      const groups = pattern.exec(text)?.groups;
      if (groups) return { runtime, type: groups.type ?? type, message: groups.message ?? "" };
    }
  }
  return null;
}

function ofName(text: string, paste: Paste): ErrorLine | null {
  const headline = ofHeadline(text, paste);
  return headline && { ...headline, runtime: isPythonType(headline.type) ? "python" : "unknown" };
}

function ofHeadline(text: string, paste: Paste): Headline | null {
  const headline = toHeadline(text);
  if (!headline || /^[a-z]+$/.test(headline.type)) return null; // `timeout: 60` is a setting
  if (isErrorName(headline.type)) return isSure(headline, text, paste) ? headline : null;
  if (!mayBeErrorName(headline.type)) return null;
  return isAlone(paste, text) || isTwoWords(headline) ? headline : null;
}

/**
 * A bare name is an error only where it was marked as code. A plain word never is: people write
 * `Warning: long message ahead` and `Closed: fixed`.
 */
function isSure({ type, message }: Headline, text: string, paste: Paste): boolean {
  if (EXPLAINED.test(message)) return false;
  const isWord = /^[A-Z][a-z]+$/.test(type) && type !== "Aborted"; // the shell says just that
  const isSaid = message !== "" && (WORDS.has(type) || /^\w+\(/.test(message));
  if (isWord && !isSaid) return false;
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
  if (!line.includes("`") || RELEASE.test(line)) return null;
  const isAdvice = HANDLES.test(line);
  for (const [, code = ""] of line.matchAll(INLINE)) {
    if (code.includes("${")) continue; // a template of JavaScript
    if (isAdvice && !code.includes(": ")) continue;
    const error = ofShape(code) ?? ofName(code, { ...paste, closed: code.includes(": ") });
    if (error) return error;
  }
  return null;
}
