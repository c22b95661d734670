// Erlang's crashes. A reason is a term, `{{badmatch,V},[{M,F,A,[{file,…},{line,…}]},…]}`, in boot
// crashes and error reports; the shell, escript and crash reports put it in words: erlang-words.ts.

import type { Frame, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { readWords } from "./erlang-words.ts";
import { closing, splitTerms, type Thrown, toFrame, toTrace, unlogged } from "./script.ts";

const BOOT =
  /(\{"init terminating in do_boot",|^\s*(?:init terminating in do_boot|Runtime terminating during boot) \()\s*(?=\S)/;
const EXITED =
  /^\s*Error in process <[\d.]+>(?: on node '?[^\s']+'?)?(?: with exit value:| with exit value: \S.*)\s*$/;
const BARE =
  /^\s*\{(?:\{[a-z]\w*,.{0,2000}?\}|[a-z]\w*),\s*\[\{'?[a-z][\w@']*,'?[^,\s]{1,200},(?:\d+|\[.*\]),\[.*\]\}.*\]\}\s*$/;
const REASON = /^\s*\*\* Reason for termination\s*=+\s*$/;
const LINES_MAX = 400;
const TERM_ENDS = /^\s*$|^\s*(?:=\w+ REPORT|Error in process |\*\* |Crash dump )/;

/** Reads crash terms and their wordings. */
export const erlang: TraceReader = {
  runtime: "erlang",
  clues: [
    "init terminating in",
    "terminating during boot",
    "with exit value:",
    "Reason for termination",
    "exception error:",
    "exception exit:",
    "exception throw:",
    ".erl:",
    ".escript:",
    ",[{",
  ],
  starts: [
    String.raw`\{"init terminating in`,
    String.raw`init terminating in(?= do_boot \(|$)`,
    "Crash dump is being written to",
    "escript: There were compilation errors",
    String.raw`[\w./-]{1,300}\.(?:erl|escript):\d+(?::\d+)?: (?=[a-zW])`,
    String.raw`Error in process <[\d.]+>`,
    String.raw`\{(?:\{\w+,|\w+,\[\{)(?=.{0,2000}\]\}\])`,
    String.raw`(?:\*\* )?exception (?:error|exit|throw): `,
    String.raw`\*\* (?:Last message in|When [Ss]erver [Ss]tate|Reason for termination|Client <)`,
    "=(?:ERROR|CRASH|SUPERVISOR) REPORT==== ",
    String.raw`called as \w`,
    String.raw`\*\*\* argument \d+: `,
    String.raw`ancestors: \[`,
  ],
  wholes: [
    String.raw`in (?:function|call from|operator) +[^\s(]{1,300}(?: \([^\s(),]{1,200}, line \d+\))?`,
    String.raw`Error in process <[\d.]+> with exit value:`,
    String.raw`=(?:ERROR|CRASH) REPORT==== \S+ ===`,
    String.raw`\*\* Reason for termination ==`,
  ],
  read: unlogged(readErlang),
};

function readErlang(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const { lines } = paste;
  const traces: Trace[] = [];
  for (let at = 0; at < lines.length; ) {
    const thrown = readTerm(lines, at, isInApp) ?? readWords(paste, at, isInApp);
    const before = traces.at(-1);
    if (thrown && before && isRepeat(before, thrown)) {
      traces[traces.length - 1] = { ...before, span: [before.span[0], thrown.end] };
    } else if (thrown) traces.push(toTrace("erlang", [thrown]));
    at = thrown?.end ?? at + 1;
  }
  return traces;
}

/** The runtime prints a boot crash twice, the second time without what is nested too deep. */
function isRepeat({ exceptions, span }: Trace, { type, frames, start }: Thrown): boolean {
  const isSame = exceptions[0]?.type === type && type !== null && start - span[1] <= 1; // a carriage return too many
  return isSame && frames.length > 0 && frames.every((it) => it.file === null);
}

function readTerm(lines: readonly string[], at: number, isInApp: InAppTest): Thrown | null {
  const line = lines[at] ?? "";
  const boot = BOOT.exec(line);
  if (boot) return toThrown(line.slice(boot.index + boot[0].length), at, at + 1, isInApp);
  if (BARE.test(line)) return toThrown(line, at, at + 1, isInApp);
  if (!EXITED.test(line) && !REASON.test(line)) return null;
  const inline = /with exit value: (\S.*)$/.exec(line)?.[1];
  const from = inline ? at + 1 : at + 2;
  const first = inline ?? (lines[at + 1] ?? "").replace(/^\s*\*\* /, "");
  const last = endOfTerm(lines, first, from);
  return toThrown([first, ...lines.slice(from, last)].join("\n"), at, last, isInApp);
}

/** The line after the one that closes the term; the first where none does. */
function endOfTerm(lines: readonly string[], first: string, from: number): number {
  const bound = Math.min(lines.length, from + LINES_MAX);
  let stop = from;
  while (stop < bound && !TERM_ENDS.test(lines[stop] ?? "")) stop++;
  const text = [first, ...lines.slice(from, stop)].join("\n");
  const open = /^\s*[{[]/.test(first) ? text.search(/[{[]/) : -1;
  const close = open < 0 ? -1 : closing(text, open);
  return close < 0 ? from : from + text.slice(0, close).split("\n").length - 1;
}

function toThrown(text: string, start: number, end: number, isInApp: InAppTest): Thrown | null {
  const term = firstTerm(text);
  if (term === "") return null;
  const [reason = "", stack, ...more] = term.startsWith("{") ? splitTerms(inside(term)) : [term];
  const calls = stack && more.length === 0 ? toCalls(stack, isInApp) : null;
  const frames = (calls ?? []).toReversed();
  return { ...reasonOf(calls ? reason : term), frames, start, end };
}

/** The term at the start of a text; the rest of the text where it was cut off. */
function firstTerm(text: string): string {
  const trimmed = text.trim();
  if (!/^[{[]/.test(trimmed)) return /^[a-z]\w*/.exec(trimmed)?.[0] ?? "";
  const end = closing(trimmed, 0);
  return end < 0 ? trimmed : trimmed.slice(0, end + 1);
}

function inside(term: string): string {
  return /[}\]]$/.test(term) && closing(term, 0) === term.length - 1
    ? term.slice(1, -1)
    : term.slice(1);
}

/** `badarg`, `{badmatch,V}`: the atom says what happened, the rest what with. */
function reasonOf(reason: string): { type: string | null; message: string } {
  if (/^[a-z]\w*$/.test(reason)) return { type: reason, message: "" };
  const [tag = "", ...rest] = reason.startsWith("{") ? splitTerms(inside(reason)) : [];
  if (!/^[a-z]\w*$/.test(tag)) return { type: null, message: reason };
  return { type: tag, message: rest.length === 1 ? (rest[0] ?? "") : reason };
}

/** The calls of a stack, innermost first; null for a list of anything else. */
function toCalls(stack: string, isInApp: InAppTest): readonly Frame[] | null {
  if (!/^\[\s*\{/.test(stack)) return null;
  const frames: Frame[] = [];
  for (const call of splitTerms(inside(stack))) {
    const [module, name, arity = "", place = "", ...rest] = splitTerms(inside(call));
    if (!module || !name || rest.length > 0 || !/^(?:\d+|\[)/.test(arity)) continue;
    const count = /^\d+$/.test(arity) ? arity : splitTerms(inside(arity)).length;
    const file = /\{file,\s*"([^"]*)"\}/.exec(place)?.[1] ?? null;
    const line = file ? (/\{line,\s*(\d+)\}/.exec(place)?.[1] ?? null) : null;
    const called = `${module}:${name}/${count}`.replace(/\s+/g, ""); // a width may have broken words
    frames.push(toFrame(isInApp, called, file?.replace(/\s+/g, "") ?? null, line));
  }
  return frames.length > 0 ? frames : null;
}
