// Elixir's calls: `(app 1.0) lib/file.ex:3: Mod.fun/1`, or without a file, with what was passed in
// place of how many: `:erlang.binary_to_integer("three")`.

import type { Frame, InAppTest } from "../trace.ts";
import { readCalls, splitTerms, toFrame } from "./script.ts";

const APP = String.raw`^\s*(?:\([\w.]+(?: [\w.+-]+)?\) )?`;
const PLACED = new RegExp(
  `${APP}((?:[\\w./@+-]+\\.\\w+|nofile|iex|[\\w-]+)):(\\d+): (\\S.*?)\\s*$`,
);
const BARE = new RegExp(
  `${APP}((?::\\w+|[A-Z][\\w.]*)\\.(?:"[^"]{1,200}"|[a-z_][\\w!?]*|[+*/<>=|&^~.-]{1,4}))(?:(\\(.*\\))|\\/\\d+)\\s*$`,
);
const NAMED =
  /^(?:\((?:file|module|test)\)|\(?\w+\)|anonymous fn\/\d+ in .+|(?:fn|test|doctest|expanding|anonymous).*|:?[\w.]+(?:\.|\/)\S.*)$/;
const ARGUMENTS = /^([^\s("]+(?:"[^"]*")?)\((.*)\)$/;

/** Consecutive calls, as printed: innermost first. */
export function readElixirCalls(lines: readonly string[], from: number, isInApp: InAppTest) {
  let start = from;
  while (/^\s*(?:$|(?:code|left|right|stacktrace):|code: )/.test(lines[start] ?? "x")) start++;
  const calls = readCalls(lines, start, (line) => toElixirCall(line, isInApp));
  return calls.frames.length > 0 ? calls : { frames: [], end: from };
}

/** A call; null for other lines. */
export function toElixirCall(line: string, isInApp: InAppTest): Frame | null {
  const [, file, number, called = ""] = PLACED.exec(line) ?? [];
  if (file) return NAMED.test(called) ? toFrame(isInApp, withArity(called), file, number) : null;
  const [, name, passed] = BARE.exec(line) ?? [];
  if (!name) return null;
  return toFrame(
    isInApp,
    withArity(passed ? name + passed : line.trim().replace(/^\([^)]*\) /, "")),
  );
}

/** `Mod.fun(1, "a")` as `Mod.fun/2`. */
function withArity(called: string): string {
  const [, name, passed = ""] = ARGUMENTS.exec(called) ?? [];
  return name ? `${name}/${splitTerms(passed).length}` : called;
}
