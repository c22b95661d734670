// The lines of the JVM's stack traces: what each begins with, taken apart. Java, Kotlin, Scala,
// Clojure and Groovy print the same ones; indentation may be lost on the way and is a hint only.

import { withoutLogPrefix } from "../carrier/prefix.ts";
import type { Call } from "./at-calls.ts";

/** How a headline stands in its trace; `bare` and `late` ones need a call under them. */
export type Lead = "thread" | "cause" | "suppressed" | "wrapped" | "circular" | "bare" | "late";

export type Head = {
  readonly lead: Lead;
  readonly indent: number;
  readonly type: string | null;
  readonly message: string;
};

// A name may hold spaces where a test is called by a sentence; the place then shows it is a call.
const CALL =
  /^\s*(?:at |(?=[\w$.]+\.[\w$<>]+\([\w$-]+\.(?:java|kt|scala|groovy|clj):\d+\)))([^()]{1,500})\(([^()]{0,300})\)(?:\s+~?\[[^\]]*\])?\s*$/;
// clojure.stacktrace: only the first has its `at`.
const CLOJURE =
  /^\s*(?:at )?([^\s()]{1,300}\.[^\s()]{1,200}) \(([^\s():]{1,200}\.(?:cljc?|java)):(\d+)\)$/;
const PREFIX = /^(?:[^\s/$(<]*\/){1,2}(?=[^\s\d])/; // java.base@17/, app//
const PLACE =
  /^(?:[^\s():]+\.\w{1,12}(?::\d+)?|[^\s():]+:\d+|Native ?Method|Unknown ?Source(?::\d+)?|<[\w ]+>(?::\d+)?|[A-Z_]+)$/;
const ELIDED =
  /^\s*(?:\.\.\. (?:\d+ (?:more|common frames omitted|lines matching|frames? (?:truncated|omitted|excluded))|suppressed \d+ lines)|\[\.\.\.\]\s*$)/;

const NAME = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;
const DOTTED = new RegExp(`^${NAME}(?:\\.${NAME}){0,30}`, "u");
const TYPE =
  /^(?:(?:[\p{Ll}_][\p{L}\p{N}_$]*\.){1,30}[\p{Lu}_$][\p{L}\p{N}_$]*|\p{Lu}[\p{L}\p{N}_$]*(?:Exception|Error|Failure|Throwable))$/u;
const ENDING = /(?:Exception|Error|Throwable|Failure|Fault|Violation|Interrupt)s?$/;
const THREAD = 'Exception in thread "';
// `pool "a" worker: io" java.io.IOException: …`: a thread's name with quotes in it.
const NAMED_BY_QUOTES = /^.{0,300}?" (?=(?:[a-z_][\w$]*\.){1,20}[A-Z][\w$]*(?::|\s*$))/;
const LEAD = /^(\s*)(?:(Caused by: )|(Suppressed: )|(Wrapped by: )|=> )/;
const HANDLER =
  /Exception: (\S+) thrown from the UncaughtExceptionHandler in thread "[^"]{0,200}"\s*$/;

/** Whether calls were left out here. */
export function isElided(line: string): boolean {
  return ELIDED.test(line);
}

/** A call of the trace; null for every other line. */
export function toCall(line: string): Call | null {
  if (!line.includes("(")) return null;
  const [, name = "", place = ""] = CALL.exec(line) ?? [];
  const [, spaced = null, source = null, number] = CLOJURE.exec(line) ?? [];
  if (spaced) return { function: spaced, file: source, line: Number(number), module: null };
  if (!name || !PLACE.test(place)) return null;
  const called = name.replace(PREFIX, "").trim();
  if (!/^\S+$/.test(called) && !/\.\w+:\d+$/.test(place)) return null;
  if (!called.includes(".") || called.startsWith("async ")) return null;
  const [, file = null, at = null] = /^(.+?)(?::(\d+))?$/.exec(place) ?? [];
  const isNone = file === null || /^(?:Native ?Method|Unknown ?Source)$/.test(file);
  const line_ = at === null || isNone ? null : Number(at);
  return { function: called, file: isNone ? null : file, line: line_, module: null };
}

/** A headline of any kind; null for every other line. */
export function toHead(line: string): Head | null {
  return ofThread(line) ?? ofLink(line) ?? ofBare(line) ?? ofLate(line);
}

/** `Exception in thread "main" …`; what follows is an exception even where no type is printed. */
function ofThread(line: string): Head | null {
  const handler = line.includes(" thrown from the Uncaught") ? HANDLER.exec(line) : null;
  if (handler) return { lead: "thread", indent: 0, type: handler[1] ?? null, message: "" };
  const at = line.indexOf(THREAD);
  if (at < 0 || at > 300) return null;
  const text = line.slice(at + THREAD.length);
  // A thread's name may hold quotes, and so may a message.
  const [lead, rest = ""] = /^[^"]{0,300}(?:"[^"]{1,80}"(?=" ))?"+ ?(.*)$/s.exec(text) ?? [];
  if (lead === undefined) return null;
  const head = taken(rest);
  const named = head.type === null ? NAMED_BY_QUOTES.exec(text.slice(0, 400)) : null;
  if (!named) return { lead: "thread", indent: 0, ...head };
  return { lead: "thread", indent: 0, ...taken(text.slice(named[0].length)) };
}

function ofLink(line: string): Head | null {
  const [lead, space = "", cause, suppressed, wrapped] = LEAD.exec(line) ?? [];
  if (lead === undefined) return null;
  const rest = line.slice(lead.length);
  const indent = space.length;
  if (rest.startsWith("[CIRCULAR REFERENCE")) return { lead: "circular", indent, ...taken(rest) };
  const kind = cause ? "cause" : suppressed ? "suppressed" : wrapped ? "wrapped" : "bare";
  const head: Head = { lead: kind, indent, ...taken(rest) };
  return kind === "bare" && !TYPE.test(head.type ?? "") ? null : head;
}

function ofBare(line: string): Head | null {
  const rest = withoutLogPrefix(line.trimStart());
  const head = taken(rest);
  if (!head.type || !TYPE.test(head.type)) return null;
  return { lead: "bare", indent: line.length - line.trimStart().length, ...head };
}

const WORDS_MAX = 80;

/** `Job 12 failed: java.lang.IllegalStateException: closed`, as loggers print on one line. */
function ofLate(line: string): Head | null {
  if (!/(?:Exception|Error|Throwable)(?:: |\s*$)/.test(line.slice(0, 4_000))) return null;
  const words = line.slice(0, 4_000).split(" ");
  let at = 0;
  for (const word of words.slice(0, WORDS_MAX)) {
    const name = word.replace(/:$/, "").replace(/^[([{"']+/, "");
    const isNext = word.endsWith(":") || at + word.length >= line.trimEnd().length;
    if (isNext && name.includes(".") && TYPE.test(name) && ENDING.test(name))
      return {
        lead: "late",
        indent: 0,
        ...taken(line.slice(at + word.length - name.length - (word.endsWith(":") ? 1 : 0))),
      };
    at += word.length + 1;
  }
  return null;
}

/** `type: message`; without a type, the whole text is what the exception says of itself. */
function taken(text: string): { type: string | null; message: string } {
  const name = DOTTED.exec(text)?.[0] ?? "";
  const rest = text.slice(name.length);
  if (name.endsWith("SAXParseException") && rest.startsWith("; "))
    return { type: name, message: rest.slice(2).trimEnd() };
  if (!name || !/^(?::(?: |$)|\s*$)/.test(rest)) return { type: null, message: text.trimEnd() };
  return { type: name, message: rest.replace(/^: ?/, "").trimEnd() };
}
