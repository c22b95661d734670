// Messages whose end is known from their beginning: the interpreter's own words. What follows on
// the same line was a line of its own: a note (PEP 678), or another program's words.

const QUOTED = String.raw`(?:b?'(?:[^'\\]|\\.){0,2000}'|b?"(?:[^"\\]|\\.){0,2000}")`;
const MESSAGES = [
  String.raw`invalid literal for int\(\) with base \d{1,2}: ${QUOTED}`,
  `could not convert string to float: ${QUOTED}`,
  "(?:integer division or modulo|float division|float modulo|division) by zero",
  "(?:list|tuple|string|bytearray|deque|pop|range object) (?:assignment )?index out of range",
  "pop from (?:an )?empty \\w+",
  `No module named ${QUOTED}(?:; ${QUOTED} is not a package)?`,
  String.raw`name ${QUOTED} is not defined(?:\. Did you (?:mean|forget)[^?]{1,200}\?)?`,
  String.raw`${QUOTED} object has no attribute ${QUOTED}(?:\. Did you mean: ${QUOTED}\?)?`,
  String.raw`\[Errno -?\d+\] [A-Z][\w ,/()-]{2,80}: ${QUOTED}(?: -> ${QUOTED})?`,
  String.raw`[^\n]{0,1000}?\(\d+ sub-exceptions?\)`,
];
const EXACT = new RegExp(`^[\\w.]{1,200}: (?:${MESSAGES.join("|")})`);
const KEY = new RegExp(`^(?:\\w+\\.)*KeyError: ${QUOTED}`);

/** A headline and what was glued behind it, where the interpreter's words show the place. */
export function splitNotes(line: string): readonly string[] {
  const end = (KEY.exec(line) ?? EXACT.exec(line))?.[0].length ?? 0;
  const rest = line.slice(end);
  return end > 0 && /^\s+\S/.test(rest) ? [line.slice(0, end), rest.trimStart()] : [line];
}
