// Ruby's exceptions: `file:line:in 'name': message (Type)`, then `from …` lines; an exception right
// after another's calls is its cause. Loggers and frameworks write `Type: message` or
// `Type (message):` before the same calls without `from`: ruby-logged.ts.

import { FRAMES_MAX } from "../limits.ts";
import type { Frame, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { readLogged } from "./ruby-logged.ts";
import { messageTo, nextOf, type Thrown, toFrame, toTrace, unlogged } from "./script.ts";

const FILE = String.raw`(?:<internal:[^>]{1,400}>|\([\w .-]{1,80}\)|(?:[A-Z]:)?[^\s:(]{1,400})`;
const PLACE = String.raw`${FILE}:\d+:in [\`'][^']{0,300}'`;
const CALL = new RegExp(`^\\s*(?:\\d+: )?(?:from )?(${FILE}):(\\d+):in [\`']([^']*)'(?=: |\\s*$)`);
const FROM = new RegExp(`^\\s*from ${PLACE}\\s*$`);
const NUMBERED = new RegExp(`^\\s*\\d+: from ${PLACE}\\s*$`);
const LEVELS = /^\s*\.\.\. \d+ levels\.\.\.\s*$/;
const TYPE_NAME = String.raw`(?:[A-Z]\w*(?:::\w+)*|#<Class:0x[0-9a-f]+>(?:::\w+)?)`;
const TYPED = new RegExp(`^(.*) \\((${TYPE_NAME})\\)$`, "s");
// Where newlines were lost, what the message says below its first line stands behind the type.
const INSIDE = new RegExp(`^(.*?) \\((${TYPE_NAME})\\)\\s+(\\S.*)$`, "s");
const BARE = new RegExp(`^${TYPE_NAME}$`);
const SYNTAX =
  /^(?:\S+: )?\S+\.(?:rb|ru|rake|gemspec):\d+: ((?:syntax error|unterminated|unknown regexp|Invalid|dynamic constant|class definition in|void value)[^\n]*?)(?: \((SyntaxError)\))?$/;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^\S+:\d+:in [`'][^']*': (?<message>.*) \((?<type>[A-Z][\w:]*)\)$/,
    type: null,
  },
  // What people copy from a log or a page: a class in a module, named as errors are.
  {
    pattern:
      /^(?<type>(?:[A-Z]\w*::){1,6}(?:[A-Z]\w*(?:Error|Exception|Invalid|NotFound|NotUnique|Failed|Denied|Timeout|Violation|Refused|Missing|Mismatch|Exceeded|Statement)|E[A-Z]{3,})): (?<message>\S.*)$/,
    type: null,
  },
];

/** Reads Ruby traces in either order, with their causes. */
export const ruby: TraceReader = {
  runtime: "ruby",
  clues: [".rb:", ":in `", ":in '"],
  headlines: HEADLINES,
  starts: [
    `${PLACE}: `,
    "#<Thread:0x[0-9a-f]+",
    String.raw`\S+\.rb:\d+: syntax error`,
    String.raw`Did you mean\?  `,
  ],
  wholes: [
    "rake aborted!",
    String.raw`Caused by:(?=\s+[A-Z]\w*(?:::\w+)*: )`,
    `(?:(?:\\d+: )?from )?${PLACE}`,
    String.raw`terminated with exception \(report_on_exception is true\):`,
    String.raw`\.\.\. \d+ levels\.\.\.`,
  ],
  read: unlogged(readRuby),
};

function readRuby(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const { lines } = paste;
  const calls = nextOf(lines, (line) => CALL.test(line) || LEVELS.test(line));
  const traces: Trace[] = [];
  let chain: Thrown[] = [];
  const flush = () => {
    if (chain.length > 0) traces.push(toTrace("ruby", chain));
    chain = [];
  };
  for (let at = calls[0] ?? lines.length; at < lines.length; at = calls[at] ?? lines.length) {
    const thrown = readThrown(paste, at, calls, isInApp);
    if (thrown && !chain.some((it) => it.end === at)) flush();
    if (thrown && NUMBERED.test(lines[at] ?? "")) chain.push(thrown);
    else if (thrown) addCause(chain, thrown);
    at = thrown?.end ?? at + 1;
  }
  flush();
  const taken = traces.length > 0 ? traces : readSyntax(lines);
  return [...taken, ...readLogged(paste, taken, toCall(isInApp))];
}

/** A thread reports its exception, and `join` raises it again: printed twice, it is one. */
function addCause(chain: Thrown[], thrown: Thrown): void {
  const [before] = chain;
  const isSame = before && JSON.stringify(keyOf(before)) === JSON.stringify(keyOf(thrown));
  if (isSame) chain[0] = { ...before, end: thrown.end };
  else chain.unshift(thrown);
}

function keyOf({ type, message, frames }: Thrown) {
  return { type, message, frames };
}

function readThrown(
  paste: Paste,
  at: number,
  calls: readonly number[],
  isInApp: InAppTest,
): Thrown | null {
  const above = callsFrom(paste.lines, at, NUMBERED, isInApp);
  const start = above.end;
  const match = CALL.exec(paste.lines[start] ?? "");
  const rest = paste.lines[start]?.slice(match?.[0].length ?? 0) ?? "";
  if (!match || !/^: (?!warning: )/.test(rest)) return null;
  const first = toTyped(rest.slice(2));
  const mark = calls[start + 1] ?? paste.lines.length;
  const whole = messageTo(paste, start, first?.message ?? rest.slice(2), mark);
  const cut = { type: null, message: whole.message };
  const typed = first ? { ...first, message: whole.message } : (toTyped(whole.message) ?? cut);
  const below = callsFrom(paste.lines, whole.end, FROM, isInApp);
  const frames = [...above.frames, toFrame(isInApp, match[3] ?? null, match[1], match[2])];
  return { ...typed, frames: [...below.frames.reverse(), ...frames], start: at, end: below.end };
}

/** `message (Type)`; only the type where there is no message, and neither for `raise ""`. */
function toTyped(text: string): { type: string | null; message: string } | null {
  const [, message = "", type] = TYPED.exec(text) ?? [];
  if (type) return { type, message };
  if (text === "unhandled exception") return { type: null, message: text };
  if (BARE.test(text)) return { type: text, message: "" };
  const [, first = "", inside, more = ""] = INSIDE.exec(text) ?? [];
  return inside ? { type: inside, message: `${first}\n${more}` } : null;
}

function callsFrom(lines: readonly string[], from: number, shape: RegExp, isInApp: InAppTest) {
  const frames: Frame[] = [];
  const call = toCall(isInApp);
  let end = from;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? "";
    if (LEVELS.test(line) && end > from) continue;
    const frame = shape.test(line) ? call(line) : null;
    if (!frame) break;
    if (frames.length < FRAMES_MAX) frames.push(frame);
  }
  return { frames, end };
}

function toCall(isInApp: InAppTest): (line: string) => Frame | null {
  return (line) => {
    const [whole, file, number, name] = CALL.exec(line) ?? [];
    if (whole === undefined || line.slice(whole.length).trim() !== "") return null;
    return toFrame(isInApp, name ?? null, file, number);
  };
}

/** A file that could not be parsed: the first complaint; the others follow from it. */
function readSyntax(lines: readonly string[]): readonly Trace[] {
  const at = lines.findIndex((line) => SYNTAX.test(line));
  const [, message = "", type = null] = SYNTAX.exec(lines[at] ?? "") ?? [];
  if (at < 0) return [];
  const last = lines.findLastIndex((line) => SYNTAX.test(line));
  return [toTrace("ruby", [{ type, message, frames: [], start: at, end: last + 1 }])];
}
