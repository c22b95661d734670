// faulthandler: the interpreter died, and prints its threads with the most recent call first.

import { FRAMES_MAX } from "../limits.ts";
import { type Site, toSite } from "./lines.ts";
import type { Step } from "./marks.ts";

const FATAL = /(?:^|\s)(Fatal Python error): (\S.*)$/;
const THREAD = /^\s*(Current thread|Thread) 0x[0-9a-fA-F]+.*most recent call first/;
// The shell says once more which signal it was.
const SHELL =
  /^\s*(?:Segmentation fault|Aborted|Bus error|Illegal instruction)(?: \(core dumped\))?$/;
const GAP_MAX = 6;

/** Whether the line says that the interpreter died. */
export function isFatal(line: string): boolean {
  return line.includes("Fatal Python error") && FATAL.test(line);
}

/** Reads the current thread's frames; the other threads did not fail. */
export function readFatal(lines: readonly string[], at: number): Step {
  const [, type = null, message = ""] = FATAL.exec(lines[at] ?? "") ?? [];
  let next = at + 1;
  const current = lines
    .slice(next)
    .findIndex((line) => THREAD.exec(line)?.[1] === "Current thread");
  const sites: Site[] = [];
  if (current >= 0) {
    next += current + 1;
    for (; next < lines.length; next++) {
      const site = toSite(lines[next] ?? "");
      if (!site) break;
      if (sites.length < FRAMES_MAX) sites.push(site);
    }
  }
  next = afterThreads(lines, next);
  if (SHELL.test(lines[next] ?? "")) next++;
  const parsed = { type, message, notes: [], sites: sites.reverse(), start: at, end: next };
  return { marks: [{ kind: "exception", parsed }, { kind: "break" }], next };
}

function afterThreads(lines: readonly string[], from: number): number {
  let next = from;
  for (let at = from; at < lines.length && at - next < GAP_MAX; at++) {
    const line = lines[at] ?? "";
    if (THREAD.test(line) || (toSite(line) && next > from)) next = at + 1;
  }
  return next;
}
