// PHP's errors: `PHP Fatal error:  Uncaught Type: message in file:line`, `Stack trace:`, `#0 …`, and
// `Next …` for what was thrown while handling; warnings and fatal errors without a type of their own.

import { isLogLine } from "../boundary.ts";
import { MESSAGE_LINES_MAX } from "../limits.ts";
import type { Frame, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { readCalls, type Thrown, toFrame, toTrace, unlogged } from "./script.ts";

const KIND =
  "(?:Fatal error|Recoverable fatal error|Catchable fatal error|Parse error|Warning|Notice|Deprecated|Strict Standards|Core error|Compile error)";
const MARKED_KIND = new RegExp(`(^|\\s|>)(?:<br />\\s*)?<b>(${KIND})</b>:`);
const TYPE = String.raw`(?:[A-Za-z_\\][\w\\]*(?:@anonymous)?)`;
const LEAD = String.raw`^(?:\[[^\]]{1,80}\] )?(?:.{0,200}PHP message: )?\s*(?:PHP )?`;
const FATAL = new RegExp(`${LEAD}(${KIND}): +(?:(Uncaught )(?:exception )?)?(.*)$`);
const KINDS = /rror: |arning: |otice: |eprecated: |tandards: /;
const NEXT = new RegExp(`^\\s*Next (?=${TYPE}(?:: | in |$))(.*)$`);
const OLD = new RegExp(`^'(${TYPE})' with message '(.*)$`, "s");
const LOGGED = new RegExp(
  String.raw`^(?:\[[^\]]{1,80}\] )?(?:[\w.-]{1,60}\.[A-Z]{4,9}: )?(?:.{0,80}: )?(?=${TYPE}(?:: | in ))([A-Z\\].*)$`,
);
const MONOLOG = /^(?:\[[^\]]{1,80}\] )?[\w.-]{1,60}\.(?:ERROR|CRITICAL|ALERT|EMERGENCY|WARNING): /;
const OBJECT = new RegExp(String.raw`\[object\] \((${TYPE})\(code: [^)]{0,40}\): (.*)$`);
// PHP adds "and defined" to what a type error says of its caller.
const PLACED = /^(?:(.*) )?in (\S.*):(\d+)$/s;
const DEFINED = /(, called in .+ on line \d+) and defined$/s;
const PLACED_AT = /^(.*) at (\S+):(\d+)\)(?:"\} *)?$/s;
const ON_LINE = /^(.*) in (\S.*) on line \d+\s*$/s;
/** Looked at first, so that a long line without a place at its end is not searched for one. */
const PLACE_LAST = /:\d+\)?(?:"\} *)?$|on line \d+\s*$/;
const STACK = /^\s*(?:Stack trace:|\[stacktrace\])\s*$/;
const CALL = /^\s*#\d+ (?:(\{main\})|(?:\[internal function\]|(.+?)\((\d+)\)): (.+))$/;
const XDEBUG = /^\s*(?:PHP )?\s*(?:\d+\.\d+ +\d+ +)?\d+\. (\S.*?)\([^()]*\) (\/\S+):(\d+)$/;
const THROWN = /^\s*thrown in .+ on line \d+\s*$/;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern:
      /^(?:PHP )?(?:Fatal error: +)?Uncaught (?<type>[A-Z][\w\\]*): (?<message>.*) in \/\S+:\d+$/,
    type: null,
  },
  {
    pattern: new RegExp(`^(?:PHP )?(?<type>${KIND}): +(?<message>\\S.*) in \\S+ on line \\d+$`),
    type: null,
  },
];

/** Reads PHP's own reports, and those that Monolog and Laravel write. */
export const php: TraceReader = {
  runtime: "php",
  clues: [" on line ", "Stack trace:", "[stacktrace]", "Uncaught ", "[object] (", ".php:"],
  headlines: HEADLINES,
  starts: [
    `(?:PHP )?${KIND}: {1,2}(?=\\S)`,
    String.raw`#\d+ (?:\[internal function\]|\/[^\s()]{1,300}\(\d+\)): `,
    String.raw`Next [A-Z][\w\\]{2,200}(?:: | in )`,
    String.raw`thrown in \/`,
  ],
  wholes: [
    "Stack trace:",
    String.raw`\[stacktrace\]`,
    String.raw`#\d+ \{main\}`,
    String.raw`thrown in [^\s]{1,300} on line \d+`,
  ],
  read: unlogged(readPhp),
};

