// Errors of rustc and cargo, and the chains that `main` prints of an error it returns (anyhow, eyre).

import type { Exception, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import { LOGGED, readEach, readText, toChain, toException } from "./native.ts";
import { readBacktrace } from "./rust.ts";

const ERROR = new RegExp(String.raw`${LOGGED}error(?:\[(E\d{4})\])?: (.+)$`);
const ARROW = /^\s*-->\s/;
const TOTAL =
  /^(?:error: (?:aborting due to|could not compile|build failed)|For more information about|Some errors have detailed)/;
const CAUSED = /^\s*Caused by:\s*$/;
const HEAD = new RegExp(`${LOGGED}(Error|error):(?: (.*))?$`);
// `main` returned an error: what `{:?}` prints of a struct, an enum or a string.
const RETURNED = new RegExp(
  String.raw`${LOGGED}(Error): ([A-Z]\w*(?: \{ .* \}|\(.*\))|"(?:[^"\\]|\\.)*")$`,
);
const NUMBERED = /^\s*(\d+): (.*)$/;
const PLACE = /^\s*Location:\s*$/;
const MESSAGE_LINES = 6;
const WITHIN = 8;

const HEADLINES: readonly HeadlineShape[] = [
  { pattern: /^(?:\S+ ?[-:] )?error\[(?<type>E\d{4})\]: (?<message>.+)$/, type: null },
  {
    pattern:
      /^error: (?<message>(?:could not find `|failed to (?:run custom|parse manifest|select|get)|no matching package|linking with `|package `|manifest path `|no such command: `|internal compiler error: ).+)$/,
    type: null,
  },
  { pattern: /^(?<type>Error): (?<message>[A-Z]\w+ ?[{(].*[})])$/, type: null },
];

/** Reads compile errors, each one exception, and chains of causes. */
export const rustc: TraceReader = {
  runtime: "rust",
  clues: ["error[E", "error: ", "Caused by:", "Error:", "error:"],
  headlines: HEADLINES,
  starts: [
    String.raw`error\[E\d{4}\]: `,
    "error: (?:aborting due to|could not compile)",
    "warning: (?=.{0,200} --> )",
    String.raw`-->\s+\S+:\d+:\d+`,
    "(?:For more information about this error|Some errors have detailed)",
  ],
  wholes: ["Caused by:(?= +(?:\\d+: )?[^.]{0,200})"],
  read: (paste, isInApp) =>
    readEach(
      paste.lines,
      (at) => readCompile(paste, at) ?? readCauses(paste, at, isInApp) ?? readReturned(paste, at),
    ),
};

function readReturned({ lines }: Paste, at: number): Trace | null {
  const match = RETURNED.exec(lines[at] ?? "");
  if (!match || /^\s*at /.test(lines[at + 1] ?? "")) return null; // JavaScript says so too
  return toChain("rust", [toException(match[1] ?? null, match[2] ?? "")], [at, at + 1]);
}

function readCompile({ lines }: Paste, start: number): Trace | null {
  const match = ERROR.exec(lines[start] ?? "");
  if (!match || TOTAL.test(lines[start] ?? "")) return null;
  let arrow = start + 1;
  while (arrow < start + MESSAGE_LINES && !ARROW.test(lines[arrow] ?? "")) arrow++;
  const isPlaced = ARROW.test(lines[arrow] ?? "");
  const isIce = /^internal compiler error: /.test(match[2] ?? "");
  if (!isPlaced && !match[1] && !isIce) return null;
  const rest = isPlaced ? lines.slice(start + 1, arrow) : [];
  const message = [match[2] ?? "", ...rest].join("\n").trim();
  const end = endOf(lines, isPlaced ? arrow + 1 : start + 1);
  return toChain("rust", [toException(match[1] ?? null, message)], [start, end]);
}

/** Source, arrows and notes under an error; the totals at the end of a run belong to its last. */
function endOf(lines: readonly string[], from: number): number {
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "") break;
    if (/^(?:error|warning)(?:\[|:)/.test(line)) break;
  }
  let last = at;
  for (let next = at; next < lines.length; next++) {
    const line = lines[next] ?? "";
    if (TOTAL.test(line) || /^warning: .* generated \d+ warning/.test(line)) last = next + 1;
    else if (line.trim() !== "") break;
  }
  return last;
}

/** `Error: …`, then `Caused by:` with numbered causes, one cause, or one such block for each. */
function readCauses(paste: Paste, start: number, isInApp: InAppTest): Trace | null {
  const head = HEAD.exec(paste.lines[start] ?? "");
  if (!head) return null;
  const { lines } = paste;
  const opening = causesAt(lines, start);
  if (opening === null) return null;
  const isNumbered = (head[2] ?? "") === "" && !CAUSED.test(lines[opening] ?? "");
  const first = isNumbered ? "" : [head[2] ?? "", ...lines.slice(start + 1, opening)].join("\n");
  const { causes, next } = readList(paste, opening);
  const messages = isNumbered ? causes : [first.trim(), ...causes];
  const stack = readBacktrace(lines, skipEmpty(lines, next), isInApp);
  const end = stack.frames.length > 0 ? stack.next : next;
  const type = head[1] === "Error" ? "Error" : null;
  const chain = messages.map(
    (text, at): Exception =>
      toException(at === 0 ? type : null, text, at === 0 ? stack.frames : []),
  );
  return chain.length > 1 ? toChain("rust", chain.reverse(), [start, end]) : null;
}

/** The line at which the causes of the error on `start` begin. */
function causesAt(lines: readonly string[], start: number): number | null {
  if (/^\s*0: /.test(lines[start + 1] ?? "") && /rror:\s*$/.test(lines[start] ?? ""))
    return start + 1;
  for (let at = start + 1; at <= start + WITHIN && at < lines.length; at++) {
    if (CAUSED.test(lines[at] ?? "")) return at;
    if (HEAD.test(lines[at] ?? "") || ARROW.test(lines[at] ?? "")) return null;
  }
  return null;
}

function readList(paste: Paste, opening: number) {
  const { lines } = paste;
  const causes: string[] = [];
  let next = opening;
  for (let at = opening; at < lines.length; ) {
    const line = lines[at] ?? "";
    let numbered = NUMBERED.exec(line);
    if (CAUSED.test(line) || (line.trim() === "" && CAUSED.test(lines[at + 1] ?? ""))) {
      at = line.trim() === "" ? at + 2 : at + 1;
      if (NUMBERED.test(lines[at] ?? "")) continue;
    } else if (!numbered) break;
    numbered = NUMBERED.exec(lines[at] ?? "");
    const own = numbered?.[2] ?? lines[at] ?? "";
    const read = readText(paste, at + 1, own, isNext);
    causes.push(...apart(read.text, numbered ? Number(numbered[1]) : null));
    next = read.next;
    at = next;
  }
  return { causes, next };
}

/** `0: a 1: b 2: c`, where the newlines were lost. */
function apart(text: string, number: number | null): readonly string[] {
  const parts = [text];
  for (let count = (number ?? -1) + 1; number !== null; count++) {
    const last = parts.at(-1) ?? "";
    const at = last.indexOf(` ${count}: `);
    if (at < 0 || last.includes("\n")) break;
    parts.splice(-1, 1, last.slice(0, at).trim(), last.slice(at + `${count}: `.length + 1));
  }
  return parts;
}

function isNext(line: string): boolean {
  return (
    NUMBERED.test(line) ||
    PLACE.test(line) ||
    CAUSED.test(line) ||
    /^\s*(?:Stack backtrace:)?\s*$/.test(line)
  );
}

function skipEmpty(lines: readonly string[], at: number): number {
  return (lines[at] ?? "").trim() === "" ? at + 1 : at;
}
