// Reports of pytest, boxes of rich and tracebacks of IPython whose newlines were lost. Their rules,
// margins, rails and headers show where lines began.

const BOX = /[│╭╰]/;
const PYTEST = /\.pyx?:\d+: |(?:^|\s)E {2,}\w|(?:FAILED|ERROR) \S+\.py::/;
const BEFORE =
  /\s+(?=={5,}\s|_{5,}\s|\S+\.pyx?:\d+: (?:in )?\w|E {2,}\S|E\s+(?=E\s)|(?:FAILED|ERROR) \S+::|The above exception was|During handling of)/g;
const AFTER = /(\.pyx?:\d+: in (?:<\w+>|\w+)|exception:|exception occurred:|={5,}|_{5,})(?=\s)\s+/g;
const LINK =
  /\s*((?:The above exception was the direct cause of the following exception|During handling of the above exception, another exception occurred):)\s*/g;
const CHARS_MIN = 60;

/** The lines of a glued report; null when the line is not one. */
export function unglueReport(line: string): readonly string[] | null {
  if (line.length < CHARS_MIN) return null;
  const isTrace = line.includes("Traceback (most recent call last)");
  if (isTrace && BOX.test(line)) return boxLines(line);
  if (isTrace && NOTEBOOK.test(line)) return notebookLines(line);
  if (!PYTEST.test(line) || (line.match(BEFORE)?.length ?? 0) < 2) return null;
  return line.replace(BEFORE, "\n").replace(AFTER, "$1\n").split("\n");
}

function boxLines(line: string): readonly string[] | null {
  const lines = line.split(/(?<=╮|╯)\s+|\s*│\s+(?=│)|\s+(?=╭|╰)/);
  if (lines.length <= 2) return null;
  return lines.flatMap((it) => it.replace(LINK, "\n\n$1\n\n").split("\n"));
}

const NOTEBOOK = /([A-Za-z_][\w.]*) {2,}Traceback \(most recent call last\)/;
const HEADERS = new RegExp(`(?<![\\w.])${NOTEBOOK.source}`, "g");
const PLACE =
  /\s+(?=(?:Cell|Input) In ?\[\d*\],? (?:line|in) |File \S+:\d|<ipython-input-[^>]{1,100}> in |\S+\.pyx? in \w+\(|-{2,}> ?\d+ )/g;
const PLACE_END =
  /^((?:(?:Cell|Input) In ?\[\d*\],? (?:line \d+)?|File \S+?:\d+|\S+ (?=in ))(?:,? ?in [^\s(]{1,200}\([^)]{0,500}\))?)\s+/;

/** One exception after the other: its header, its places, and its headline, which repeats the type. */
function notebookLines(line: string): readonly string[] {
  const starts = [...line.matchAll(HEADERS)].map((it) => it.index);
  const parts = starts.map((at, index) => line.slice(at, starts[index + 1]));
  return [line.slice(0, starts[0]).trim(), ...parts.flatMap(exceptionLines)];
}

function exceptionLines(text: string): readonly string[] {
  const [header = "", type = ""] = NOTEBOOK.exec(text) ?? [];
  const body = text.slice(header.length);
  const at = Math.max(body.lastIndexOf(` ${type}: `), body.search(new RegExp(` ${type}:?\\s*$`)));
  const places = at < 0 ? body : body.slice(0, at);
  const headline = at < 0 ? "" : body.slice(at + 1);
  const lines = places.split(PLACE).map((it) => it.trim().replace(PLACE_END, "$1\n"));
  const end = headline.replace(LINK, "\n\n$1\n\n").replace(/\s+(?=In \[\d+\]: |-{20,})/g, "\n");
  return [header, ...lines.flatMap((it) => it.split("\n")), ...end.split("\n")];
}
