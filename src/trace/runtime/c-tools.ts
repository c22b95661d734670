// Errors of C and C++ compilers, of linkers and of CMake. Each is an exception of its own.

import type { HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { type Call, LOGGED, readEach, toChain, toException, toFrames } from "./native.ts";

// mypy, GHC and others took the form; their files tell them apart.
const OTHERS = String.raw`(?!.{0,300}?\.(?:pyi?|l?hs|go|rs|java|kts?|scala|[cm]?[jt]sx?|php|rb|swift|nim|ml):\d)`;
const COMPILE = new RegExp(
  String.raw`${LOGGED}${OTHERS}(?:\S[^:()]{0,300}:\d+(?::\d+)?|cc1(?:plus|obj)?|gcc|g\+\+|clang(?:\+\+|-\d+)?|as|ld\.lld): (?:fatal )?error: (.+)$`,
);
const MSVC = /^(\S.*\(\d+(?:,\d+)?\)|LINK|\S+\.obj) ?: (?:fatal )?error ((?:C|LNK)\d{4}): (.+)$/;
const LINKS: readonly RegExp[] = [
  /(?:^|: )(undefined (?:reference to|symbol:?) .+)$/,
  /(?:^|: )(multiple definition of .+)$/,
  /(?:^|[\s/])ld\S*: (cannot find .+)$/,
  /^(?:\S*\bld\S*): (?:error: )?((?:library not found|symbol\(s\) not found|duplicate symbol).+)$/,
];
const LINKER =
  /\bld\b|\.text|\.data|\.rodata|\.o:|\.o\)|\.so|collect2|undefined (?:reference|symbol)/;
const CMAKE =
  /^(?:.{0,80}?\| )?CMake Error(?: \(dev\))?(?: at (\S+):(\d+)(?: \((\w+)\))?|: (.+)| in .+)?:?\s*$/;
const CMAKE_ENDS =
  /^(?:-- |CMake (?:Error|Warning)|See also "|Call Stack|make(?:\[\d+\])?: |ninja: )/;
const CMAKE_CALL = /^\s*(\S+):(\d+) \((\w+)\)\s*$/;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: new RegExp(
      `^${OTHERS}(?:\\S[^:()]*:\\d+(?::\\d+)?|cc1(?:plus)?): (?:fatal )?error: (?<message>.+)$`,
    ),
    type: null,
  },
  { pattern: /^(?:\S.*: )?(?<message>undefined reference to [`'‘].+)$/, type: null },
  { pattern: /^(?:\S*\bld\S*): (?<message>cannot find -l\S+.*)$/, type: null },
  {
    pattern: /^(?:make|gmake)(?:\[\d+\])?: \*\*\* (?<message>No rule to make target .+)$/,
    type: null,
  },
];

/** Reads the errors of a build. */
export const cTools: TraceReader = {
  runtime: "c",
  clues: [
    "error: ",
    "error C",
    "error LNK",
    "undefined ",
    "multiple definition",
    "ld: ",
    "CMake Error: ",
    "-- Configuring incomplete",
    "cc1(?:plus)?: (?:fatal error: |all warnings)",
    String.raw`\d+ (?:error|warning)s? generated`,
    "In file included from ",
    String.raw`[A-Z]:\\\S{1,200}\(\d+(?:,\d+)?\): `,
    "LINK : fatal error ",
    ">>> referenced by ",
    String.raw`(?:ld\.lld|clang(?:\+\+)?): error: `,
    String.raw`\d{1,6} \| `,
    String.raw`\| +[~^]`,
    String.raw`\S{1,200}: In (?:member |lambda )?function `,
    String.raw`make: \*\*\* `,
  ],
  headlines: HEADLINES,
  starts: [
    String.raw`\S{1,200}:\d+:\d+: (?:fatal )?(?:error|warning|note): `,
    String.raw`(?:\/\S*\/)?ld: `,
    "collect2: error: ",
    String.raw`\S{1,200}:\(\.\w+\+0x[0-9a-f]+\): (?=undefined|multiple)`,
    "CMake Error: ",
    "-- Configuring incomplete",
    String.raw`\d{1,6} \| `,
    String.raw`\| +[~^]`,
    String.raw`\S{1,200}: In (?:member |lambda )?function `,
    String.raw`make: \*\*\* `,
    "compilation terminated\\.",
  ],
  wholes: [String.raw`CMake Error at [^\s:]{1,200}:\d+ \(\w+\):`],
  read: (paste, isInApp) =>
    readEach(paste.lines, (at) => readBuild(paste.lines, at) ?? readCmake(paste, at, isInApp)),
};

function readBuild(lines: readonly string[], start: number): Trace | null {
  const line = lines[start] ?? "";
  const msvc = MSVC.exec(line);
  if (msvc) return toChain("c", [toException(msvc[2] ?? null, msvc[3] ?? "")], [start, start + 1]);
  const linked = LINKER.test(line)
    ? LINKS.map((it) => it.exec(line)?.[1]).find(Boolean)
    : undefined;
  const message = linked ?? (line.includes("error: ") ? COMPILE.exec(line)?.[1] : undefined);
  if (!message || /^(?:collect2|clang): error: (?:ld returned|linker command)/.test(line))
    return null;
  const next = linked ? start + 1 : endOf(lines, start + 1);
  return toChain("c", [toException(null, message.trim())], [start, next]);
}

/** The source that compilers quote: `   12 | code`, `      | ^~~`. */
function endOf(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && /^\s*\d* ?\|/.test(lines[at] ?? "")) at++;
  return /^compilation terminated\./.test(lines[at] ?? "") ? at + 1 : at;
}

function readCmake({ lines }: Paste, start: number, isInApp: InAppTest): Trace | null {
  const match = CMAKE.exec(lines[start] ?? "");
  if (!match) return null;
  let end = start + 1;
  while (end < lines.length && !CMAKE_ENDS.test(lines[end] ?? "") && !isClosed(lines, end)) end++;
  const calls: Call[] = [];
  let next = end;
  if (/^Call Stack/.test(lines[end] ?? "")) {
    next++;
    for (let call = callAt(lines, next); call; call = callAt(lines, ++next)) calls.push(call);
  }
  const text = lines.slice(start + 1, end).map((it) => it.trim());
  const message = [match[4] ?? "", ...text].join("\n").trim();
  const exception = toException("CMake Error", message, toFrames(calls, isInApp));
  return toChain("c", [exception], [start, next]);
}

/** Two empty lines end the text of an error. */
function isClosed(lines: readonly string[], at: number): boolean {
  return (lines[at] ?? "").trim() === "" && (lines[at + 1] ?? "").trim() === "";
}

function callAt(lines: readonly string[], at: number): Call | null {
  const match = CMAKE_CALL.exec(lines[at] ?? "");
  return match && { function: match[3] ?? null, file: match[1] ?? null, line: Number(match[2]) };
}
