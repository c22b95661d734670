// The JVM's stack traces, of Java, Kotlin, Scala, Clojure and their loggers.

import { withoutLogPrefix } from "../carrier/prefix.ts";
import type { TraceReader } from "../trace.ts";
import { type Call, type Head, readAtFrames, type Spelling } from "./at-frames.ts";

const CALL = /^\s*at ([^\s()]+)\(([^()]{0,300})\)(?: ~?\[[^\]]*\])?$/;
const LEAD = /^(\s*)(?:Exception in thread "[^"]*" |(Caused by: |Suppressed: |Wrapped by: ))?/;
const NAME = /^(?:[a-z_][\w$]*\.)+[A-Z_$][\w$]*|^[A-Z][\w$]*(?:Exception|Error)(?=:|$)/;

const STARTS = [
  'Exception in thread "',
  String.raw`(?:Caused by|Suppressed|Wrapped by): (?:[a-z_][\w$]*\.)+[A-Z]`,
];
const WHOLES = [
  String.raw`at [^\s()]{1,400}\([^\s():]{1,200}\.(?:java|kt|kts|scala|clj|groovy)(?::\d+)?\)(?: ~?\[[^\]\s]{1,200}\])?`,
  String.raw`at [^\s()]{1,400}\((?:Native Method|Unknown Source|<generated>|Unknown)\)(?: ~?\[[^\]\s]{1,200}\])?`,
  String.raw`\.\.\. \d+ (?:more|common frames omitted)`,
];

const spelling: Spelling = { runtime: "java", head: toHead, call: toCall, frameless: () => false };

/** Reads JVM traces; a call needs its file in brackets. */
export const java: TraceReader = {
  runtime: "java",
  clues: ["at "],
  starts: STARTS,
  wholes: WHOLES,
  read: ({ lines }, isInApp) => {
    const isHere = lines.some((line) => CALL.test(line));
    return isHere ? readAtFrames(lines, spelling, isInApp) : [];
  },
};

function toHead(line: string): Head | null {
  const direct = headOf(line);
  if (direct) return direct;
  const rest = withoutLogPrefix(line);
  return rest === line ? null : headOf(rest);
}

function headOf(line: string): Head | null {
  const [lead = "", space = "", word = ""] = LEAD.exec(line) ?? [];
  const text = line.slice(lead.length);
  const type = NAME.exec(text)?.[0];
  if (!type || !/^(?::|\s*$)/.test(text.slice(type.length))) return null;
  const message = text.slice(type.length).replace(/^: ?/, "");
  const relation = word.startsWith("Suppressed") ? "suppressed" : word ? "cause" : null;
  return { type, message, relation, indent: space.length };
}

function toCall(line: string): Call | null {
  const match = CALL.exec(line);
  if (!match) return null;
  const [, name = "", place = ""] = match;
  const [, file = null, at] = /^([^:]+\.\w+)(?::(\d+))?$/.exec(place) ?? [];
  const called = name.slice(name.lastIndexOf("/") + 1); // java.base/, app//
  return { function: called, file, line: at ? Number(at) : null, module: null };
}
