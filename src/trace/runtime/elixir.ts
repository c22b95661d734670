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
    String.raw`(?<![:,({] )[A-Z]\w{0,60}(?:\.[A-Z]\w{0,60}){0,8}\.[a-z_]\w{0,60}[!?]?\([^()]{0,200}\)(?=\s*$|\s+\()`,
    "The following arguments were given to ",
    "Function: #Function<",
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
    const chain = readChain({ paste, marks, isInApp, depth: 0 }, at);
    const [first] = chain;
    if (first) traces.push(toTrace("elixir", chain));
    at = heads[Math.max(at + 1, ...chain.map((it) => it.end))] ?? lines.length;
  }
  return traces;
}

const DEPTH_MAX = 8;

type Setting = {
  readonly paste: Paste;
  readonly marks: readonly number[];
  readonly isInApp: InAppTest;
  /** How many exits this one is inside of. */
  readonly depth: number;
};

/** An exit and what it exited of, root cause first. */
function readChain(setting: Setting, start: number): readonly Thrown[] {
  const { lines } = setting.paste;
  const [, , type = "", first = ""] = HEAD.exec(lines[start] ?? "") ?? [];
  const mark = setting.marks[start + 1] ?? lines.length;
  const inner = HEAD.exec(lines[mark] ?? "");
  if (WRAPS.test(first) && inner) return []; // what is inside is read next, as what surfaced
  const { message: text, end } = messageTo(setting.paste, start, first, mark);
  const isTest = /^\s*stacktrace:/.test(lines[mark] ?? "");
  const message = isTest ? text.replace(/\n\s*code: .*$/s, "").trim() : text;
  if (inner?.[2] !== "EXIT" || setting.depth === DEPTH_MAX) {
    const { frames, end: last } = readElixirCalls(lines, end, setting.isInApp);
    return [{ type, message: shown(type, message), frames: frames.reverse(), start, end: last }];
  }
  return readExit(setting, { type, message, start, inner: mark });
}

type Exit = { type: string; message: string; start: number; inner: number };

/** `exited in: …`, then `** (EXIT) …` with the reason: an exception, or words. */
function readExit(setting: Setting, { type, message, start, inner }: Exit): readonly Thrown[] {
  const { paste, marks, isInApp } = setting;
  const { lines } = paste;
  const reason = HEAD.exec(lines[inner] ?? "")?.[3] ?? "";
  const next = marks[inner + 1] ?? lines.length;
  const isNested = WRAPS.test(reason) && HEAD.test(lines[next] ?? "");
  const causes = isNested ? readChain({ ...setting, depth: setting.depth + 1 }, next) : [];
  const cause = causes.at(-1);
  if (!cause) {
    const whole = messageTo(paste, inner, `** (EXIT) ${reason}`, next);
    const { frames, end } = readElixirCalls(lines, whole.end, isInApp);
    const said = [message, whole.message].join("\n");
    return [{ type, message: said, frames: frames.reverse(), start, end }];
  }
  const before = causes.slice(0, -1);
  if (type.startsWith("EXIT from")) return [...before, { ...cause, start }];
  const own = ownCalls(cause);
  const outer = { type, message, frames: own.outer, start, end: cause.end };
  return [...before, { ...cause, frames: own.inner }, outer];
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
