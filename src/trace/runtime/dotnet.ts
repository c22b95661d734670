// .NET's exceptions, of C#, F# and Visual Basic. An outer one is printed first, then its inner ones
// behind `--->`; their calls follow in turn from the innermost out, each closed by a mark.

import { isBoundary, isCut, isLogLine } from "../boundary.ts";
import { MESSAGE_LINES_MAX } from "../limits.ts";
import { readMessage } from "../python/message.ts";
import type { InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { withWholeCalls } from "./at-calls.ts";
import { withoutRead } from "./covered.ts";
import { readBuild } from "./dotnet-build.ts";
import { type Head, splitArrows, toCall, toHead, toMark } from "./dotnet-lines.ts";
import { readReports } from "./dotnet-reports.ts";
import { Growth, type Tree, toTrace } from "./dotnet-tree.ts";

const STARTS = [
  String.raw`at (?:\(wrapper [\w-]+\) )?[^\s():]{1,200}\.[^\s():]{1,200} ?\((?:System\.|[^()\s]*$)`,
  String.raw`---> (?:\(Inner Exception #\d+\) )?(?:\w+\.)+\w+`,
  String.raw`\[ERROR\] FATAL UNHANDLED EXCEPTION: `,
  String.raw`Unhandled [Ee]xception[.:] (?=\S)`,
  String.raw`\S{1,300}\.(?:cs|fs|vb|csproj|fsproj)(?:\(\d+,\d+\))? ?: (?:error|warning) [A-Z]+\d+: `,
  String.raw`Compilation failed: \d+ error`,
  "(?:Parameter name|Actual value was|File name|Object name): ",
];
const NAME = String.raw`[^\s():]{1,200}\.[^\s():]{1,200}`;
const WHOLES = [
  String.raw`at ${NAME} ?\([^():]{0,600}\)(?: \[0x[0-9a-f]+\])? in (?:<[^>\s]{0,80}>|[^\s:]{0,300}|[A-Z]:[^\s:]{0,300}):(?:line )?\d+(?: <---)?`,
  String.raw`at \(wrapper [\w-]+\) ${NAME} ?\([^():]{0,600}\)`,
  String.raw`at ${NAME}\([^():]{0,600}\)(?! in )`,
  "--- End of (?:inner exception stack trace|stack trace from previous location(?: where exception was thrown)?) ---",
  String.raw`(?:bei|à|en|em|в|場所|在) ${NAME}\([^():]{0,600}\) (?:in|dans|en|na|в|場所|位置) (?:[A-Z]:)?[^\s:]{1,300}:[^\s:\d]{1,20} \d+\.?`,
  "--- (?:Ende|Fin|Fine|Fim|Конец|内部) ?[^-]{5,90} ---",
  String.raw`\S{1,300} ?\(Location of the symbol related to previous error\)`,
];

/** Reads what .NET and its compilers print. */
export const dotnet: TraceReader = {
  runtime: "dotnet",
  clues: [
    " at ",
    "at ",
    "Exception",
    ": error ",
    "error ",
    "Error Message:",
    "CLR: Managed code",
    " bei ",
    " à ",
    " en ",
    " в ",
    "場所",
    "在 ",
  ],
  starts: STARTS,
  wholes: WHOLES,
  read: (broken, isInApp) => {
    const lines = withWholeCalls(broken.lines, (line) => toCall(line) !== null);
    const paste = { ...broken, lines };
    const sure = [...readBuild(paste), ...readReports(paste, isInApp)];
    return [...sure, ...readTraces(withoutRead(paste, sure), isInApp)];
  },
};

function readTraces(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const heads = paste.lines.map((line) => toHead(line));
  if (!heads.some((head) => head !== null) && !paste.lines.some(isCut)) return [];
  const plan = toPlan(paste, heads);
  const traces: Trace[] = [];
  let before = "";
  for (let at = 0; at < paste.lines.length; at++) {
    const tree = readTree(plan, at) ?? readHeadless(plan, at);
    if (!tree) continue;
    at = tree.end - 1;
    const trace = toTrace(tree, isInApp);
    const key = JSON.stringify(trace.exceptions);
    if (key !== before) traces.push(trace); // Mono says it twice, under two banners
    before = key;
  }
  return traces;
}

/** For every line, where the next call stands, and where the next thing that ends a message. */
type Plan = {
  readonly paste: Paste;
  readonly heads: readonly (Head | null)[];
  readonly calls: readonly number[];
  readonly stops: readonly number[];
};

function toPlan(paste: Paste, heads: readonly (Head | null)[]): Plan {
  const { lines } = paste;
  const calls: number[] = Array(lines.length + 1).fill(lines.length);
  const stops: number[] = Array(lines.length + 1).fill(lines.length);
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? "";
    const isCall = toCall(line) !== null || toMark(line) === "inner";
    calls[at] = isCall ? at : (calls[at + 1] ?? at);
    const head = heads[at];
    const isHead = head?.isSure === true || (head !== null && lines[at - 1]?.trim() === "");
    const isStop = isHead || isLogLine(line) || (isBoundary(line) && !/^\s/.test(line));
    stops[at] = isStop && !isCall ? at : (stops[at + 1] ?? at);
  }
  return { paste, heads, calls, stops };
}

