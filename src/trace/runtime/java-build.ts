// What the compilers, build tools and launchers of the JVM print: one exception for each error.

import { isCut } from "../boundary.ts";
import type { Exception, Paste, Trace } from "../trace.ts";

const COMPILERS: readonly RegExp[] = [
  /^\s*(?:\[\w+\] )?\S.{0,500}?\.(?:java|kts?|scala|groovy):\d+(?::\d+)?: error: (.+)$/, // ant, javac, kotlinc, scalac
  /^e: (?:file:\/\/)?\S.{0,500}\.kts?:\d+:\d+:? (.+)$/, // kotlinc 1.8 and later
  /^e: \S.{0,500}\.kts?: \(\d+, \d+\): (.+)$/,
  /^\[ERROR\] \S.{0,500}\.(?:java|kt|scala|groovy):\[\d+,\d+\] (?:error: )?(.+)$/, // maven
  /^\[error\] \S.{0,500}\.(?:scala|java):\d+(?::\d+)?: (.+)$/, // sbt
];
const LAUNCHER =
  /^Error: ((?:Could not find or load main class|Main method not found|Main method is not static|Unable to (?:access jarfile|initialize main class)|Could not create the Java Virtual Machine|Invalid or corrupt jarfile).*?)(?: (Caused by: .*))?$/;
const BOOT =
  /^(?:Error: LinkageError occurred while loading main class \S+|Error occurred during initialization of boot layer)\s*(.*)$/;
const TYPED = /^\s*(java\.[\w$.]+): (.*)$/;
const CAUSE = /^Caused by: ([\w$.]+)(?:: (.*))?$/;
const SPRING = "APPLICATION FAILED TO START";
const SPRING_GLUED = /APPLICATION FAILED TO START \*+ Description: (.*?) Action: /;
const GRADLE = "* What went wrong:";
const MAVEN = /^\[ERROR\] (Failed to execute goal .*?)(?: -> \[Help \d+\])?$/;
const LINES_MAX = 20;

type Found = { readonly exceptions: readonly Exception[]; readonly end: number };

/** Reads the errors of compilers. */
export function readCompiler({ lines }: Paste): readonly Trace[] {
  return readEach(lines, ofCompiler);
}

/** Reads what the tools say that started a compiler or a test. */
export function readTools({ lines }: Paste): readonly Trace[] {
  return readEach(lines, (at) => ofTool(lines, at));
}

/** Reads what `java` and Spring Boot say when they could not start a program. */
export function readLaunch({ lines }: Paste): readonly Trace[] {
  return readEach(lines, (at) => ofLauncher(lines, at) ?? ofSpring(lines, at));
}

function readEach(lines: readonly string[], read: Read): readonly Trace[] {
  const traces: Trace[] = [];
  const seen = new Set<string>(); // build tools repeat errors in their summaries
  for (let at = 0; at < lines.length; at++) {
    const found = read(at, lines);
    if (!found || seen.has(lines[at] ?? "")) continue;
    seen.add(lines[at] ?? "");
    traces.push({ runtime: "java", exceptions: found.exceptions, span: [at, found.end] });
    at = found.end - 1;
  }
  return traces;
}

type Read = (at: number, lines: readonly string[]) => Found | null;

