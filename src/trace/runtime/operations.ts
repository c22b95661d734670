// What people paste beside traces of languages: errors of the tools that build, ship and run a
// program. Each is a report of its own. A line that a person could have written is none.

import type { Exception, InAppTest, Trace, TraceReader } from "../trace.ts";
import { ansible } from "./operations/ansible.ts";
import { cloud } from "./operations/cloud.ts";
import { docker } from "./operations/docker.ts";
import { git } from "./operations/git.ts";
import { http } from "./operations/http.ts";
import { kubernetes } from "./operations/kubernetes.ts";
import { network } from "./operations/network.ts";
import { packages } from "./operations/packages.ts";
import { services } from "./operations/services.ts";
import { sql } from "./operations/sql.ts";
import { terraform } from "./operations/terraform.ts";
import { type Found, ofShapes, type Tool, textsOf, toFrame } from "./operations/tool.ts";
import { validation } from "./operations/validation.ts";

// The more telling first: Terraform's `Error: …` has a place, a usage error its usage.
const TOOLS: readonly Tool[] = [
  terraform,
  docker,
  kubernetes,
  sql,
  cloud,
  network,
  git,
  packages,
  services,
  ansible,
  validation,
  http,
];

const CLUES = [
  "rror",
  "ERR",
  "FATAL",
  "ailed",
  "BackOff",
  "eason:",
  "(pid:",
  "{",
  "denied",
  "refused",
  "exited",
  "Cannot",
  "nable to",
  "Could not",
  "The command",
  "is invalid",
  "HTTP/",
  "<title>",
  "x509",
  "curl:",
  "ssh:",
  "E: ",
  "CONFLICT",
  "rejected",
  "remote:",
  "Msg ",
  "ORA-",
  "DB::",
  "Warning",
  "[emerg]",
  "[crit]",
  "[alert]",
  "Unit ",
  "memory",
  "segfault",
  "verif",
  "Verif",
  "× ",
  "version solving",
  "exec ",
  "git: '",
  "Evicted",
  ".go:",
  'service "',
  "AADSTS",
  "You must",
  "The config",
  "The SSO",
  "booted",
];

/** Reads the errors of operations tools, one exception each. */
export const operations: TraceReader = {
  runtime: "operations",
  clues: CLUES,
  starts: TOOLS.flatMap(({ starts = [] }) => starts),
  read: ({ lines }, isInApp) => readOperations(lines, isInApp),
};

// A server's log repeats itself; what a program raised must not drown in it.
const TRACES_MAX = 20;

/** Tools say the same again and again: once is enough. */
function readOperations(lines: readonly string[], isInApp: InAppTest): readonly Trace[] {
  const traces: Trace[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < lines.length && traces.length < TRACES_MAX; ) {
    const found = findAt(lines, at);
    const free = traces.at(-1)?.span[1] ?? 0;
    const said = `${found?.type}\n${found?.message}`;
    if (found && !seen.has(said))
      traces.push(toTrace(found, Math.max(free, found.start ?? at), isInApp));
    if (found) seen.add(said);
    at = found?.end ?? at + 1;
  }
  return traces;
}

const ANY_HINT = new RegExp(TOOLS.map(({ hint }) => hint.source).join("|"));

function findAt(lines: readonly string[], at: number): Found | null {
  const line = lines[at] ?? "";
  if (!ANY_HINT.test(line)) return null;
  const tools = TOOLS.filter(({ hint }) => hint.test(line));
  if (tools.length === 0) return null;
  const texts = textsOf(line);
  for (const { shapes, read } of tools) {
    for (const text of texts) {
      const found = read?.(lines, at, text) ?? ofShapes(shapes, lines, at, text);
      if (found) return found;
    }
  }
  return line.includes("`") ? ofInline(tools, line, at) : null;
}

const INLINE = /`([^`]{10,500})`/g;

/** An error quoted in a sentence, in backticks. */
function ofInline(tools: readonly Tool[], line: string, at: number): Found | null {
  for (const [, code = ""] of line.matchAll(INLINE)) {
    for (const { shapes } of tools) {
      const found = ofShapes(shapes, [code], 0, code.trim());
      if (found) return { ...found, end: at + 1 };
    }
  }
  return null;
}

/** Root cause first. */
function toTrace(found: Found, start: number, isInApp: InAppTest): Trace {
  const frames = found.place ? [toFrame(found.place, isInApp)] : [];
  const causes = [...(found.causes ?? [])].reverse();
  const surfaced: Exception = {
    type: found.type,
    message: found.message,
    relation: null,
    parent: null,
    frames,
  };
  const exceptions = causes.map(
    (message, index): Exception => ({
      type: null,
      message,
      relation: "cause",
      parent: index + 1,
      frames: [],
    }),
  );
  return { runtime: "operations", exceptions: [...exceptions, surfaced], span: [start, found.end] };
}
