// What one line of a JavaScript trace says: a call site of V8, Firefox or Safari, or an error's head.

import { withoutLogPrefix } from "../carrier/prefix.ts";
import { isErrorName } from "../headline.ts";
import type { Frame } from "../trace.ts";

/** A call site, not yet judged. */
export type Call = Omit<Frame, "inApp">;

/**
 * `Type: message`. `sure`: the name alone says that it is an error; `late`: words stood before it;
 * `bracket`: in `[…]`, as Node inspects an error without a stack.
 */
export type Head = {
  readonly type: string;
  readonly message: string;
  readonly sure: boolean;
  readonly late: boolean;
  readonly bracket: boolean;
};

const CALL = /^\s*at (\S.*)$/;
const PLACE = /^(.+?):(\d+)(?::\d+)?$/;
const COLUMN = /:\d+:\d+$/;
const BARE = /^(?:index \d+|<anonymous>|native|native code|unknown location)$/;
const SCRIPT = /\.(?:[cm]?[jt]sx?|vue|svelte|bundle|hbc):\d+$/;

/** A call as `at name (place)`, `at place`, or `name@place`; null for every other line. */
export function toCall(line: string): Call | null {
  const text = CALL.exec(line)?.[1]?.replace(/(?: \{|,)+$/, "");
  if (!text) return toGeckoCall(line);
  const open = text.endsWith(")") ? openOf(text) : -1;
  const name = open > 0 ? text.slice(0, open) : null;
  const inside = open > 0 ? text.slice(open + 2, -1) : text.replace(/^async /, "");
  const place = inside
    .slice(inside.startsWith("eval at ") ? inside.lastIndexOf(", ") + 2 : 0)
    .replace(/^address at /, "");
  if (BARE.test(place)) return name ? toSite(name, place, null) : null;
  const wasm = /^(wasm:\/\/\S+:wasm-function\[\d+\]):0x[0-9a-f]+$/.exec(place);
  if (wasm) return toSite(name, wasm[1] ?? place, null);
  const match = PLACE.exec(place);
  if (!match || !(COLUMN.test(place) || (name && SCRIPT.test(place)))) return null;
  return toSite(name, match[1] ?? place, Number(match[2]));
}

/** Where the place begins: the first ` (`, for a place may have parentheses of its own. */
function openOf(text: string): number {
  const found = text.indexOf(" (");
  return /^(?:\/|file:|[a-z-]+:\/\/|[A-Z]:\\)/.test(text) ? -1 : found;
}

function toSite(name: string | null, file: string, line: number | null): Call {
  const called = name?.replace(/^async /, "").replace(/ \[as [^\]]*\]$/, "") ?? null;
  return { function: called === "" ? null : called, file, line, module: null };
}

const GECKO =
  /^\s*(?:[A-Za-z ]{1,40}\*)?([^@()\s]{0,300}|(?:global|eval|module) code)@((?:[a-z][a-z-]{1,20}:\/\/?|\/)\S{1,2000}|\S{1,300}\.[cm]?[jt]sx?|debugger eval code|\S{1,1000} line \d+ > \w+):(\d+):(\d+)$/;
const GECKO_NATIVE = /^\s*([\w$.[\]<>/]{1,200})@(\[native code\])$/;

function toGeckoCall(line: string): Call | null {
  if (!line.includes("@")) return null;
  const [, name, file, number] = GECKO.exec(line) ?? GECKO_NATIVE.exec(line) ?? [];
  return file ? toSite(name || null, file, number ? Number(number) : null) : null;
}

const NAME = String.raw`[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*`;
const HEAD = new RegExp(
  `^(\\[)?(?:DOMException \\[(${NAME})\\]|(${NAME})(?: \\[([\\w .:-]+)\\])?)(?::(?: (.*))?)?$`,
  "u",
);
// `[Timeout] {`: an error without message and calls.
const EMPTY =
  /^\[(?!Object|Array|Function|Getter|Setter|Circular|Class|Module)([A-Z][\w$]{0,200})\](?: \{|,)?$/;
const LEAD =
  /^<ref \*\d+> |^(?:\S{1,200}:\d+(?::\d+)? )?(?:\(node:\d+\) UnhandledPromiseRejectionWarning: |(?:error: )?Uncaught (?:\(in promise\) )?|Unhandled Rejection(?: \(|: )|\(node:\d+\) (?=\w*Error))/;
// `failed to parse quantity: TypeError: not a number`: console.error puts words before an error.
const LATE =
  /(?<=[\s(])\[?(?:DOMException \[\w+\]|[\w$]*[a-z](?:Error|Exception)|Error)(?: \[[\w ]+\])?(?=: |:?$)/g;
const WORDS_MAX = 300;

/** The error's head in a line, with whatever a console or a logger put before it taken off. */
export function toHead(line: string): Head | null {
  const text = line.trim().replace(LEAD, "");
  const head = ofText(text);
  if (head?.sure) return inner(head) ?? head;
  const bare = withoutLogPrefix(text);
  const logged = bare === text ? null : ofText(bare);
  if (logged?.sure) return { ...logged, late: true };
  return late(text) ?? (head ? (worded(head) ?? head) : null);
}

/** `[cause]: ` and `(` may hold what the rest of the line says. */
function ofText(text: string): Head | null {
  const bare = EMPTY.exec(text)?.[1];
  if (bare) return { type: bare, message: "", sure: isErrorName(bare), late: false, bracket: true };
  const [, bracket, dom, name, tag, rest = ""] = HEAD.exec(text) ?? [];
  const type = dom ?? name;
  if (!type) return null;
  const named = isErrorName(type) && /[A-Z]/.test(type); // `error: ` may be a level
  const sure = named || dom !== undefined || tag !== undefined;
  return { type, message: rest, sure, late: false, bracket: bracket !== undefined };
}

/** Node prints `Unhandled error` heads of an inner error as they are; nothing is inside those. */
function inner(head: Head): Head | null {
  return head.type === "UnhandledPromiseRejectionWarning" ? ofText(head.message) : null;
}

/** `failed: OrderRejected: …`: a word, then an error whose name does not tell that it is one. */
function worded(head: Head): Head | null {
  if (!/^[a-z]+$/.test(head.type) || !/^[A-Z]\w*[a-z]\w*(?::|$)/.test(head.message)) return null;
  return ofText(head.message);
}

function late(text: string): Head | null {
  for (const { index } of text.slice(0, WORDS_MAX * 2).matchAll(LATE)) {
    if (index > WORDS_MAX) return null;
    const head = ofText(text.slice(index));
    if (head?.sure) return { ...head, late: true };
  }
  const shown = / (\[[A-Z][\w$]{0,200}(?:: .*)?\] \{)$/.exec(text.slice(0, WORDS_MAX * 2));
  const head = shown?.[1] && !shown[1].startsWith("[ERROR") ? ofText(shown[1]) : null;
  return head?.bracket ? { ...head, sure: true, late: true } : null;
}
