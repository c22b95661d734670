// Elixir's exceptions: `** (Type) message`, then calls as `(app 1.0) file:line: Mod.fun/arity`. A
// process that died of another's exception prints that one inside: it is the cause.

import { isLogLine } from "../boundary.ts";
import type { HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { readElixirCalls, toElixirCall } from "./elixir-calls.ts";
import { messageTo, nextOf, type Thrown, toTrace } from "./script.ts";

const HEAD =
  /^(.{0,300}?)\*\* \(((?:[A-Z]\w*(?:\.\w+)*|:\w+)|exit|throw|stop|EXIT(?: from #PID<[\d.]+>)?)\)(?: (.*)|\s*)$/;
const STOP =
  /^\s*(?:Last message|State: |Function: |Args: \[|Client |Process Label|Start Call: |Queue: |Postponed: |stacktrace:|== Compilation|\(dbg\)|\d+\) test )/;
/** A wrapper says only that something else was raised. */
const WRAPS = /^(?:.{0,300}: )?an exception was raised:\s*$/;

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^\*\* \((?<type>[\w.]+)\) (?<message>.*)$/, type: null },
];

/** Reads Elixir's exceptions, exits and throws, alone or in a logger's report. */
export const elixir: TraceReader = {
  runtime: "elixir",
  clues: ["** ("],
  headlines: HEADLINES,
  starts: [
    String.raw`\*\* \((?:[A-Z][\w.]{2,100}|exit|throw|stop|EXIT(?: from #PID<[\d.]+>)?)\)`,
    String.raw`(?:\([\w.]+(?: [\w.+-]+)?\) )?(?:[\w./@+-]+\.(?:exs?|erl|eex|heex|leex)|nofile|iex):\d+: `,
    String.raw`(?<![.:] )(?<!called as ):erlang\.[\w+*/-]+[(/]`,
    "Last message(?: \\(from #PID<[\\d.]+>\\))?: ",
    "The following arguments were given to ",
    String.raw`Function: #Function<`,
  ],
  wholes: [
    String.raw`(?:\([\w.]+(?: [\w.+-]+)?\) )?(?:[\w./@+-]+\.(?:exs?|erl|eex|heex|leex)|nofile|iex):\d+: (?:\((?:file|module)\)|(?:anonymous fn\/\d+ in )?:?[\w.]+\.(?:[\w!?]+|"[^"]{1,200}")\/\d+)`,
  ],
  read: readElixir,
};

function readElixir(paste: Paste, isInApp: InAppTest): readonly Trace[] {
  const { lines } = paste;
  const heads = nextOf(lines, (line) => HEAD.test(line));
  const marks = nextOf(
    lines,
    (line) =>
      HEAD.test(line) || STOP.test(line) || isLogLine(line) || toElixirCall(line, isInApp) !== null,
  );
  const traces: Trace[] = [];
  for (let at = heads[0] ?? lines.length; at < lines.length; ) {
    const chain = readChain(paste, at, marks, isInApp);
    const [first] = chain;
    if (first) traces.push(toTrace("elixir", chain));
    at = heads[Math.max(at + 1, ...chain.map((it) => it.end))] ?? lines.length;
  }
  return traces;
}

/** An exit and what it exited of, root cause first. */
function readChain(
  paste: Paste,
  start: number,
  marks: readonly number[],
  isInApp: InAppTest,
): readonly Thrown[] {
  const { lines } = paste;
  const [, , type = "", first = ""] = HEAD.exec(lines[start] ?? "") ?? [];
  const mark = marks[start + 1] ?? lines.length;
  const inner = HEAD.exec(lines[mark] ?? "");
  if (WRAPS.test(first) && inner) return readChain(paste, mark, marks, isInApp);
  const { message: text, end } = messageTo(paste, start, first, mark);
  const isTest = /^\s*stacktrace:/.test(lines[mark] ?? "");
  const message = isTest ? text.replace(/\n\s*code: .*$/s, "").trim() : text;
  if (inner?.[2] !== "EXIT") {
    const { frames, end: last } = readElixirCalls(lines, end, isInApp);
    return [{ type, message: shown(type, message), frames: frames.reverse(), start, end: last }];
  }
  return readExit({ paste, marks, isInApp }, { type, message, start, inner: mark });
}

type Exit = { type: string; message: string; start: number; inner: number };
type Setting = { paste: Paste; marks: readonly number[]; isInApp: InAppTest };

/** `exited in: …`, then `** (EXIT) …` with the reason: an exception, or words. */
function readExit({ paste, marks, isInApp }: Setting, exit: Exit): readonly Thrown[] {
  const { lines } = paste;
  const { type, start } = exit;
  const reason = HEAD.exec(lines[exit.inner] ?? "")?.[3] ?? "";
  const nested = WRAPS.test(reason) ? (marks[exit.inner + 1] ?? lines.length) : lines.length;
  if (!HEAD.test(lines[nested] ?? "")) {
    const mark = marks[exit.inner + 1] ?? lines.length;
    const whole = messageTo(paste, exit.inner, `** (EXIT) ${reason}`, mark);
    const { frames, end } = readElixirCalls(lines, whole.end, isInApp);
    const message = [exit.message, whole.message].join("\n");
    return [{ type, message, frames: frames.reverse(), start, end }];
  }
  const [cause] = readChain(paste, nested, marks, isInApp);
  if (!cause) return [];
  const own = ownCalls(cause);
  const outer = { type, message: exit.message, frames: own.outer, start, end: cause.end };
  const isWrapper = type.startsWith("EXIT from");
  return isWrapper ? [{ ...cause, start }] : [{ ...cause, frames: own.inner }, outer];
}

/** The other process's calls end where a process begins; the caller's follow without a mark. */
function ownCalls({ frames }: Thrown) {
  const printed = frames.toReversed();
  const at = printed.findIndex((it) => it.function?.startsWith(":proc_lib.init_p"));
  const inner = at < 0 ? printed : printed.slice(0, at + 1);
  return { inner: inner.toReversed(), outer: printed.slice(inner.length).reverse() };
}

/** What `blame` adds to a clause error (arguments, clauses that were tried) is not its message. */
function shown(type: string, message: string): string {
  return type === "FunctionClauseError" ? (message.split("\n")[0] ?? "").trim() : message;
}