type Head = { readonly type: string | null; readonly message: string; readonly end: number };

function readPhp({ lines }: Paste, isInApp: InAppTest): readonly Trace[] {
  const plain = lines.map((line) => (line.includes("<b>") ? withoutMarkup(line) : line));
  const traces: Trace[] = [];
  let chain: Thrown[] = [];
  const flush = () => {
    if (chain.length > 0) addTrace(traces, toTrace("php", chain));
    chain = [];
  };
  for (let at = 0; at < plain.length; ) {
    const next = NEXT.exec(plain[at] ?? "")?.[1];
    const head = next ? toThrown(plain, at, next) : readHead(plain, at);
    const thrown = head && withCalls(plain, at, head, isInApp);
    const isOuter = (plain[at] ?? "").includes("[previous exception]");
    if (thrown && !next && !isOuter) flush();
    if (thrown && isOuter) chain.unshift(thrown);
    else if (thrown) chain.push(thrown);
    at = thrown?.end ?? at + 1;
  }
  flush();
  return traces;
}

/** Undoes what `html_errors` adds; a message may have markup of its own. */
function withoutMarkup(line: string): string {
  return line
    .replace(MARKED_KIND, "$1$2:")
    .replace(/ in <b>([^<>]{0,1000})<\/b> on line <b>(\d+)<\/b>(?:<br \/>)?/, " in $1 on line $2");
}

/** On a terminal PHP prints an error twice, to the log and to the screen. */
function addTrace(traces: Trace[], trace: Trace): void {
  const last = traces.at(-1);
  const isTwin = last && JSON.stringify(last.exceptions) === JSON.stringify(trace.exceptions);
  if (isTwin) traces[traces.length - 1] = { ...last, span: [last.span[0], trace.span[1]] };
  else traces.push(trace);
}

function readHead(lines: readonly string[], at: number): Head | null {
  const line = lines[at] ?? "";
  if (!line.includes(": ")) return null;
  const [, kind = "", uncaught, text = ""] = (KINDS.test(line) && FATAL.exec(line)) || [];
  if (uncaught) return toThrown(lines, at, text);
  if (kind) return toReport(lines, at, kind, text);
  const [, type, message = ""] = OBJECT.exec(line) ?? [];
  if (type) return toObject(lines, at, type, message);
  const logged = LOGGED.exec(line)?.[1];
  const head = logged ? toThrown(lines, at, logged) : null;
  const isSure = MONOLOG.test(line) || /\.php:\d+\s*$/.test(lines[(head?.end ?? 0) - 1] ?? "");
  return head && (isSure || STACK.test(lines[head.end] ?? "")) ? head : null;
}

