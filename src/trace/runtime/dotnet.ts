// .NET's exceptions, of C#, F# and Visual Basic. An outer one is printed first, then its inner ones
// behind `--->`; their calls follow in turn from the innermost out, each closed by a mark.

import { isBoundary, isLogLine } from "../boundary.ts";
import { EXCEPTIONS_MAX, FRAMES_MAX, MESSAGE_LINES_MAX } from "../limits.ts";
import { readMessage } from "../python/message.ts";
import type { Exception, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { withWholeCalls } from "./at-calls.ts";
import type { Call } from "./at-frames.ts";
import { readBuild } from "./dotnet-build.ts";
import { type Head, splitArrows, toCall, toHead, toMark, toPart } from "./dotnet-lines.ts";

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
    const built = readBuild(paste);
    return [...built, ...readTraces(without(paste, built), isInApp)];
  },
};

/** The paste with a rule for each line that was read, so that no message above goes on into it. */
function without(paste: Paste, traces: readonly Trace[]): Paste {
  if (traces.length === 0) return paste;
  const lines = [...paste.lines];
  for (const { span } of traces) lines.fill("=".repeat(20), span[0], span[1]);
  return { ...paste, lines };
}

type Node = {
  readonly type: string | null;
  message: string;
  readonly parent: number | null;
  readonly member: number | null;
  readonly calls: Call[];
};

type Tree = { readonly nodes: Node[]; readonly start: number; end: number };

function readTraces(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const heads = paste.lines.map((line) => toHead(line));
  if (!heads.some((head) => head !== null)) return [];
  const plan = toPlan(paste, heads);
  const traces: Trace[] = [];
  let before = "";
  for (let at = 0; at < paste.lines.length; at++) {
    const tree = readTree(plan, at);
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

/** A width may have broken a headline right behind an arrow. */
function rejoined(lines: readonly string[]): readonly string[] {
  const whole: string[] = [];
  for (const line of lines) {
    const before = whole.at(-1);
    if (before?.endsWith(" --->")) whole[whole.length - 1] = `${before} ${line.trimStart()}`;
    else whole.push(line.trimEnd());
  }
  return whole;
}

function isMember(line: string): boolean {
  return /^\s*---> \(Inner Exception #\d+\) /.test(line);
}

/** A trace that is being read: who is open, from the surfaced one inwards. */
class Growth {
  readonly tree: Tree;
  private open: number[] = [];
  private readonly groups: number[] = [];

  constructor(start: number) {
    this.tree = { nodes: [], start, end: start + 1 };
  }

  /** A line of a headline: more of a message, and an exception behind each arrow. */
  add(line: string): void {
    const [before = "", ...inner] = splitArrows(line.trimEnd());
    if (this.tree.nodes.length === 0) this.push(before);
    else this.extend(before.trimEnd(), inner.length > 0 && before.trim() === "");
    for (const text of inner) this.push(text);
  }

  call(call: Call, isLast: boolean): void {
    const node = this.tree.nodes[this.open.at(-1) ?? 0];
    if (node && node.calls.length < FRAMES_MAX) node.calls.push(call);
    if (isLast) this.open = this.open.slice(0, this.groups.pop() ?? 1);
  }

  close(): void {
    if (this.open.length > 1) this.open.pop();
  }

  private push(text: string): void {
    if (this.tree.nodes.length >= EXCEPTIONS_MAX) return;
    const part = toPart(text);
    if (part.member !== null) this.groups.push(this.open.length);
    const node: Node = { ...part, parent: this.open.at(-1) ?? null, calls: [] };
    this.open.push(this.tree.nodes.push(node) - 1);
  }

  private extend(line: string, isLead: boolean): void {
    const node = this.tree.nodes.at(-1);
    if (node && !isLead) node.message = `${node.message}\n${line}`;
  }
}

function toTrace({ nodes, start, end }: Tree, isInApp: InAppTest): Trace {
  const kept = nodes.map((_, at) => !isRepeated(nodes, at));
  const index = nodes.map((_, at) => kept.slice(0, at).filter(Boolean).length);
  const isTree = nodes.some(({ member }, at) => member !== null && kept[at]);
  const last = kept.filter(Boolean).length - 1;
  const place = (at: number) => (isTree ? (index[at] ?? 0) : last - (index[at] ?? 0));
  const exceptions = nodes
    .filter((_, at) => kept[at])
    .map((node): Exception => {
      const frames = node.calls
        .map((call) => ({ ...call, inApp: isInApp(call.file ?? call.function ?? "") }))
        .reverse();
      const own = { type: node.type, message: messageOf(node), frames };
      if (node.parent === null) return { ...own, relation: null, parent: null };
      const relation = node.member === null ? "cause" : "member";
      return { ...own, relation, parent: place(node.parent) };
    });
  return {
    runtime: "dotnet",
    exceptions: isTree ? exceptions : exceptions.reverse(),
    span: [start, end],
  };
}

/** Mono and the framework print the first member of an AggregateException as its inner one, too. */
function isRepeated(nodes: readonly Node[], at: number): boolean {
  for (let node = nodes[at]; node; node = node.parent === null ? undefined : nodes[node.parent]) {
    const { parent, member, type, message } = node;
    if (member !== 0) continue;
    const first = nodes.find((it) => it.parent === parent && it.member === null);
    if (first && first.type === type && first.message.trim() === message.trim()) return true;
  }
  return false;
}

/** Exceptions of files print the name behind the message. */
function messageOf({ type, message }: Node): string {
  const isFile = /\.(?:FileNotFound|FileLoad|BadImageFormat)Exception$/.test(type ?? "");
  return (isFile ? message.replace(/\nFile name: [\s\S]*$/, "") : message).trimEnd();
}
