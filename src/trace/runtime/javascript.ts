// JavaScript's errors, as V8 (Node.js, Chromium, Deno), Firefox and Safari print them, and the reports
// of its test runners.

import type { Exception, HeadlineShape, InAppTest, Trace, TraceReader } from "../trace.ts";
import { readBlocks } from "./javascript-blocks.ts";
import { readFatal } from "./javascript-fatal.ts";
import { toCall } from "./javascript-lines.ts";
import { STARTS, WHOLES } from "./javascript-starts.ts";
import type { Block } from "./javascript-state.ts";
import { readTests } from "./javascript-tests.ts";

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^(?<type>(?:[A-Z]\w*)?(?:Error|Exception)) \[\w+\]: (?<message>.*)$/,
    type: null,
  },
  {
    pattern:
      /^\[(?:DOMException \[)?(?<type>(?:[A-Z]\w*)?(?:Error|Exception))\]?: (?<message>.*?)\](?: \{)?$/,
    type: null,
  },
  { pattern: /^DOMException \[(?<type>[A-Z]\w*)\]: (?<message>.*)$/, type: null },
  {
    pattern:
      /^(?:\[[\w.:/-]{1,40}\] )?(?=[^A-Z]{0,80}(?:fail|error|could not|cannot|unable|unhandled|rejected|crash))[\w-]+(?: [\w-]+){1,5}:? (?<type>[A-Z]\w*Error): (?<message>\S.*)$/,
    type: null,
  },
  { pattern: /^(?<message>expect\([\w.()]{0,40}\)\.(?:\w+\.){0,2}to\w+\(.*)$/, type: null },
  {
    pattern: /^Uncaught (?:\(in promise\) )?(?<message>(?:'.*'|".*"|\{.*\}|#<\w+>))$/,
    type: null,
  },
];

/** Reads errors with calls, in Node's brackets, or under its banner. */
export const javascript: TraceReader = {
  runtime: "javascript",
  clues: ["at ", "@", "^", "Error", "Exception", "FATAL", "● ", "Node.js v"],
  headlines: HEADLINES,
  starts: STARTS,
  wholes: WHOLES,
  read: ({ lines }, isInApp) => {
    const tests = [...readTests(lines), ...readFatal(lines)];
    const blocks = isHere(lines) ? readBlocks(lines) : [];
    const rest = toTraces(blocks, isInApp);
    return [
      ...toTraces(tests, isInApp),
      ...rest.filter((it) => !tests.some((test) => meet(it, test))),
    ];
  },
};

const HERE =
  /^\s*at .*:\d+:\d+\)?|^\s*\^+\s*$|^\s*(?:\[cause\]: )?\[(?:\w*Error|DOMException \[|\w*Exception)\b|^\s*Node\.js v\d|^\w*Error \[ERR_/;

function isHere(lines: readonly string[]): boolean {
  return lines.some((line) => HERE.test(line) || (line.includes("@") && toCall(line) !== null));
}

function meet({ span }: Trace, { start, end }: Block): boolean {
  return span[0] < end && start < span[1];
}

function toTraces(blocks: readonly Block[], isInApp: InAppTest): readonly Trace[] {
  const traces: Trace[] = [];
  for (let from = 0; from < blocks.length; ) {
    let to = from + 1;
    while (to < blocks.length && blocks[to]?.parent !== null) to++;
    traces.push(toTrace(blocks.slice(from, to), from, isInApp));
    from = to;
  }
  return traces;
}

/** Printed surfaced first; turned round unless it is a tree. */
function toTrace(blocks: readonly Block[], offset: number, isInApp: InAppTest): Trace {
  const isTree = blocks.some(({ relation }) => relation === "member");
  const place = (at: number) => (isTree ? at : blocks.length - 1 - at);
  const exceptions = blocks.map(({ type, message, relation, parent, calls }): Exception => {
    const frames = calls.map((it) => ({ ...it, inApp: isInApp(it.file ?? it.function ?? "") }));
    const at = parent === null ? null : place(parent - offset);
    return { type, message, relation, parent: at, frames: frames.reverse() };
  });
  const end = blocks.reduce((last, block) => Math.max(last, block.end), 0);
  const span: Trace["span"] = [blocks[0]?.start ?? 0, end];
  return { runtime: "javascript", exceptions: isTree ? exceptions : exceptions.reverse(), span };
}