/** `Type: message in file:line`, the message over any number of lines. */
function toThrown(lines: readonly string[], at: number, first: string): Head | null {
  const found = untilPlaced(lines, at, first, PLACED);
  if (!found) return null;
  const { text, end } = found;
  const [, oldType, old] = OLD.exec(text) ?? [];
  if (oldType) return { type: oldType, message: (old ?? "").replace(/'$/, ""), end };
  const colon = text.indexOf(": ");
  const type = colon < 0 ? text : text.slice(0, colon);
  return new RegExp(`^${TYPE}$`).test(type)
    ? { type, message: colon < 0 ? "" : text.slice(colon + 2), end }
    : null;
}

function toReport(lines: readonly string[], at: number, kind: string, first: string): Head | null {
  const found = untilPlaced(lines, at, first, ON_LINE);
  return found && { type: kind, message: found.text, end: found.end };
}

function toObject(lines: readonly string[], at: number, type: string, first: string): Head | null {
  const found = untilPlaced(lines, at, first, PLACED_AT);
  return found && { type: unescaped(type), message: found.text, end: found.end };
}

/** Laravel's log is JSON but for the newlines: a namespace has two backslashes. */
function unescaped(name: string): string {
  return name.replaceAll("\\\\", "\\");
}

/** The text up to the place that ends it; where calls follow, the place right above them. */
function untilPlaced(lines: readonly string[], at: number, first: string, placed: RegExp) {
  const bound = Math.min(lines.length, at + MESSAGE_LINES_MAX);
  if (!PLACE_LAST.test(first) && nextPlace(lines, at + 1) >= bound) return null;
  const text: string[] = [];
  for (let end = at; end < bound; end++) {
    const line = end === at ? first : (lines[end] ?? "");
    if (end > at && (isLogLine(line) || FATAL.test(line) || CALL.test(line))) return null;
    const match = PLACE_LAST.test(line) ? placed.exec(line) : null;
    const isLast = match !== null && (placed !== PLACED || isEnd(lines, end));
    if (match && isLast) {
      const whole = [...text, match[1] ?? ""].join("\n").trim();
      return { text: whole.replace(DEFINED, "$1"), end: end + 1 };
    }
    text.push(line);
  }
  return null;
}

const places = new WeakMap<readonly string[], Int32Array>();

/** The first line from `at` on that ends in a place: most lines with a colon have none near. */
function nextPlace(lines: readonly string[], at: number): number {
  const known = places.get(lines) ?? toPlaces(lines);
  places.set(lines, known);
  return known[at] ?? lines.length;
}

function toPlaces(lines: readonly string[]): Int32Array {
  const next = new Int32Array(lines.length + 1).fill(lines.length);
  for (let at = lines.length - 1; at >= 0; at--)
    next[at] = PLACE_LAST.test(lines[at] ?? "") ? at : (next[at + 1] ?? lines.length);
  return next;
}

/** A message may quote a place; what ends it stands before the calls, or before nothing of PHP's. */
function isEnd(lines: readonly string[], at: number): boolean {
  const after = lines.slice(at + 1, at + 6);
  return STACK.test(after[0] ?? "") || !after.some((line) => STACK.test(line));
}

function withCalls(
  lines: readonly string[],
  start: number,
  head: Head,
  isInApp: InAppTest,
): Thrown {
  const { type, message } = head;
  const isStack = STACK.test(lines[head.end] ?? "");
  const isTable = /^\s*(?:PHP )?(?:Stack trace|Call Stack):?\s*$/.test(lines[head.end] ?? "");
  const calls = readCalls(lines, head.end + (isStack || isTable ? 1 : 0), (line) =>
    toCall(line, isInApp),
  );
  if (calls.frames.length === 0 && !isStack)
    return { type, message, frames: [], start, end: head.end };
  const table = calls.frames.length > 0 && XDEBUG.test(lines[head.end + 1] ?? "");
  const frames = table ? calls.frames : calls.frames.reverse();
  return { type, message, frames, start, end: endBelow(lines, calls.end) };
}

function toCall(line: string, isInApp: InAppTest): Frame | "skip" | null {
  const [, main, file, number, called = ""] = CALL.exec(line) ?? [];
  if (main) return toFrame(isInApp, main);
  if (called) return toFrame(isInApp, nameOf(called), file, number);
  const [, name, place, at] = XDEBUG.exec(line) ?? [];
  return name ? toFrame(isInApp, name, place, at) : null;
}

/** The name before its arguments; a closure's own place has brackets too: `{closure:A::b():3}`. */
function nameOf(called: string): string {
  return unescaped(/^(?:[^({]|\{[^}]{0,300}\})+/.exec(called)?.[0] ?? called);
}

/** `thrown in …` belongs to the trace, and so does the blank line before `Next`. */
function endBelow(lines: readonly string[], at: number): number {
  if (THROWN.test(lines[at] ?? "")) return at + 1;
  const isNext = (lines[at] ?? "").trim() === "" && NEXT.test(lines[at + 1] ?? "");
  return isNext ? at + 1 : at;
}
