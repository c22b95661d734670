// Reports of pytest and boxes of rich whose newlines were lost. Their rules, margins and rails show
// where lines began.

const BOX = /[│╭╰]/;
const PYTEST = /\.pyx?:\d+: |(?:^|\s)E {2,}\w/;
const BEFORE =
  /\s+(?=={5,}\s|_{5,}\s|\S+\.pyx?:\d+: (?:in )?\w|E {2,}\w|(?:FAILED|ERROR) \S+::|The above exception was|During handling of)/g;
const AFTER = /(\.pyx?:\d+: in (?:<\w+>|\w+)|exception:|exception occurred:|={5,}|_{5,})(?=\s)\s+/g;
const CHARS_MIN = 60;

/** The lines of a glued report; null when the line is not one. */
export function unglueReport(line: string): readonly string[] | null {
  if (line.length < CHARS_MIN) return null;
  if (BOX.test(line) && line.includes("Traceback (most recent call last)")) return boxLines(line);
  if (!PYTEST.test(line) || (line.match(BEFORE)?.length ?? 0) < 2) return null;
  return line.replace(BEFORE, "\n").replace(AFTER, "$1\n").split("\n");
}

function boxLines(line: string): readonly string[] | null {
  const lines = line.split(/(?<=╮|╯)\s+|\s*│\s+(?=│)|\s+(?=╭|╰)/);
  return lines.length > 2 ? lines : null;
}
