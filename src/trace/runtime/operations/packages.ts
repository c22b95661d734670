// Package managers: pip, uv, poetry, apt. What conda raises has a name and is read as such.

import { beginning, type Found, paragraph, type Shape, type Tool } from "./tool.ts";

const PIP_ERRORS = [
  "externally-managed-environment",
  "invalid-installed-package",
  "legacy-install-failure",
  "metadata-generation-failed",
  "subprocess-exited-with-error",
  "uninstall-no-record-file",
];

const SHAPES: readonly Shape[] = [
  { pattern: /^ERROR: (?<type>ResolutionImpossible): (?<message>.+)/ },
  beginning(
    "ERROR: ",
    [
      "Cannot install .+ because these package versions have conflicting",
      "pip's dependency resolver does not currently",
    ],
    /^(?:The conflict is caused by:|\S.* (?:depends on|requires) \S.*|The user requested .*)$/,
  ),
  beginning(
    "ERROR: ",
    [
      "Could not find a version that satisfies",
      "No matching distribution found for",
      "Failed building wheel for",
      "Failed to build installable wheels",
      "Could not build wheels for",
      "Could not install packages due to",
      "Could not open requirements file",
      "Cannot uninstall",
      "Command errored out",
      "Directory '",
      "Invalid requirement",
      "Package '[^']+' requires a different Python",
      "THESE PACKAGES DO NOT MATCH",
      "\\S+\\.whl is not a (?:supported|valid) wheel",
    ],
    /^Hint: /,
  ),
  {
    pattern: new RegExp(`^error: (?<type>${PIP_ERRORS.join("|")})(?<message>)$`),
    more: /^[×╰│├]/,
  },
  {
    pattern: /^(?:error +libmamba )?(?<message>Could not solve for environment specs)$/,
    more: /^(?:The following package|[├└│])/,
  },
  beginning("E: ", [
    "Unable to (?:acquire|correct|fetch|locate|lock)",
    "Could not (?:execute|get|open)",
    "Package '",
    "Sub-process",
    "The repository",
    "Failed to fetch",
    "Version '",
    "Some index",
    "You must",
    "dpkg was",
  ]),
];

/** Reads the errors of package managers. */
export const packages: Tool = {
  hint: /(?:ERROR|error|E): |environment specs|× |Because /,
  shapes: SHAPES,
  starts: ["ERROR: Could not find a version", "ERROR: No matching distribution"],
  read: (lines, at, text) => readSolving(lines, at, text) ?? readCauses(lines, at, text),
};

const SOLVED = /version solving failed\.?$/;
const BECAUSE =
  /^Because .*(?:depends on|requires|is forbidden|are forbidden|versions of|which doesn't match)/;
const SOLVED_LINES_MAX = 60;
const CROSSED = /^× (?:No solution found|Failed to |Request failed|Querying )/;

/** uv marks an error with `×`; poetry explains in paragraphs that end in "version solving failed". */
function readSolving(lines: readonly string[], at: number, text: string): Found | null {
  if (!BECAUSE.test(text) && !CROSSED.test(text)) return null;
  if (!CROSSED.test(text) && !lines.slice(at, at + SOLVED_LINES_MAX).some(isSolved)) return null;
  const { text: rest, end } = paragraph(lines, at + 1);
  const message = `${text}\n${rest}`.trimEnd();
  if (CROSSED.test(text) || SOLVED.test(message)) return { type: null, message, end };
  const second = paragraph(lines, end + 1);
  const isEnd = SOLVED.test(second.text) && second.text.startsWith("So,");
  return isEnd ? { type: null, message: `${message}\n${second.text}`, end: second.end } : null;
}

function isSolved(line: string): boolean {
  return line.includes("version solving failed");
}

const CAUSE = /^\s*Caused by: (.+)/;

/** uv prints its causes one by one. */
function readCauses(lines: readonly string[], at: number, text: string): Found | null {
  const message = /^error: ([A-Z].+)/.exec(text)?.[1];
  if (message === undefined) return null;
  const causes: string[] = [];
  for (let next = at + 1; next < lines.length; next++) {
    const cause = CAUSE.exec(lines[next] ?? "")?.[1];
    if (cause === undefined) break;
    causes.push(cause);
  }
  return causes.length > 0 ? { type: null, message, causes, end: at + 1 + causes.length } : null;
}
