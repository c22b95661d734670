// Reports of the sanitizers of gcc and clang: one exception with all the stacks that it prints.

import type { HeadlineShape, InAppTest, Trace, TraceReader } from "../trace.ts";
import { type Call, readEach, toChain, toException, toFrames, unbroken } from "./native.ts";

const REPORT =
  /^.{0,160}?(?:==\d+==)?\s*(?:ERROR|WARNING): (Address|HWAddress|Leak|Thread|Memory|UndefinedBehavior)Sanitizer: (.+)$/;
const UNDEFINED = /^.{0,160}?\w\.(?:[ch]\w{0,3}|mm?|inc|S):\d+(?::\d+)?: runtime error: (.+)$/;
const KIND = /^(?:attempting (double-free) (.*)|([\w-]+) (?=on |\(|in )(.*)|([\w-]+)$)/;
const FRAME = /^\s*#(\d+) +(?:0x[0-9a-f]+ +)?(?:in )?(\S.*)$/;
const MODULE = /\s*\((?:\S+\+0x[0-9a-f]+|<unknown module>)\)(?:\s.*)?$/;
const PLACE = /^(.*?)\s*(\S+?):(\d+)(?::\d+)?$/;
// A width may break the head before the registers.
const BROKEN = /^\s*(?:at pc|\(pc|pc|bp|sp) 0x.*$/;
const SUMMARY = /^\s*SUMMARY: \w+Sanitizer: /;
const REPORT_LINES = 4_000;
const CONTEXT = 6;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern:
      /^==\d+==ERROR: (?:HW)?AddressSanitizer: (?:attempting )?(?<type>[\w-]+) (?<message>.*?):?$/,
    type: null,
  },
  { pattern: /^==\d+==ERROR: (?<type>LeakSanitizer): (?<message>.*)$/, type: null },
  { pattern: /^(?:==\d+==)?WARNING: (?<type>ThreadSanitizer): (?<message>.*)$/, type: null },
  { pattern: /^(?:==\d+==)?WARNING: MemorySanitizer: (?<type>[\w-]+)(?<message>)$/, type: null },
  {
    pattern: /^\S+\.(?:[ch]\w{0,3}|mm?|inc):\d+(?::\d+)?: (?<type>runtime error): (?<message>.+)$/,
    type: null,
  },
];

/** Reads reports of Address-, Leak-, Thread-, Memory- and UndefinedBehaviorSanitizer. */
export const sanitizer: TraceReader = {
  runtime: "c",
  clues: ["Sanitizer: ", ": runtime error: "],
  headlines: HEADLINES,
  starts: [
    String.raw`==\d+==(?:ERROR|WARNING|ABORTING|The |Hint|HINT)`,
    "WARNING: ThreadSanitizer: ",
    String.raw`SUMMARY: \w+Sanitizer: `,
    String.raw`#\d+ 0x[0-9a-f]+ +(?:in |\()`,
    String.raw`#\d+ [\w<~][^#]{0,400}? \(\S{1,200}\+0x[0-9a-f]+\)`,
    "(?:READ|WRITE) of size ",
    "(?:freed|previously allocated|allocated) by thread ",
    "(?:Previous )?(?:[Aa]tomic )?(?:[Rr]ead|[Ww]rite) of size ",
    String.raw`(?:Direct|Indirect) leak of \d`,
    "0x[0-9a-f]+ is located ",
    "0x[0-9a-f]+: note: pointer points here",
    "Shadow bytes around ",
    String.raw`\S{1,300}:\d+:\d+: runtime error: `,
  ],
  read: (paste, isInApp) =>
    readEach(
      paste.lines,
      (at) => readReport(paste.lines, at, isInApp) ?? readUndefined(paste.lines, at, isInApp),
    ),
};

function readReport(lines: readonly string[], start: number, isInApp: InAppTest): Trace | null {
  const line = lines[start] ?? "";
  const match = line.includes("Sanitizer: ") ? REPORT.exec(line) : null;
  if (!match) return null;
  const broken = BROKEN.exec(lines[start + 1] ?? "")?.[0] ?? "";
  const { type, message } = toHead(`${match[1]}Sanitizer`, `${match[2]} ${broken.trim()}`);
  const { calls, next } = readStacks(lines, start + 1);
  return toChain("c", [toException(type, message, toFrames(calls, isInApp))], [start, next]);
}