function readTree(plan: Plan, start: number): Tree | null {
  const { lines } = plan.paste;
  const head = plan.heads[start];
  if (!head) return null;
  const from = head.text === "" ? start + 1 : start; // `Unhandled Exception:` on a line of its own
  const first = head.text === "" ? (lines[from] ?? "").trim() : head.text;
  const next = firstCall(plan, from);
  const isSure = head.isSure || (from > start && plan.heads[from]?.text.includes(".") === true);
  if (next === null && !(isSure || splitArrows(first).length > 1)) return null;
  const end = next ?? messageEnd(plan, from, first);
  const growth = new Growth(start);
  for (const line of rejoined([first, ...lines.slice(from + 1, end)])) growth.add(line);
  growth.tree.end = end;
  if (next !== null) readCalls(plan, next, growth);
  return growth.tree;
}

const LOST_LINES_MAX = 20;

/** Behind the mark of a cut, what stands before the calls is the end of a message. */
function readHeadless(plan: Plan, at: number): Tree | null {
  const { lines } = plan.paste;
  if (at === 0 || !isCut(lines[at - 1] ?? "") || plan.calls[at] === at) return null;
  const next = firstCall(plan, at);
  if (next === null || next - at > LOST_LINES_MAX) return null;
  const said = lines.slice(at, next);
  if (plan.heads.slice(at, next).some((head) => head !== null)) return null;
  if (said.some((line) => toMark(line) !== null)) return null;
  if (said.some((line) => line.trim() === "" || /(?:[)\]]|:\d+)\s*$/.test(line))) return null;
  const growth = new Growth(at);
  for (const line of rejoined(said)) growth.add(line);
  readCalls(plan, next, growth);
  return growth.tree;
}

/** The line of the first call under a headline, if nothing else begins before it. */
function firstCall({ calls, stops }: Plan, from: number): number | null {
  const call = calls[from + 1] ?? Number.POSITIVE_INFINITY;
  const isNear = call < (stops[from + 1] ?? 0) || call < from + 2;
  return isNear && call < calls.length - 1 && call - from < MESSAGE_LINES_MAX ? call : null;
}

const OWN_LINE = /^(?:Parameter name: |Actual value was |File name: |Object name: )/;

function messageEnd({ paste, stops }: Plan, from: number, first: string): number {
  const lines = paste.lines.slice(from, stops[from + 1]);
  const { message, next } = readMessage(lines, 0, { type: "", first, closed: paste.closed });
  let end = from + (message === "" ? 1 : next);
  while (OWN_LINE.test(paste.lines[end] ?? "")) end++;
  return end;
}

/** Calls, marks and members, until something else begins. */
function readCalls(plan: Plan, from: number, growth: Growth): void {
  const { lines } = plan.paste;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const call = toCall(line);
    const mark = toMark(line);
    if (call) growth.call(call.call, call.isLast);
    else if (mark === "inner") growth.close();
    else if (mark === null && isMember(line)) {
      const next = firstCall(plan, at) ?? at + 1;
      for (const inside of rejoined(lines.slice(at, next))) growth.add(inside);
      at = next - 1;
    } else if (mark === null && !/^\s*(?:<---)?\s*$/.test(line)) return;
    else if (mark === null) continue;
    growth.tree.end = at + 1;
  }
}

const CUT_TYPE = / ---> (?:\(Inner Exception #\d+\) )?[\w.+`]+$/;

/** A width may have broken a headline right behind an arrow, or in the name that follows. */
function rejoined(lines: readonly string[]): readonly string[] {
  const whole: string[] = [];
  for (const line of lines) {
    const before = whole.at(-1);
    if (before?.endsWith(" --->")) whole[whole.length - 1] = `${before} ${line.trimStart()}`;
    else if (before && CUT_TYPE.test(before) && /^[\w.+`]/.test(line))
      whole[whole.length - 1] = before + line.trimEnd();
    else whole.push(line.trimEnd());
  }
  return whole;
}

function isMember(line: string): boolean {
  return /^\s*---> \(Inner Exception #\d+\) /.test(line);
}
