// A traceback as a quoted logfmt value that kept its newlines: `exception="Traceback (most recent
// call last):`, with `\"` for the quotes inside, and a quote after the last line.

const OPEN = /^(?:.*\s)?[\w.]+="(?=Traceback \(most recent call last\):\s*$)/;
const LINES_MAX = 500;

/** Takes the quoting off; places stay as they are. */
export function withoutQuoting(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => line.includes('="Traceback (most'))) return lines;
  const kept = [...lines];
  for (let at = 0; at < kept.length; at++) {
    const line = kept[at] ?? "";
    const open = line.includes('="Traceback (most') ? OPEN.exec(line) : null;
    const end = open ? endOf(lines, at) : -1;
    if (!open || end < 0) continue;
    kept[at] = line.slice(open[0].length);
    for (let next = at + 1; next <= end; next++)
      kept[next] = (kept[next] ?? "").replace(/(?<!\\)"(?: [\w.]+=.*)?$/, "").replace(/\\"/g, '"');
    at = end;
  }
  return kept;
}

/** The line with the quote that closes the value; -1 when there is none. */
function endOf(lines: readonly string[], from: number): number {
  const bound = Math.min(lines.length, from + LINES_MAX);
  for (let at = from + 1; at < bound; at++) if (/(?<!\\)"/.test(lines[at] ?? "")) return at;
  return -1;
}
