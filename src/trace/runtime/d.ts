// Throwables that nobody caught in D, as druntime prints them: what was thrown, then what it chained.

import { isCut } from "../boundary.ts";
import type { Exception, HeadlineShape, InAppTest, Paste, Trace, TraceReader } from "../trace.ts";
import {
  type Call,
  LOGGED,
  readEach,
  readText,
  toChain,
  toException,
  toFrames,
  unbroken,
} from "./native.ts";

const HEAD = new RegExp(
  `${LOGGED}(?<type>[a-z_]\\w*(?:\\.\\w+)*\\.\\w+)@(?:\\S.*?)?\\(\\d+\\)(?::\\s?(?<message>.*))?$`,
);
const RULE = /^\s*-{8,}\s*$/;
const FRAME = /^\s*(\?\?|\S[^:]*):(\?|\d+) (?:(.+) )?\[0x[0-9a-f]+\]\s*$/;
const COMPILE = new RegExp(String.raw`${LOGGED}\S+\.di?\(\d+(?:,\d+)?\): (Error): (.+)$`);

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^(?<type>[a-z_]\w*(?:\.\w+)*\.\w+)@\S*\.di?\(\d+\)(?:: (?<message>.*))?$/,
    type: null,
  },
];

/** Reads D's uncaught throwables; each chained one was caused by none, but thrown on the way. */
export const d: TraceReader = {
  runtime: "d",
  clues: ["@", ".d("],
  headlines: HEADLINES,
  starts: [
    String.raw`[a-z_]\w*(?:\.\w+){1,8}@\S{0,300}\(\d+\)(?=:|\s)`,
    String.raw`\S{1,200}\.d\(\d+\): Error: `,
  ],
  wholes: [
    "-{16}",
    String.raw`(?:\?\?|[^\s:]{1,300}\.di?):(?:\?|\d+) (?:.{1,600}? )??\[0x[0-9a-f]+\]`,
  ],
  read: (paste, isInApp) =>
    readEach(paste.lines, (at) => readThrown(paste, at, isInApp) ?? readCompile(paste.lines, at)),
};

/** Printed surfaced first. */
function readThrown(paste: Paste, start: number, isInApp: InAppTest): Trace | null {
  const chain: Exception[] = [];
  let next = start;
  for (
    let block = readBlock(paste, next, isInApp);
    block;
    block = readBlock(paste, next, isInApp)
  ) {
    chain.push(block.exception);
    next = block.next;
  }
  return chain.length > 0 ? toChain("d", chain.reverse(), [start, next]) : null;
}

function readBlock(paste: Paste, start: number, isInApp: InAppTest) {
  const line = paste.lines[start] ?? "";
  const groups = line.includes("@") ? HEAD.exec(line)?.groups : undefined;
  if (!groups) return null;
  const { text, next } = readText(paste, start + 1, groups.message ?? "", isEnd);
  if (!RULE.test(paste.lines[next] ?? "")) return null;
  const calls: Call[] = [];
  let at = next + 1;
  for (; at < paste.lines.length; at++) {
    const { line, count } = unbroken(paste.lines, at, isFrame, isFrame);
    const it = FRAME.exec(line);
    at += count - 1;
    if (!it && isCut(paste.lines[at] ?? "")) continue;
    if (!it) break;
    const isKnown = it[1] !== "??";
    calls.push({
      function: it[3] ?? null,
      file: isKnown ? (it[1] ?? null) : null,
      line: isKnown ? Number(it[2]) : null,
    });
  }
  return { exception: toException(groups.type ?? null, text, toFrames(calls, isInApp)), next: at };
}

/** A rule ends the message; another head says that this one has none. */
function isEnd(line: string): boolean {
  return RULE.test(line) || (line.includes("@") && HEAD.test(line));
}

function isFrame(line: string): boolean {
  return FRAME.test(line);
}

function readCompile(lines: readonly string[], at: number): Trace | null {
  const match = COMPILE.exec(lines[at] ?? "");
  if (!match) return null;
  return toChain("d", [toException(match[1] ?? null, match[2] ?? "")], [at, at + 1]);
}
