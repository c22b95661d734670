// What Node prints round an uncaught error: where it was thrown, the line of source and a caret
// before; hints and its version after.

import { isCut } from "../boundary.ts";

const PLACE =
  /^\s*(?:(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])\S.{0,400}|node:[\w/]+|<anonymous_script>|evalmachine\.<anonymous>|\[(?:worker )?eval\](?:-wrapper)?|internal\/\S+\.js|\S{1,200}\.[cm]?[jt]sx?|undefined):\d+$/;
const CARET = /^\s*\^+\s*$/;
const END =
  /^\s*(?:Node\.js v\d+\.|\(Use `node --trace|Thrown at:|\(node:\d+\) |Bun v\d+\.\d|npm (?:ERR!|error) )/;
const BLANKS_MAX = 3;
const SOURCE_MAX = 4;

/** The first line after a banner that begins here: what was thrown. Null where none begins. */
export function bannerAt(lines: readonly string[], at: number): number | null {
  if (!PLACE.test(lines[at] ?? "")) return null;
  let next = at + 1;
  while (next < at + SOURCE_MAX && !isUnderSource(lines[next] ?? "")) next++;
  if (!isUnderSource(lines[next] ?? "")) return null;
  if (!CARET.test(lines[next] ?? "") && !hasEnd(lines, next)) return null;
  next++;
  const stop = next + BLANKS_MAX;
  while (next < stop && (lines[next] ?? "").trim() === "") next++;
  return next < lines.length ? next : null;
}

const VALUE_MAX = 40;

function isUnderSource(line: string): boolean {
  return CARET.test(line) || isCut(line);
}

/** Where the caret was cut out, the version below must show that a banner was here. */
function hasEnd(lines: readonly string[], from: number): boolean {
  return lines.slice(from, from + VALUE_MAX).some((line) => /^\s*Node\.js v\d/.test(line));
}

/** Whether the line can only come after an error. */
export function isBannerEnd(line: string): boolean {
  return END.test(line);
}
