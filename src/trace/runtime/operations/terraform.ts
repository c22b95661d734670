// Terraform and OpenTofu: a box with a summary, a place, a piece of the source, and a paragraph.

import type { Found, Place, Tool } from "./tool.ts";

const RAIL = /^[│╷╵|]\s?/;
const HEAD = /^[│|]\s*Error: (?<message>\S.*)/;
const ON = /^\s*on (?<file>\S+) line (?<line>\d+)(?:, in (?<function>.+?))?:$/;
const WITH = /^\s*with [\w.[\]"-]+,$/;
const SOURCE = /^\s*(?:\d+: |├─|│ )/;
const LINES_MAX = 80;

/** Reads the errors of Terraform, boxed (`│ Error: …`) or plain (`Error: …`, then `on main.tf line 3`). */
export const terraform: Tool = {
  hint: /Error: /,
  shapes: [],
  starts: ["[│|] Error: \\S"],
  read: (lines, at, text) => readBox(lines, at) ?? readPlain(lines, at, text),
};

function readBox(lines: readonly string[], at: number): Found | null {
  const summary = HEAD.exec((lines[at] ?? "").trim())?.groups?.message;
  const isBox = /^\s*╷/.test(lines[at - 1] ?? "") || /^\s*│/.test(lines[at + 1] ?? "");
  if (summary === undefined || !isBox) return null;
  const bound = Math.min(lines.length, at + LINES_MAX);
  let end = at + 1;
  while (end < bound && /^\s*│/.test(lines[end] ?? "")) end++;
  const body = lines.slice(at + 1, end).map((line) => line.trim().replace(RAIL, ""));
  return { ...toError(summary, body), end: /^\s*╵/.test(lines[end] ?? "") ? end + 1 : end };
}

/** Without a box only a place proves that it is Terraform's. */
function readPlain(lines: readonly string[], at: number, text: string): Found | null {
  const summary = /^Error: (\S.*)/.exec(text)?.[1];
  const isPlaced = lines.slice(at + 1, at + 4).some((line) => ON.test(line.trim()));
  if (summary === undefined || !isPlaced) return null;
  const bound = Math.min(lines.length, at + LINES_MAX);
  let end = at + 1;
  let blanks = 0;
  for (; end < bound && !/^\s*Error: /.test(lines[end] ?? ""); end++) {
    if ((lines[end] ?? "").trim() !== "") continue;
    if (++blanks > 2) break;
  }
  return { ...toError(summary, lines.slice(at + 1, end)), end };
}

function toError(summary: string, body: readonly string[]): Omit<Found, "end"> {
  const on = body.map((line) => ON.exec(line.trim())?.groups).find(Boolean);
  const said = body.filter(
    (line) => !ON.test(line.trim()) && !WITH.test(line) && !SOURCE.test(line),
  );
  const detail = said
    .map((line) => line.trim())
    .join("\n")
    .trim();
  const place: Place | null = on?.file
    ? { file: on.file, line: Number(on.line), function: on.function ?? null }
    : null;
  return { type: null, message: detail === "" ? summary : `${summary}\n\n${detail}`, place };
}
