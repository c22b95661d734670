// Two readers, one paste. A line is read once, and the earlier reader has it; but where a message, which
// nothing ends, ran into the next trace, the message gives that trace back.

import { READERS } from "./readers.ts";
import type { InAppTest, Paste, Trace, TraceReader } from "./trace.ts";

type Claim = { readonly trace: Trace; readonly reader: TraceReader };

/** Messages of one paste that are read again, so that no paste makes this slow. */
const AGAIN_MAX = 20;

/** The traces of every reader that has a clue, in the order of the text. */
export function readAll(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const text = paste.lines.join("\n");
  let claims: readonly Claim[] = [];
  let again = 0;
  for (const reader of READERS) {
    if (!reader.clues.some((clue) => text.includes(clue))) continue;
    const added: Claim[] = [];
    for (const trace of reader.read(paste, isInApp)) {
      const rivals = claims.filter((it) => meet(it.trace, trace));
      const [rival] = rivals;
      const isContest =
        rivals.length === 1 && rival && again < AGAIN_MAX && isWithin(trace, rival, paste);
      const shorter = isContest ? readUpTo(rival, trace.span[0], paste, isInApp) : null;
      if (isContest) again++;
      if (shorter) claims = claims.map((it) => (it === rival ? shorter : it));
      if (shorter || rivals.length === 0) added.push({ trace, reader });
    }
    claims = [...claims, ...added];
  }
  return claims.map((it) => it.trace).sort((a, b) => a.span[0] - b.span[0]);
}

function meet(one: Trace, other: Trace): boolean {
  return one.span[0] < other.span[1] && other.span[0] < one.span[1];
}

/** A trace with calls that begins at the margin, somewhere below the rival's first line. */
function isWithin({ exceptions, span }: Trace, { trace }: Claim, { lines }: Paste): boolean {
  const hasCalls = exceptions.some((it) => it.frames.length > 0);
  return hasCalls && span[0] > trace.span[0] && /^\S/.test(lines[span[0]] ?? "");
}

/** The claim without what begins at `end`; null when more than words of a message would be lost. */
function readUpTo(
  { trace, reader }: Claim,
  end: number,
  paste: Paste,
  isInApp: InAppTest,
): Claim | null {
  const [start] = trace.span;
  const lines = paste.lines.slice(start, end);
  const [found, ...others] = reader.read(
    { ...paste, lines, at: paste.at.slice(start, end) },
    isInApp,
  );
  if (!found || others.length > 0 || sizeOf(found) !== sizeOf(trace)) return null;
  const span: Trace["span"] = [found.span[0] + start, found.span[1] + start];
  return { trace: { ...found, span }, reader };
}

/** What a trace has besides words. */
function sizeOf({ exceptions }: Trace): string {
  return exceptions.map((it) => it.frames.length).join(" ");
}
