// V8's stack traces, as Node.js and Chromium print them, with `[cause]` and `[errors]`.

import { withoutLogPrefix } from "../carrier/prefix.ts";
import { isErrorName } from "../headline.ts";
import type { HeadlineShape, TraceReader } from "../trace.ts";
import { type Call, type Head, readAtFrames, type Spelling } from "./at-frames.ts";

const CALL = /^\s*at (\S.*)$/;
const HEAD =
  /^(\s*)(\[cause\]: |\[errors\]: \[)?(?:Uncaught (?:\(in promise\) )?)?(\[)?(?:DOMException \[)?([A-Za-z_$][\w$]*)\]?(?: \[[\w ]+\])?(?:: (.*))?$/;
// `[orders] failed to parse quantity: TypeError: not a number`: console.error puts words before it.
const LATE = /^.{0,200}?\s(?=[A-Z]\w*Error(?: \[\w+\])?: )/;

const STARTS = [
  String.raw`\[cause\]: (?:\[?[A-Z]|\w+Error)`,
  String.raw`\[errors\]: \[`,
  String.raw`(?<=\^\s+|\[errors\]: \[\s+|:\d+\)?,\s+|\},\s+)\[?(?:[A-Z]\w*)?(?:Error|Exception|Rejection)(?: \[\w+\])?: `,
  String.raw`Emitted '\w+' event (?:on|at)`,
];
const PLACE = String.raw`(?:[^\s()]{1,400}:\d+:\d+|<anonymous>|native|index \d+)`;
const WHOLES = [
  String.raw`at (?:async )?[^\s()]{1,400}:\d+:\d+(?: \{|,)?`,
  String.raw`at (?:async |new )?[^\s()]{1,300}(?: [^\s()]{1,100}){0,3} \(${PLACE}\)(?: \{|,)?`,
  String.raw`at (?:[^\s()]{1,300} )?\(?eval at [^\s()]{1,300} \(${PLACE}\), ${PLACE}\)(?: \{|,)?`,
  String.raw`\.\.\. \d+ lines matching cause stack trace \.\.\.`,
  String.raw`Node\.js v\d+\.\d+\.\d+`,
];

const spelling: Spelling = {
  runtime: "javascript",
  head: toHead,
  call: toCall,
  frameless: isFrameless,
};

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^(?<type>[A-Z]\w*(?:Error|Exception)) \[[A-Z_]+\]: (?<message>.*)$/,
    type: null,
  },
  {
    pattern:
      /^\[(?:DOMException \[)?(?<type>[A-Z]\w*(?:Error|Exception)): (?<message>[^\]]*)\]+(?: \{)?$/,
    type: null,
  },
];

/** Reads V8 traces; a call needs its line and column. */
export const javascript: TraceReader = {
  runtime: "javascript",
  clues: ["at "],
  starts: STARTS,
  wholes: WHOLES,
  headlines: HEADLINES,
  read: ({ lines }, isInApp) => {
    const isHere = lines.some((line) => /^\s*at .*:\d+:\d+\)?/.test(line));
    return isHere ? readAtFrames(lines, spelling, isInApp) : [];
  },
};

function toHead(line: string): Head | null {
  const whole = HEAD.exec(line) ?? HEAD.exec(withoutLogPrefix(line).replace(LATE, ""));
  const [, space = "", lead, bracket, type = "", rest = ""] = whole ?? [];
  if (!whole || !isErrorName(type)) return line.includes("Error: ") && !whole ? late(line) : null;
  const message = bracket ? rest.replace(/\]+(?: \{)?$/, "") : rest;
  const isMember = space.length >= 4 && !lead;
  const relation = lead?.startsWith("[cause") ? "cause" : isMember ? "member" : null;
  return { type, message, relation, indent: space.length };
}

function late(line: string): Head | null {
  const rest = line.replace(LATE, "");
  return rest === line ? null : toHead(rest);
}

function isFrameless(line: string): boolean {
  return /^\s*(?:\[cause\]: )?\[.*\](?: \{)?$/.test(line);
}

function toCall(line: string): Call | null {
  const text = CALL.exec(line)?.[1]?.replace(/(?: \{|,)+$/, "");
  if (!text) return null;
  const open = text.endsWith(")") ? text.indexOf(" (") : -1;
  const name = open > 0 ? text.slice(0, open) : null;
  const inside = open > 0 ? text.slice(open + 2, -1) : text.replace(/^async /, "");
  const place = inside.slice(inside.startsWith("eval at ") ? inside.lastIndexOf(", ") + 2 : 0);
  const match = /^(.*):(\d+):\d+$/.exec(place);
  const isBare = /^(?:index \d+|<anonymous>|native)$/.test(place);
  if (!match && !(name && isBare)) return null;
  const called = name?.replace(/^async /, "").replace(/ \[as [^\]]+\]$/, "") ?? null;
  const line_ = match ? Number(match[2]) : null;
  return { function: called, file: match?.[1] ?? place, line: line_, module: null };
}
