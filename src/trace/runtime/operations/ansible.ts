// Ansible: a failed task carries its result as JSON, on one line or over many.

import type { Found, Tool } from "./tool.ts";

const TASK =
  /^(?:fatal|failed): \[[^\]]{1,200}\](?:: (?<type>FAILED|UNREACHABLE)!| \(item=.{1,200}?\)) => (?<rest>.*)/;
const MSG = /"(?:msg|stderr)": "((?:[^"\\]|\\.)*)/;
const GENERAL = /^(?:ERROR! |\[ERROR\]: )(?<message>\S.*)/;
const PLACE =
  /^(?:The error appears to be in '(?<file>[^']+)': line (?<line>\d+)|Origin: (?<origin>\S+?):(?<at>\d+):\d+)/;
const LINES_MAX = 80;

/** Reads Ansible's failed tasks and the errors of its command line. */
export const ansible: Tool = {
  hint: /(?:fatal|failed): \[|ERROR! |\[ERROR\]: /,
  shapes: [],
  starts: ["(?:fatal|failed): \\[[^\\]]+\\]: (?:FAILED|UNREACHABLE)! => "],
  read: (lines, at, text) => readTask(lines, at, text) ?? readGeneral(lines, at, text),
};

function readTask(lines: readonly string[], at: number, text: string): Found | null {
  const groups = TASK.exec(text)?.groups;
  if (!groups) return null;
  let end = at + 1;
  const isOpen = groups.rest?.trimEnd() === "{";
  const bound = Math.min(lines.length, at + LINES_MAX);
  while (isOpen && end < bound && lines[end - 1]?.trimEnd() !== "}") end++;
  const body = [groups.rest ?? "", ...lines.slice(at + 1, end)].join("\n");
  const message = MSG.exec(body)?.[1];
  return { type: groups.type ?? null, message: message ? unescaped(message) : body, end };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char));
}

/** An error without a place could be any program's. */
function readGeneral(lines: readonly string[], at: number, text: string): Found | null {
  const message = GENERAL.exec(text)?.groups?.message;
  if (message === undefined) return null;
  for (let next = at + 1; next < Math.min(lines.length, at + 5); next++) {
    const groups = PLACE.exec((lines[next] ?? "").trim())?.groups;
    const file = groups?.file ?? groups?.origin;
    if (!file) continue;
    return {
      type: null,
      message,
      end: next + 1,
      place: { file, line: Number(groups?.line ?? groups?.at) },
    };
  }
  return null;
}
