// The errors of .NET's compilers and of MSBuild, one exception each: `file(8,19): error CS0029: …`.

import type { Paste, Trace } from "../trace.ts";

const ERROR =
  /^(?:\S.{0,500}?(?:\(\d+(?:,\d+){0,3}\))?|(?:MSBUILD|CSC|VBC|FSC|NUGET|LINK)) ?: (?:fatal )?error ((?!TS)[A-Z]{2,8}\d{1,5}): (.*)$/;
const ALONE = /^(?:fatal )?error ((?:CS|FS|BC|MSB|NU|NETSDK|AD|CA)\d{3,5}): (.*)$/;
const PROJECT = /\s*\[[^\]]{1,500}proj(?:::[^\]]{0,200})?\](?:\s.*)?$/s;
const SUMMARY = / Compilation failed: \d+ error.*$/; // where newlines were lost
const LINES_MAX = 20;

/** Reads compile errors; a build's summary, which repeats them, belongs to the last. */
export function readBuild({ lines }: Paste): readonly Trace[] {
  const traces: Trace[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (!line.includes("error ")) continue;
    const match = ERROR.exec(line.trimStart()) ?? ALONE.exec(line.trimStart());
    if (!match) continue;
    const [, type = null, first = ""] = match;
    const end = type?.startsWith("FS") ? endOf(lines, at) : at + 1;
    const text = [first, ...lines.slice(at + 1, end)].map((it) => it.trimEnd()).join("\n");
    const message = text.replace(PROJECT, "").replace(SUMMARY, "").trimEnd();
    const key = line.trim();
    if (seen.has(key)) extend(traces, end);
    else traces.push(toTrace(type, message, [at, end]));
    seen.add(key);
    at = end - 1;
  }
  return traces;
}

/** F# says what it expected and what it found on lines of their own. */
function endOf(lines: readonly string[], at: number): number {
  let end = at + 1;
  while (end < lines.length && end - at < LINES_MAX) {
    const line = lines[end] ?? "";
    if (PROJECT.test(lines[end - 1] ?? "") || line.trim() === "" || ERROR.test(line)) break;
    if (!/^\s+\S|^(?:but|This|The|which|or|and|with)\b/.test(line)) break;
    end++;
  }
  return end;
}

function extend(traces: Trace[], end: number): void {
  const last = traces.pop();
  if (last) traces.push({ ...last, span: [last.span[0], end] });
}

function toTrace(type: string | null, message: string, span: Trace["span"]): Trace {
  const exception = { type, message, relation: null, parent: null, frames: [] };
  return { runtime: "dotnet", exceptions: [exception], span };
}
