// V8 ends the process itself: `FATAL ERROR: …`, then numbered native calls.

import { FRAMES_MAX } from "../limits.ts";
import type { Call } from "./javascript-lines.ts";
import type { Block } from "./javascript-state.ts";

const FATAL = /^\s*(FATAL ERROR): (\S.*)$/;
const NATIVE = /^\s*\d{1,3}: 0x[0-9a-f]+ (.*?) ?\[([^\]]*)\]$/;
const GAP_MAX = 4;

/** Every fatal error of V8, with its native calls. */
export function readFatal(lines: readonly string[]): readonly Block[] {
  return lines.flatMap((line, start) => {
    const [, type, message] = FATAL.exec(line) ?? [];
    if (!type || !message) return [];
    const calls: Call[] = [];
    let end = start + 1;
    for (let at = end; at < lines.length && at <= end + GAP_MAX; at++) {
      if (FATAL.test(lines[at] ?? "")) break;
      const native = NATIVE.exec(lines[at] ?? "");
      if (!native) continue;
      const called = native[1]?.trim() || null;
      const call = { function: called, file: native[2] ?? null, line: null, module: null };
      if (calls.length < FRAMES_MAX) calls.push(call);
      end = at + 1;
    }
    return [{ type, message: message.trimEnd(), relation: null, parent: null, calls, start, end }];
  });
}
