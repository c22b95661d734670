// The lines that Python and the tools around it print, one shape a rule. Indentation supports a
// rule but never decides alone: Slack and log shippers drop it.

/** A call site as one line says it; `located` is false for the place of a SyntaxError. */
export type Site = {
  readonly function: string | null;
  readonly file: string;
  readonly line: number | null;
  readonly located: boolean;
};

const FILE = /(?:^|[\s>])File "([^"]{0,4000})", line (\d{1,9})(?:,? in (.+?))?[\s│]*$/;
// IPython 8: `Cell In[1], line 5, in read(blob)` and `File /x.py:346, in loads(s)`.
const CELL = /^\s*((?:Cell|Input) In ?\[\d*\]),? (?:line (\d+)(?:,? in (.+?))?|in (.+?))\s*$/;
const CELL_FILE = /^\s*File (\S.*?):(\d+),? in (.+?)\s*$/;
// IPython 7: `/x.py in loads(s)` and `<ipython-input-1-…> in read(blob)`; the arrow has the line.
const OLD_CELL = /^\s*(<ipython-input-[^>]+>|\S+\.pyx?) in (<\w+>(?:\(\))?|[\w.<>]+\(.*)\s*$/;
// rich: `│ /x.py:28 in run   │`.
const RICH =
  /^(?:\s*[│|][\s│|]*(\S[^│"]*\.\w+|<[^>│]+>)|\s*((?:[/~]|[A-Z]:\\|<)[^│"\s]*)):(\d+) in (<[\w ]+>|[\p{L}_][\p{L}\p{N}_.<>]*|top-level template code)[\s│|]*$/u;
// pytest: `test_x.py:12: in test_rounding`.
const PYTEST = /^(?:E\s+)?(\S[^:"]*\.pyx?):(\d+): in (\S.*?)\s*$/;
const TRUNCATED = /\s*(?:…|\.\.\.|\[truncated\]|See more|Show more)\s*$/;

/** Reads a line as a call site; null when it is something else. */
export function toSite(line: string): Site | null {
  if (line.includes('File "')) return fromFile(line);
  if (!/\bin\b|\bline\b/.test(line)) return null;
  return fromCell(line) ?? fromBox(RICH.exec(line)) ?? fromPath(PYTEST.exec(line));
}

function fromFile(line: string): Site | null {
  const match = FILE.exec(line) ?? FILE.exec(line.replace(TRUNCATED, ""));
  if (!match) return null;
  return site(match[1], match[2], match[3]?.replace(TRUNCATED, ""), match[3] !== undefined);
}

function fromCell(line: string): Site | null {
  const cell = CELL.exec(line);
  if (cell) return site(cell[1], cell[2], withoutArguments(cell[3] ?? cell[4]), true);
  const file = CELL_FILE.exec(line);
  if (file) return site(file[1], file[2], withoutArguments(file[3]), true);
  const old = OLD_CELL.exec(line);
  return old ? site(old[1], undefined, withoutArguments(old[2]), true) : null;
}

/** In a box a path may have spaces; outside, only an absolute one is a call's. */
function fromBox(match: RegExpExecArray | null): Site | null {
  return match ? site(match[1] ?? match[2], match[3], match[4], true) : null;
}

function fromPath(match: RegExpExecArray | null): Site | null {
  return match ? site(match[1], match[2], match[3], true) : null;
}

function site(file = "", line?: string, name?: string, located = true): Site {
  return { function: name || null, file, line: line ? Number(line) : null, located };
}

/** `read(blob)` is `read`; `<cell line: 9>()` and `<module>` keep their brackets. */
function withoutArguments(name?: string): string | undefined {
  if (!name) return undefined;
  const end = name.indexOf("(", 1);
  return end > 0 ? name.slice(0, end) : name;
}

const HEADER = /Traceback \(most recent call last\)(?::|\s*─+╮?|\s*)\s*$/;
const NOTEBOOK = /^\s*([A-Za-z_][\w.]*)\s{2,}Traceback \(most recent call last\)\s*$/;
const CALL_STACK =
  /^\s*(?:Call stack:|Stack \(most recent call last\):|(?:\w+_traceback: )?Object created at \(most recent call last\):)\s*$/;

/** `Traceback (most recent call last):`, behind whatever a logger put before it. */
export function isHeader(line: string): boolean {
  return line.includes("Traceback (most") && HEADER.test(line);
}

/** The type in IPython's header, which has no colon. */
export function notebookType(line: string): string | null {
  return NOTEBOOK.exec(line)?.[1] ?? null;
}

/** Frames follow, but they are where a logger was called, not where it failed. */
export function isCallStack(line: string): boolean {
  return CALL_STACK.test(line);
}

/** The sentence between two exceptions of a chain; the earlier one is the later one's relation. */
export function toLink(line: string): "cause" | "context" | null {
  if (line.includes("The above exception was the direct cause of the following exc"))
    return "cause";
  return line.includes("During handling of the above exception, another exc") ? "context" : null;
}

const MARKER = /^\s*(?:\^|~|\^~|~\^)[~^\s]*$/;
const REPEATED = /^\s*\[Previous line repeated \d+ more times?\]/;
// Values that loguru and better-exceptions draw under a source line, and IPython's numbered source.
const DRAWN = /^\s*(?:[│└├┬╭╰❱|]|-+> ?\d+(?:\s|$)|\d+ (?:\s|$))/;

/** A line under a frame that is never a headline: carets, a repetition, drawn values. */
export function isUnderFrame(line: string): boolean {
  return MARKER.test(line) || REPEATED.test(line) || DRAWN.test(line);
}

/** The line number of IPython's arrow, `----> 5 code`. */
export function arrowLine(line: string): number | null {
  const match = /^\s*-+> ?(\d+)(?:\s|$)/.exec(line);
  return match ? Number(match[1]) : null;
}

/** Columns of white space before the text; a tab counts as one. */
export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

const MEMBER = /^\s*\+-+\+?-+ (\d+|\.\.\.) -+\s*$/;
const SECTION =
  /^\s*(?:_{3,} .+ _{3,}|={5,}.*={3,}|-{5,} \S.{0,80} -{5,}|\*{20,}|Original exception was:|Error in sys\.excepthook:|Failed example:)\s*$/;

/** The number in the rail before a group's member, `+---- 2 ----`; 0 for the members left out. */
export function memberLabel(line: string): number | null {
  const match = MEMBER.exec(line);
  return match ? Number(match[1]) || 0 : null;
}

/** A title between two reports: pytest's `____ test_x ____`, unittest's `=====`, doctest's `*****`. */
export function isSection(line: string): boolean {
  return SECTION.test(line);
}
