// Docker: build, run, the daemon, compose.

import { anyOf, type Found, type Shape, type Tool, withRest } from "./tool.ts";

const SHAPES: readonly Shape[] = [
  { pattern: /^(?:docker: )?Error response from daemon: (?<message>.+)/ },
  {
    pattern:
      /^(?:docker: |error: |ERROR: )?(?<message>(?:Cannot connect to the Docker daemon at |(?:got )?permission denied while trying to connect to the Docker ).+)/i,
  },
  {
    pattern: /^docker: (?<message>(?:invalid reference format|unknown command: |'\S+' is not a).*)/,
  },
  { pattern: /^unable to prepare context: (?<message>.+)/ },
  { pattern: /^(?<message>The command '\/bin\/sh -c .+ returned a non-zero code: \d+)/ },
  {
    pattern:
      /^(?<message>exec (?:user process caused: |\/?[\w./-]+: )(?:exec format error|no such file or directory|permission denied))$/,
  },
  { pattern: /^(?:standard_init_linux|container_linux|process_linux)\.go:\d+: (?<message>.+)/ },
  { pattern: /^(?:ERROR: )?(?<message>dependency failed to start: .+)/ },
  {
    pattern:
      /^(?<message>service "[^"]+" (?:refers to undefined|has neither an image|depends on undefined).+)/,
  },
  { pattern: /^(?:ERROR: )?(?<message>no configuration file provided: not found)$/ },
  { pattern: /^(?<message>validating \S+\.ya?ml: .+)/ },
  {
    pattern:
      /^(?<message>[\w.-]{1,80}[-_]\d{1,4} exited with code [1-9]\d{0,2})(?: \(restarting\))?$/,
  },
  { pattern: /^ERROR: Service '[^']+' failed to build: ?(?<message>.*)/ },
];

const FAILED =
  /^(?:ERROR: |[Ee]rror: |buildx failed with: |target \S+: )*failed to (?:solve|build)(?: with frontend \S+)?: (?<message>.+)/;
const PLACE = /^(?<file>\S{0,200}(?:Docker|Container)file\S{0,80}):(?<line>\d+)$/i;
const BACK_LINES_MAX = 25;

/** Reads the errors of docker's client, its daemon, BuildKit and compose. */
export const docker: Tool = {
  hint: anyOf(
    "rror response from daemon",
    "ocker",
    "failed to (?:solve|build)",
    "returned a non-zero",
    "exec (?:user|/)",
    "_linux\\.go",
    "dependency failed",
    'service "',
    "no configuration file",
    "validating ",
    "exited with code",
    "Service '",
  ),
  shapes: SHAPES,
  starts: ["(?:docker: )?Error response from daemon: ", "ERROR: failed to (?:solve|build): "],
  read: (lines, at, text) => readBuild(lines, at, text),
};

/** BuildKit prints the place in the Dockerfile before the error. */
function readBuild(lines: readonly string[], at: number, text: string): Found | null {
  const message = FAILED.exec(text)?.groups?.message;
  if (message === undefined) return null;
  const whole = withRest(lines, at, { text: message, end: at + 1 });
  for (let back = at - 1; back >= Math.max(0, at - BACK_LINES_MAX); back--) {
    const { file, line } = PLACE.exec((lines[back] ?? "").trim())?.groups ?? {};
    if (file && line)
      return {
        type: null,
        message: whole.text,
        end: whole.end,
        place: { file, line: Number(line) },
      };
  }
  return { type: null, message: whole.text, end: whole.end };
}
