// The last error line of a text without a trace that any reader knows. Inventing is worse than
// missing: only lines that runtimes print and people do not write.

import { withoutLogPrefix } from "./carrier/prefix.ts";
import { isErrorName, isPythonType, mayBeErrorName, toHeadline } from "./headline.ts";
import { readMessage } from "./python-message.ts";
import type { Exception, InAppTest, Paste, Runtime, Trace, TraceReader } from "./trace.ts";

/** One exception without frames, from the line that decides. */
export const generic: TraceReader = { runtime: "unknown", read: readGeneric };

function readGeneric(paste: Paste, _isInApp: InAppTest): readonly Trace[] {
  for (const [at, line] of paste.lines.entries()) {
    const error = toError(line, paste);
    if (!error) continue;
    const { message, next } = readMessage(paste.lines, at, {
      ...error,
      first: error.message,
      closed: paste.closed,
    });
    const exception: Exception = {
      type: error.type,
      message,
      relation: null,
      parent: null,
      frames: [],
    };
    return [{ runtime: runtimeOf(error.type), exceptions: [exception], span: [at, next] }];
  }
  return [];
}

function runtimeOf(type: string): Runtime {
  return isPythonType(type) ? "python" : "unknown";
}

const PANIC = /^(panic|fatal error): (.+)$/;

function toError(line: string, paste: Paste): { type: string; message: string } | null {
  const text = withoutLogPrefix(line.trim()).replace(/^(?:E\s{2,}|\|\s+)(?=\S)/, "");
  const panic = PANIC.exec(text);
  if (panic) return { type: panic[1] ?? "", message: panic[2] ?? "" };
  const headline = toHeadline(text);
  if (!headline) return null;
  if (isErrorName(headline.type)) return isSure(headline, text, paste) ? headline : null;
  return mayBeErrorName(headline.type) && isAlone(paste, text) ? headline : null;
}

/** A bare name is an error only where it was marked as code. */
function isSure(headline: { type: string; message: string }, text: string, paste: Paste): boolean {
  return text.includes(": ") || headline.type.includes(".") || paste.closed;
}

/** A name without an error's ending counts where inline code holds nothing else. */
function isAlone(paste: Paste, text: string): boolean {
  return paste.closed && paste.lines[0]?.trim() === text && /^[A-Z]\w+(?:: \S.*)?$/.test(text);
}