function ofCompiler(at: number, lines: readonly string[]): Found | null {
  const line = lines[at] ?? "";
  if (!/error|^e: |^\[ERROR/.test(line)) return null;
  for (const pattern of COMPILERS) {
    const message = pattern.exec(line)?.[1];
    if (message === undefined) continue;
    const rest = line.includes(".scala:") ? detailOf(lines, at) : [];
    return one(null, [ofCatalogue(message), ...rest].join("\n").trimEnd(), at + 1 + rest.length);
  }
  return null;
}

// Where newlines were lost, the source and its caret stand behind the message; nothing parts them
// but what javac is known to say.
const CATALOGUE =
  /^(?:cannot find symbol|incompatible types: .{1,200}? cannot be converted to \S+|(?:'[^']{1,20}'|<identifier>|\w+) expected|reached end of file while parsing|missing return statement|not a statement|illegal start of (?:expression|type)|unclosed string literal|unreachable statement|package \S+ does not exist|unreported exception \S+; must be caught or declared to be thrown|variable \S+ (?:might not have been initialized|is already defined in \w+ \S+)|unresolved reference: \S+|type mismatch: inferred type is \S+ but \S+ was expected|type mismatch; found {1,3}: .{1,200}? required: \S+|value \S+ is not a member of \S+|incompatible types: inference variable \S+ has incompatible bounds|not found: (?:value|type) \S+)(?= )/;

function ofCatalogue(message: string): string {
  return / \^(?: |$)/.test(message) ? (CATALOGUE.exec(message)?.[0] ?? message) : message;
}

/** scalac goes on with what it found and required, before the source line. */
function detailOf(lines: readonly string[], at: number): readonly string[] {
  const rest: string[] = [];
  const isDetail = /^(?:\[error\] )?\s*(?:found {3}: |required: |\(which expands to\))/;
  for (let next = at + 1; next < lines.length && rest.length < LINES_MAX; next++) {
    if (!isDetail.test(lines[next] ?? "")) break;
    rest.push((lines[next] ?? "").replace(/^\[error\] /, "").trimEnd());
  }
  return rest;
}

function ofLauncher(lines: readonly string[], at: number): Found | null {
  const line = lines[at] ?? "";
  const boot = BOOT.exec(line);
  const typed = boot ? TYPED.exec(boot[1] || (lines[at + 1] ?? "")) : null;
  if (typed) return one(typed[1] ?? null, typed[2] ?? "", boot?.[1] ? at + 1 : at + 2);
  const [, message = "", glued = ""] = LAUNCHER.exec(line) ?? [];
  if (message === "") return null;
  const cause = CAUSE.exec(glued || (lines[at + 1] ?? ""));
  if (!cause) return one(null, message, at + 1);
  const root = plain(cause[1] ?? null, cause[2] ?? "");
  const exceptions = [{ ...root, relation: "cause" as const, parent: 1 }, plain(null, message)];
  return { exceptions, end: at + 2 };
}

/** Spring Boot's report: what it describes is the message. */
function ofSpring(lines: readonly string[], at: number): Found | null {
  const line = lines[at]?.trim() ?? "";
  const glued = line.includes(SPRING) ? SPRING_GLUED.exec(line)?.[1] : undefined;
  if (glued) return one(SPRING, glued, at + 1);
  if (line !== SPRING) return null;
  const bound = Math.min(lines.length, at + LINES_MAX * 2);
  let from = at + 1;
  while (from < bound && lines[from]?.trim() !== "Description:") from++;
  let end = from + 1;
  while (end < bound && lines[end]?.trim() !== "Action:") end++;
  const message = textOf(lines, from + 1, end).trim();
  return message ? one(SPRING, message, end) : null;
}

function ofTool(lines: readonly string[], at: number): Found | null {
  const line = lines[at]?.trim() ?? "";
  const goal = MAVEN.exec(line)?.[1];
  if (goal !== undefined) return one(null, goal, at + 1);
  if (line !== GRADLE) return null;
  let end = at + 1;
  while (
    end < lines.length &&
    end - at < LINES_MAX &&
    lines[end]?.trim() &&
    !/^\* /.test(lines[end] ?? "")
  )
    end++;
  const message = textOf(lines, at + 1, end);
  return message ? one(null, message, end) : null;
}

function textOf(lines: readonly string[], from: number, to: number): string {
  const own = lines.slice(from, to).filter((line) => !isCut(line));
  return own.map((line) => line.trimEnd()).join("\n");
}

function plain(type: string | null, message: string): Exception {
  return { type, message, relation: null, parent: null, frames: [] };
}

function one(type: string | null, message: string, end: number): Found {
  return { exceptions: [plain(type, message)], end };
}
