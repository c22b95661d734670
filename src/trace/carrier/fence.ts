// Code fences and inline code. What is inside was pasted; what is outside was typed.

/** A run of lines of the report, inside a fence or outside. */
export type Run = {
  readonly lines: readonly string[];
  readonly at: readonly number[];
  readonly closed: boolean;
};

const FENCE = "```";
const LANGUAGE = /^(?:[a-z][\w+#-]{0,20}|C#|C\+\+)$/;

/** Splits at code fences: on their own line, on a line with text, or never closed. */
export function splitFences(lines: readonly string[]): readonly Run[] {
  const runs: Run[] = [];
  let run: { lines: string[]; at: number[] } = { lines: [], at: [] };
  let inside = false;
  const flush = () => {
    if (run.lines.some((line) => line.trim() !== "")) runs.push({ ...run, closed: inside });
    run = { lines: [], at: [] };
  };
  for (const [at, line] of lines.entries()) {
    const parts = line.includes(FENCE) ? line.split(FENCE) : [line];
    for (const [index, part] of parts.entries()) {
      if (index > 0) {
        flush();
        inside = !inside;
      }
      const opensHere = index > 0 && inside && index === parts.length - 1;
      if (opensHere && LANGUAGE.test(part.trim())) continue;
      if (parts.length > 1 && part.trim() === "") continue;
      run.lines.push(part);
      run.at.push(at);
    }
  }
  flush();
  return runs;
}

/** Splits a run at inline code that stands on lines of its own: one span a line, or one over many. */
export function splitSpans(run: Run): readonly Run[] {
  if (!run.lines.some((line) => /^\s*`[^`]/.test(line))) return [run];
  const runs: Run[] = [];
  let open: { lines: string[]; at: number[]; closed: boolean } = {
    lines: [],
    at: [],
    closed: run.closed,
  };
  const flush = () => {
    if (open.lines.length > 0) runs.push(open);
  };
  for (let index = 0; index < run.lines.length; ) {
    const end = spanEnd(run.lines, index);
    const isBlank = (run.lines[index] ?? "").trim() === "";
    const isSpan = end > index || (isBlank && open.closed && isSpanAhead(run.lines, index));
    if (isSpan !== (open.closed && !run.closed) || run.closed) {
      flush();
      open = { lines: [], at: [], closed: isSpan || run.closed };
    }
    for (const stop = Math.max(end, index + 1); index < stop; index++) {
      const line = run.lines[index] ?? "";
      open.lines.push(isSpan ? withoutTicks(line, end - index) : line);
      open.at.push(run.at[index] ?? 0);
    }
  }
  flush();
  return runs;
}

const SPAN_LINES_MAX = 100;

/** Whether the next line with text is inline code too: then a blank line was part of the paste. */
function isSpanAhead(lines: readonly string[], from: number): boolean {
  const next = lines.slice(from, from + 4).findIndex((line) => line.trim() !== "");
  return next > 0 && spanEnd(lines, from + next) > from + next;
}

/** One past the last line of the inline code that begins on this line; the line itself if none does. */
function spanEnd(lines: readonly string[], from: number): number {
  const first = lines[from] ?? "";
  if (!/^\s*`(?!`\S)/.test(first)) return from;
  const rest = first.trimEnd();
  if (rest === "``") return from + 1;
  if (rest.length > 1 && rest.endsWith("`") && rest.trimStart().length > 2) return from + 1;
  if (first.trimStart().slice(1).includes("`")) return from;
  for (let at = from + 1; at < Math.min(lines.length, from + SPAN_LINES_MAX); at++) {
    const line = (lines[at] ?? "").trimEnd();
    // A message may quote code itself: `called `unwrap()` on …`. Ticks in pairs end nothing.
    const isClosing = line.includes("`") && line.split("`").length % 2 === 0;
    if (isClosing) return line.endsWith("`") ? at + 1 : from;
  }
  return from;
}

function withoutTicks(line: string, left: number): string {
  const opened = line.replace(/^(\s*)`/, "$1");
  return left === 1 || opened !== line ? opened.replace(/`\s*$/, "") : opened;
}
