// What Go's compiler, vet and test runner say, and the last words of a program that ends itself.

import type { HeadlineShape, Paste, Trace, TraceReader } from "../trace.ts";
import { readEach, readText, toChain, toException } from "./native.ts";

const COMPILE =
  /^(?:.{0,160}?[\]:|>] )??(?:vet: )?\s*(?:(?:\.{0,2}\/)?[\w.@+-]+\/)*[\w.-]+\.go:\d+:\d+: (.+)$/;
const MORE = /^(?:\s+\S|have \(|want \(|got: |note: )/;
const TEST = /^\s*[\w.-]+_test\.go:\d+: ?(.*)$/;
const VERDICT = /^(?:.{0,160}?[\]:|>] )??\s*--- (FAIL|PASS|SKIP): /;
const ENDS =
  /^\s*(?:--- (?:FAIL|PASS|SKIP): |=== |FAIL\b|PASS$|ok\s+\S|panic: |exit status|coverage: |testing: |# )/;

// A program that calls log.Fatal has nothing behind the line; what it says must sound like an error.
// nginx writes the same date, then a level and its process.
const LOG =
  /^(?:.{0,160}?[\]:|>] )??(?:\[?[\w.-]{1,40}[\]:]? ?)?\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?<micros>\.\d{6})? (?!\[\w+\] \d+#\d+: )(?:\/?[\w./-]+\.go:\d+: )?(?<message>.+)$/;
const SOUNDS =
  /\b(?:EOF|failed|cannot|can't|could not|couldn't|unable to|error|no such|refused|denied|not found|timeout|timed out|deadline exceeded|canceled|invalid|unexpected|unknown|unsupported|missing|malformed|already in use|bad|reset by peer|broken pipe|out of range|panic|fatal|closed)\b/i;

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^go: (?<message>\S+@v?\d\S*: .+)$/, type: null },
  { pattern: /^(?:go: )?(?<message>go(?:\.mod|\.sum|: ) ?.*(?:not found|missing).+)$/, type: null },
];

/** Reads compile errors, failed tests and fatal log lines; each is one exception. */
export const goTools: TraceReader = {
  runtime: "go",
  clues: [".go:", "/"],
  headlines: HEADLINES,
  starts: [
    String.raw`(?:\.{1,2}\/)[\w./-]{1,200}\.go:\d+:\d+: `,
    String.raw`[\w.-]{1,200}_test\.go:\d+: `,
    "--- (?:FAIL|PASS|SKIP): ",
    String.raw`go: (?:finding|downloading|module|\S+@v)`,
    String.raw`FAIL\s+\S{1,200}\s+\d`,
    String.raw`FAIL(?=\s*$|\s+FAIL\s)`,
  ],
  read: (paste) => {
    const told = readEach(paste.lines, (at) => readCompile(paste, at));
    const failed = readTests(paste);
    return told.length + failed.length > 0 ? [...told, ...failed] : readFatal(paste);
  },
};

function readCompile({ lines }: Paste, start: number): Trace | null {
  const line = lines[start] ?? "";
  const message = line.includes(".go:") ? COMPILE.exec(line)?.[1] : undefined;
  if (!message) return null;
  let next = start + 1;
  while (next < lines.length && isMore(lines[next - 1] ?? "", lines[next] ?? "")) next++;
  const text = [message, ...lines.slice(start + 1, next)].map((it) => it.trimEnd()).join("\n");
  return toChain("go", [toException(null, text)], [start, next]);
}

/** Details are indented by a tab; where that is lost, they have words of their own. */
function isMore(before: string, line: string): boolean {
  if (COMPILE.test(line) || ENDS.test(line)) return false;
  return MORE.test(line) || (/:$/.test(before) && line.trim() !== "");
}

/** The lines that a failed test logged. With -v they stand before its verdict, else behind it. */
function readTests({ lines }: Paste): readonly Trace[] {
  if (!lines.some((line) => line.includes("_test.go:"))) return [];
  const isVerbose = lines.some((line) => /^\s*=== RUN /.test(line));
  // A line that was quoted without its test is one that failed.
  const isAlone = !isVerbose && !lines.some((line) => VERDICT.test(line));
  const verdicts = isVerbose ? verdictsOf(lines.toReversed()).toReversed() : verdictsOf(lines);
  return readEach(lines, (start) => {
    const first =
      isAlone || verdicts[start] === "FAIL" ? TEST.exec(lines[start] ?? "")?.[1] : undefined;
    if (first === undefined) return null;
    let next = start + 1;
    while (next < lines.length && isDetail(lines[next] ?? "")) next++;
    const text = [first, ...lines.slice(start + 1, next)].map((it) => it.trimEnd()).join("\n");
    return toChain("go", [toException(null, text.trim())], [start, next]);
  });
}

function isDetail(line: string): boolean {
  return line.trim() !== "" && !TEST.test(line) && !ENDS.test(line);
}

function verdictsOf(lines: readonly string[]): (string | undefined)[] {
  let last: string | undefined;
  return lines.map((line) => {
    last = VERDICT.exec(line)?.[1] ?? last;
    return last;
  });
}

/** The last line, where Go's logger wrote it and it sounds like an error. */
function readFatal(paste: Paste): readonly Trace[] {
  const { lines } = paste;
  if (lines.some((line) => /^\s*(?:panic: |goroutine \d)|http: panic serving/.test(line)))
    return [];
  const at = lines.findLastIndex((line) => LOG.test(line));
  const groups = at < 0 ? undefined : LOG.exec(lines[at] ?? "")?.groups;
  const message = groups?.message ?? "";
  if (!/: \S/.test(message) || !SOUNDS.test(message)) return [];
  // Who asks for microseconds has set the logger up, mostly with a prefix: `syncd: `.
  const text = groups?.micros ? message.replace(/^[a-z][\w-]*: (?=.*: )/, "") : message;
  const { text: whole, next } = readText(paste, at + 1, text, (line) =>
    /^exit status \d/.test(line),
  );
  return [toChain("go", [toException(null, whole)], [at, next])];
}