/** The kind of error, and what the line says of it. */
function toHead(tool: string, text: string): { type: string; message: string } {
  const rest = text.trim().replace(/:$/, "");
  const isSignal = /^(?:SEGV|BUS|FPE|ILL|ABRT|stack-overflow) /.test(rest);
  if (/^(?:Leak|Thread)/.test(tool) && !isSignal) return { type: tool, message: rest };
  if (rest.startsWith("attempting free on")) return { type: "bad-free", message: rest };
  if (rest.startsWith("requested allocation size"))
    return { type: "allocation-size-too-big", message: rest };
  const [, double, behind, kind, more, only] = KIND.exec(rest) ?? [];
  const type = double ?? kind ?? only;
  return type ? { type, message: behind ?? more ?? "" } : { type: tool, message: rest };
}

/** Every stack of the report, to its summary. */
function readStacks(lines: readonly string[], from: number) {
  const calls: Call[] = [];
  let next = from;
  const bound = Math.min(lines.length, from + REPORT_LINES);
  for (let at = from; at < bound; at++) {
    const line = lines[at] ?? "";
    if (line.includes("Sanitizer: ") && REPORT.test(line) && !SUMMARY.test(line)) break;
    const whole = FRAME.test(line) ? unbroken(lines, at, isPlaced, isOther) : null;
    const call = whole && FRAME.exec(whole.line);
    if (call) calls.push(toCall(call[2] ?? ""));
    if (whole) at += whole.count - 1;
    if (call || SUMMARY.test(line)) next = at + 1;
    if (SUMMARY.test(line)) return { calls, next: afterShadow(lines, next) };
  }
  return { calls, next };
}

function isPlaced(line: string): boolean {
  return /:\d+$|\+0x[0-9a-f]+\)$|BuildId: \w+\)$/.test(line.trimEnd());
}

function isOther(line: string): boolean {
  return FRAME.test(line) || SUMMARY.test(line);
}

const SHADOW =
  /^\s*(?:Shadow bytes|=?>?\s*0x[0-9a-f]+: |Shadow byte legend|[A-Z][\w ]+:\s+(?:[0-9a-f]{2}\b|\d)|={10,}$|==\d+==ABORTING|ThreadSanitizer: reported)/;

/** The memory around the address, and its legend. */
function afterShadow(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && SHADOW.test(lines[at] ?? "")) at++;
  return at;
}

function toCall(text: string): Call {
  const bare = text.trimEnd().replace(MODULE, "").trim();
  const place = PLACE.exec(bare);
  if (place) return { function: place[1] || null, file: place[2] ?? null, line: Number(place[3]) };
  const called = bare.replace(/ <null>$/, "").replace(/ \(\/\S+\)$/, "");
  return { function: called === "" ? null : called, file: null, line: null };
}

/** UBSan goes on after an error; the stack, if asked for, stands below what it points at. */
function readUndefined(lines: readonly string[], start: number, isInApp: InAppTest): Trace | null {
  const line = lines[start] ?? "";
  const message = line.includes(": runtime error: ") ? UNDEFINED.exec(line)?.[1] : undefined;
  if (!message) return null;
  let at = start + 1;
  while (
    at < start + CONTEXT &&
    /note: pointer points|^\s*[0-9a-f]{2} |^\s*\^/.test(lines[at] ?? "")
  )
    at++;
  const calls: Call[] = [];
  for (; FRAME.test(lines[at] ?? ""); at++)
    calls.push(toCall(FRAME.exec(lines[at] ?? "")?.[2] ?? ""));
  const next = /^\s*SUMMARY: Undefined/.test(lines[at] ?? "") ? at + 1 : at;
  const exception = toException("runtime error", message.trim(), toFrames(calls, isInApp));
  return toChain("c", [exception], [start, next]);
}
