// What shells say of the line that failed (`deploy.sh: line 4: …`), and git and the usual commands
// with them. Each line is an error of its own: a shell goes on after most.

import type { HeadlineShape, Paste, Trace, TraceReader } from "../trace.ts";
import { toTrace, unlogged } from "./script.ts";

const NAME = String.raw`(?:[\w.~/+@-]{0,200}\/)?(?:[\w+@-]{1,80}(?:\.(?:sh|bash|ksh|zsh|bats|command|cgi|tmp))?|\.\w+)`;
const BASH = new RegExp(
  `^-?${NAME}: (?:-c: |eval: |environment: )?line \\d+: (?:\\d+ +(?=[A-Z]))?(\\S.*)$`,
);
const DASH = /^(?:\S*\/)?(?:[\w.-]+\.(?:da|a)?sh|sh|dash|ash): (?:line )?\d+: (\S.*)$/;
const ZSH = /^(?:\S*\/)?(?:[\w.-]+\.z?sh|zsh|\(eval\))(?::[\w-]+)?:\d+: (\S.*)$/;
const NOW =
  /^-?(?:\S*\/)?(?:bash|sh|zsh|dash|ksh|fish): (?:-c: )?((?:command not found: \S+|no such file or directory: \S+|permission denied: \S+|no matches found: \S+|.{1,300}: (?:command not found|No such file or directory|Permission denied|cannot execute.{0,80}|unbound variable|bad substitution|event not found|Argument list too long|not found|bad interpreter.{0,80}|syntax error.{0,200})|syntax error.{0,200}))$/;
const SIGNAL =
  /^(Segmentation fault|Killed|Aborted|Terminated|Bus error|Illegal instruction|Floating point exception|Trace\/breakpoint trap|Hangup|Broken pipe|Quit)(?:\s+\(core dumped\))?(?:\s{2,}\S.*|\s*)$/;
/** After ordinary output on the same line: `deploying to prod deploy.sh: line 4: …`. */
const INSIDE = /\s(\S{1,200}\.(?:sh|bash): line \d+: \S.*)$/;
/** Bash repeats the line that it could not parse. */
const ECHO = /^`.*'$/;

const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern: /^\S+\.sh: line \d+: (?:\d+ +(?=[A-Z]))?(?<message>.+?)(?: {4,}\S.*)?$/,
    type: null,
  },
  { pattern: new RegExp(NOW.source.replace("((?:", "(?<message>(?:")), type: null },
  {
    pattern:
      /^fatal: (?<message>(?:not a git|unable to|could not|repository|refusing|Authentication).+)$/,
    type: "fatal",
  },
  {
    pattern:
      /^(?:ls|cat|cp|mv|rm|rmdir|mkdir|touch|ln|chmod|chown|grep|sed|awk|find|tar|cd|head|tail|sort|wc|stat|tee|dd|du|rsync|env|xargs|install|mktemp|realpath|readlink): (?<message>.{1,400}: (?:No such file or directory|Permission denied|Is a directory|Not a directory|File exists|Directory not empty|Read-only file system|No space left on device|Operation not permitted|Device or resource busy|Invalid argument|invalid option.*|Cannot open.*))$/,
    type: null,
  },
];

/** Reads the error lines of shells. */
export const shell: TraceReader = {
  runtime: "shell",
  clues: [": line ", "sh:"],
  headlines: HEADLINES,
  starts: [
    String.raw`\S{1,200}\.sh: \d+: (?=\S)`,
    `${NAME}: line \\d+: (?=\\S)`,
    String.raw`(?:\S{1,200}\.zsh:\d+|zsh): (?=\S)`,
  ],
  read: unlogged(readShell),
};

function readShell({ lines }: Paste): readonly Trace[] {
  const traces: Trace[] = [];
  for (const [at, line] of lines.entries()) {
    const said = saidBy(line.trim());
    if (said === null) continue;
    const last = traces.at(-1);
    if (ECHO.test(said) && last && last.span[1] === at) {
      traces[traces.length - 1] = { ...last, span: [last.span[0], at + 1] };
    } else if (!ECHO.test(said)) {
      const message = SIGNAL.exec(said)?.[1] ?? said;
      traces.push(toTrace("shell", [{ type: null, message, frames: [], start: at, end: at + 1 }]));
    }
  }
  return traces;
}

/** What the shell says after its own name and the line; null for other lines. */
function saidBy(line: string): string | null {
  if (!line.includes("sh:") && !line.includes(": line ") && !/sh\S*:\d+: /.test(line)) return null;
  const inner = BASH.test(line) ? null : (INSIDE.exec(line)?.[1] ?? null);
  if (inner) return saidBy(inner);
  const said =
    (BASH.exec(line) ?? DASH.exec(line) ?? ZSH.exec(line) ?? NOW.exec(line))?.[1] ?? null;
  return said?.startsWith("warning: ") ? null : said;
}
