// Calls that a narrow box or a narrow terminal folded onto the next line. Unlike the lines of CPython
// they are short, so that no width tells of them: what a call must go on with does.

/** Joins folded calls; what was joined leaves an empty line, so that places stay. */
export function withoutFolds(lines: readonly string[]): readonly string[] {
  const unboxed = lines.some((line) => BOXED.test(line)) ? joined(lines, boxFold) : lines;
  const unfolded = unboxed.some((line) => FOLDED.test(line)) ? joined(unboxed, fileFold) : unboxed;
  const isNotebook = unfolded.some((line) => NOTEBOOK.test(line));
  return isNotebook ? joined(unfolded, notebookFold) : unfolded;
}

/** What two lines are in one; null when they are two. */
type Fold = (line: string, next: string) => string | null;

function joined(lines: readonly string[], fold: Fold): readonly string[] {
  const kept = [...lines];
  for (let at = 0; at + 1 < kept.length; at++) {
    const whole = fold(kept[at] ?? "", kept[at + 1] ?? "");
    if (whole === null) continue;
    kept[at + 1] = whole;
    kept[at] = whole.startsWith("│") ? "│ │" : "";
  }
  return kept;
}

// rich: `│ /srv/app/x.py:3 in    │` and `│ long_name  │`.
const BOXED = /^\s*│ (\S*[/\\]\S*?(?::\d+(?: in)?)?) *│\s*$/;
const REST = /^\s*│ (\S+(?: in \S+)?) +│\s*$/;

function boxFold(line: string, next: string): string | null {
  const call = BOXED.exec(line)?.[1];
  const rest = call ? REST.exec(next)?.[1] : undefined;
  return call && rest ? `│ ${call}${call.endsWith(" in") ? " " : ""}${rest} │` : null;
}

// rich's log, which pads its lines: `        File "/srv/app/x.py",     ` and `      line 3, in run     `.
const FOLDED = /^\s+File "[^"]{1,400}",(?: line \d+,)?(?: in)? +$/;
const FOLD_REST = /^\s+(?:line \d+, in |in |(?=\S+ *$))\S.* $/;

function fileFold(line: string, next: string): string | null {
  return FOLDED.test(line) && FOLD_REST.test(next) ? `${line.trimEnd()} ${next.trim()}` : null;
}

// IPython: `KeyError   Traceback (most recent call` and `last)`, `File /x.py:3, in load(s,` and `t)`.
const NOTEBOOK = /^\s*[A-Za-z_][\w.]* {2,}Traceback \(most recent call(?: last\))?\s*$/;
const OPEN =
  /^\s*(?:File|File \S+:\d+,|(?:File \S+:\d+|(?:Cell|Input) In ?\[\d+\])(?:, line \d+)?,? in(?: \S+\([^)]{0,200})?)\s*$/;
const CHARS_MAX = 500;

function notebookFold(line: string, next: string): string | null {
  if (next.trim() === "" || line.length > CHARS_MAX) return null;
  const isHeader = /most recent call\s*$/.test(line) && next.trim() === "last)";
  return isHeader || OPEN.test(line) ? `${line.trimEnd()} ${next.trim()}` : null;
}
