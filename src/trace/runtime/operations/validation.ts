// Command lines that refuse their arguments (click, typer, argparse), and pydantic's list of what is
// wrong where the line with the exception's name was not pasted.

import { type Found, type Tool, textsOf } from "./tool.ts";

const COUNT = /^\d+ validation errors? for \S.{0,200}$/;
const PROBLEM = /\[type=\w+(?:, |\]|$)|\(type=[\w.]+(?:; .*)?\)$/;
const LINES_MAX = 200;

const USAGE = /^\s*[Uu]sage: \S/;
const REFUSED = /^(?:(?<program>[\w./-]+(?: [\w-]+)*): error|Error): (?<message>\S.*)/;
const USAGE_LINES_MAX = 40;

/** Reads usage errors and pydantic's reports. */
export const validation: Tool = {
  hint: /validation error|rror: |╭─+ Error ─/,
  shapes: [],
  starts: ["\\d+ validation errors? for \\w+ "],
  read: (lines, at, text) =>
    readPydantic(lines, at, text) ?? readUsage(lines, at, text) ?? readBox(lines, at, text),
};

function readPydantic(lines: readonly string[], at: number, text: string): Found | null {
  if (!COUNT.test(text)) return null;
  const bound = Math.min(lines.length, at + LINES_MAX);
  let last = at;
  for (let next = at + 1; next < bound && (lines[next] ?? "").trim() !== ""; next++) {
    const line = (lines[next] ?? "").trim();
    if (PROBLEM.test(line) || line.startsWith("For further information visit ")) last = next;
    else if (next - last > 2) break;
  }
  if (last === at) return null;
  const message = [text, ...lines.slice(at + 1, last + 1).map((line) => line.trimEnd())].join("\n");
  return { type: null, message, end: last + 1 };
}

/** The usage comes first; without it the line could be any program's. */
function readUsage(lines: readonly string[], at: number, text: string): Found | null {
  const message = REFUSED.exec(text)?.groups?.message;
  if (message === undefined) return null;
  for (let back = at - 1; back >= Math.max(0, at - USAGE_LINES_MAX); back--) {
    const line = lines[back] ?? "";
    if (isUsage(line)) return { type: null, message, start: back, end: at + 1 };
    if (!/^\s|^$|^Try '/.test(line)) return null;
  }
  return null;
}

function isUsage(line: string): boolean {
  return line.includes("sage: ") && textsOf(line).some((it) => USAGE.test(it));
}

/** typer draws a box around the message. */
function readBox(lines: readonly string[], at: number, text: string): Found | null {
  if (!/^╭─+ Error ─+╮?$/.test(text)) return null;
  let end = at + 1;
  const bound = Math.min(lines.length, at + USAGE_LINES_MAX);
  while (end < bound && /^\s*│/.test(lines[end] ?? "")) end++;
  const said = lines.slice(at + 1, end).map((line) => line.trim().replace(/^│\s*|\s*│$/g, ""));
  if (said.length === 0) return null;
  const isClosed = /^\s*╰─/.test(lines[end] ?? "");
  return { type: null, message: said.join(" "), end: isClosed ? end + 1 : end };
}
