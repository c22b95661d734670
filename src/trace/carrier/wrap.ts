// Lines that a terminal or a mail client broke at a width. Only done where a frame was cut in two:
// without that proof, joining lines would damage more than it mends.

const CUT_FRAME =
  /File "[^"]*(?:",? ?(?:l|li|lin|line)? ?)?$|File "[^"]*", line \d+,(?: i?n?)?\s*$/;
const TAIL_FRAME = /^\s*(?:(?:line )?\d*,? ?in \S+|line \d+, in \S+)\s*$/;
const WHOLE_FRAME = /File "[^"]*", line \d+(?:, in \S+)?\s*$/;
const STARTS =
  /^\s*(?:\| +)?(?:File "|Traceback |During handling of|The above exception|Exception Group|\+[-+]|[│╭╰|]|at \S|Caused by: |E {2,}|\[SQL: |[~^]+\s*$|[\w.]*[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt): )/;
const WIDTH_MIN = 40;
const WIDTH_MAX = 250;

/** Joins lines that were broken at a width; `at` keeps each joined line's first place. */
export function unwrap(
  lines: readonly string[],
  at: readonly number[],
): { lines: readonly string[]; at: readonly number[] } {
  const width = lines.reduce((longest, line) => Math.max(longest, line.length), 0);
  if (width < WIDTH_MIN || width > WIDTH_MAX || !isWrapped(lines, width)) return { lines, at };
  const style = styleOf(lines, width);
  const joined: string[] = [];
  const places: number[] = [];
  let before = "";
  for (const [index, line] of lines.entries()) {
    if (
      joined.length > 0 &&
      continues(before, line, { width, hard: style.hard, joined: joined.at(-1) ?? "" })
    ) {
      const last = joined.length - 1;
      joined[last] = join(joined[last] ?? "", line, style);
    } else {
      joined.push(line);
      places.push(at[index] ?? 0);
    }
    before = line;
  }
  return { lines: joined, at: places };
}

type Style = { readonly hard: boolean; readonly hanging: string };

function isWrapped(lines: readonly string[], width: number): boolean {
  return lines.some((line, at) => {
    const next = lines[at + 1];
    if (next === undefined) return false;
    if (!line.includes('File "')) return isBrokenHeadline(line, next, width);
    if (CUT_FRAME.test(line)) return !STARTS.test(next);
    return WHOLE_FRAME.test(line) && line.length === width && isFragment(line, next);
  });
}

const TERMINALS = [80, 100, 120, 132];

/** An error line as wide as a terminal that goes on in mid-word. */
function isBrokenHeadline(line: string, next: string, width: number): boolean {
  if (line.length !== width || !TERMINALS.includes(width) || !/\w$/.test(line)) return false;
  return /^\w/.test(next) && /^[\w.]*[A-Z]\w*(?:Error|Exception|Warning): /.test(line);
}

/** The rest of a function's name, at the left margin under an indented frame. */
function isFragment(frame: string, next: string): boolean {
  return TAIL_FRAME.test(next) || (/^\s/.test(frame) && /^[\w<>]+$/.test(next));
}

function styleOf(lines: readonly string[], width: number): Style {
  const cuts = lines.flatMap((line, at) =>
    CUT_FRAME.test(line) ? [{ line, rest: lines[at + 1] ?? "" }] : [],
  );
  const hanging = cuts.length > 0 && cuts.every(({ rest }) => /^ {4}\S/.test(rest)) ? "    " : "";
  const byWord = cuts.some(
    ({ line, rest }) =>
      line.length < width || (/(?:",|line|\d,|in)$/.test(line) && /^\S/.test(rest)),
  );
  return { hard: !byWord && hanging === "", hanging };
}

type Place = { readonly width: number; readonly hard: boolean; readonly joined: string };

function continues(before: string, line: string, { width, hard, joined }: Place): boolean {
  if (before.trim() === "" || line.trim() === "") return false;
  if (STARTS.test(line) && !CUT_FRAME.test(before)) return false;
  if (hard) return before.length === width && !(WHOLE_FRAME.test(before) && /^ {2,}/.test(line));
  if (CUT_FRAME.test(before) || TAIL_FRAME.test(line)) return true;
  if (WHOLE_FRAME.test(before) || WHOLE_FRAME.test(joined)) return false;
  const word = /^\s*(\S+)/.exec(line)?.[1] ?? "";
  return before.length + 1 + word.length > width;
}

function join(before: string, line: string, { hard, hanging }: Style): string {
  if (hard) return before + line;
  const rest = hanging && line.startsWith(hanging) ? line.slice(hanging.length) : line;
  return before.endsWith(" ") ? before + rest.trimStart() : `${before} ${rest.trimStart()}`;
}
