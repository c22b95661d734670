// The lines of .NET's stack traces, as .NET, .NET Framework and Mono print them, in any language
// that the framework speaks: `at` and `line` are translated, brackets and dots are not.

import { withoutLogPrefix } from "../carrier/prefix.ts";
import type { Call } from "./at-calls.ts";

/** `type: message` of one exception; `member` numbers it among those of an AggregateException. */
export type Part = {
  readonly type: string | null;
  readonly message: string;
  readonly member: number | null;
};

/** A line that begins a trace; `isSure` needs no calls under it. */
export type Head = { readonly text: string; readonly isSure: boolean };

const AT = "(?:at|bei|à|en|в|場所|在|em|w|v|vid|ved|i|bij|a|konum:|위치:)";
const CALL = new RegExp(
  `^\\s*${AT} (?:\\(wrapper [\\w-]+\\) )?([^\\s()]+) ?\\(([^()]*)\\)(?:\\+MoveNext\\(\\))?(?: \\[0x[0-9a-f]+\\]| <0x[^>]*>)?(.*)$`,
);
const IN =
  /^ (?:(?:in|dans|en|в|場所|位置|na|w|v|i|파일) )?(.{1,1000}?):(?:\p{L}+\.? )?(\d+)\.?(?: içinde)?$/u;
const NOT_HERE = /:\d|^(?:<anonymous>|native|index \d+|Native Method|Unknown Source)$/;
const MARK = /^\s*--- .{3,120} ---\s*$/;
const PREVIOUS =
  /previous|vorherg|précédent|anterior|precedente|предыдущ|直前|上一|이전|poprzedni|předchoz|önceki|föregående/i;

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const TYPE = String.raw`(?:${NAME}[.+]){0,20}${NAME}(?:${"`"}\d{1,2}(?:\[[^\]]{0,300}\])?)?`;
const CODE = String.raw`(?: \((?:0x[0-9A-Fa-f]{1,8}|-?\d{1,10})\))?`;
const PART = new RegExp(
  `^(?:\\(Inner Exception #(\\d+)\\) )?(${TYPE})${CODE}(?:: ?(.*)|\\s*)$`,
  "su",
);
const ARROW = new RegExp(
  `(?:^| )---> (?=(?:\\(Inner Exception #\\d+\\) )?(?:${NAME}[.+]){0,20}${NAME}(?:${"`"}\\d|${CODE}(?::|\\s*$)))`,
  "u",
);
const EXCEPTION = /(?:Exception|Error|Fault)(?:`\d.*)?$/;
const DOTTED =
  /^\p{Lu}[\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)+(?:\+[\p{L}\p{N}_]+)*(?:`\d.*)?$/u;
const LEAD =
  /^(?:Unhandled [Ee]xception[.:] ?|\[ERROR\] FATAL UNHANDLED EXCEPTION: |Fatal error\. ?|Process terminated\. ?|Unbehandelte Ausnahme: ?|Exception non gérée ?: ?|Excepción no controlada: ?|Eccezione non gestita: ?|Необработанное исключение: ?|ハンドルされていない例外: ?|未经处理的异常: ?|Unhandled exception rendering component: )\s*/;

/** A call; null for every other line. `isLast` closes a member of an AggregateException. */
export function toCall(line: string): { call: Call; isLast: boolean } | null {
  if (!line.includes("(")) return null;
  const [whole, name = "", inside = "", tail = ""] = CALL.exec(line) ?? [];
  if (whole === undefined || NOT_HERE.test(inside) || !/[.:]|^lambda_method/.test(name))
    return null;
  const isLast = /<---\s*$/.test(tail);
  const rest = tail.replace(/\s*<---\s*$/, "").trimEnd();
  const [, file = null, at = null] = IN.exec(rest) ?? [];
  if (rest !== "" && at === null) return null;
  const isNone = file === null || file.startsWith("<") || file.trim() === "";
  const call = {
    function: name,
    file: isNone ? null : file,
    line: isNone ? null : Number(at),
    module: null,
  };
  return { call, isLast };
}

/** `--- End of inner exception stack trace ---`, or the mark of an awaited call. */
export function toMark(line: string): "inner" | "previous" | null {
  if (!MARK.test(line)) return null;
  return PREVIOUS.test(line) ? "previous" : "inner";
}

/** What begins a trace, freed of what stood before; null for every other line. */
export function toHead(line: string): Head | null {
  const text = line.trim();
  const whole = LEAD.test(text) ? text : withoutLogPrefix(text);
  const lead = LEAD.exec(whole)?.[0];
  if (lead !== undefined) {
    const rest = whole.slice(lead.length);
    return { text: rest, isSure: isCertain(rest) };
  }
  const part = toPart(splitArrows(whole)[0] ?? "");
  if (part.type && (EXCEPTION.test(part.type) || DOTTED.test(part.type)))
    return { text: whole, isSure: false };
  return ofLate(whole);
}

/** Whether the first type is one that only .NET prints: dotted, and an exception. */
function isCertain(text: string): boolean {
  const { type } = toPart(splitArrows(text)[0] ?? "");
  return type !== null && (DOTTED.test(type) || (EXCEPTION.test(type) && ARROW.test(text)));
}

const WORDS_MAX = 80;

/** `import failed: Acme.JobException: no slot`, as programs print on one line. */
function ofLate(text: string): Head | null {
  if (!/Exception(?: \(\w{1,12}\))?(?:: |$| --->)/.test(text.slice(0, 4_000))) return null;
  let at = 0;
  for (const word of text.slice(0, 4_000).split(" ").slice(0, WORDS_MAX)) {
    const type = word.replace(/:$/, "");
    if (DOTTED.test(type) && EXCEPTION.test(type)) return { text: text.slice(at), isSure: false };
    at += word.length + 1;
  }
  return null;
}

/** The text at every arrow that stands before an inner exception. */
export function splitArrows(line: string): readonly string[] {
  const parts: string[] = [];
  let rest = line;
  while (parts.length < 40) {
    const found = ARROW.exec(rest);
    if (!found) break;
    parts.push(rest.slice(0, found.index));
    rest = rest.slice(found.index + found[0].length);
  }
  return [...parts, rest];
}

/** Takes `type (code): message` apart; a text without a type is all message. */
export function toPart(text: string): Part {
  const [whole, member, type = null, message = ""] = PART.exec(text) ?? [];
  if (whole === undefined) return { type: null, message: text, member: null };
  return { type, message: message.trimEnd(), member: member === undefined ? null : Number(member) };
}
