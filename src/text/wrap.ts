// Lines for a screen of a given width, and nothing that could steer it.

// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Without what could steer a terminal: the text quotes strangers. Newlines and tabs stay. */
export function forTerminal(text: string): string {
  return text.replace(STEERING, "");
}

/** Breaks at spaces; what has none stays whole, so that an address can be followed. */
export function wrap(value: string, width: number, indent = ""): string {
  return value
    .split("\n")
    .flatMap((line) => wrapLine(line, width - indent.length))
    .map((line) => indent + line)
    .join("\n");
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current && current.length + word.length + 1 > width) {
      lines.push(current);
      current = word;
    } else current = current ? `${current} ${word}` : word;
  }
  return [...lines, current];
}

/** At most `width` characters, the last one an ellipsis where something is missing. */
export function clip(value: string, width: number): string {
  return value.length <= width ? value : `${value.slice(0, Math.max(0, width - 1))}…`;
}
