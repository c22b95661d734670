// Kubernetes: kubectl's errors, events, what `describe` says of containers, klog lines; and Helm.

import { anyOf, beginning, type Found, type Shape, type Tool, textsOf, withMore } from "./tool.ts";

const AGE = String.raw`(?:(?:\d+[smhdy]){1,3}(?: \(x\d+ over (?:\d+[smhdy]){1,3}\))?|<unknown>|<invalid>)`;
const REASON = "(?<type>[A-Z][A-Za-z]{2,60})";
const STUCK = [
  "CrashLoopBackOff",
  "ImagePullBackOff",
  "ErrImagePull",
  "ErrImageNeverPull",
  "OOMKilled",
  "Error",
  "Evicted",
  "CreateContainerConfigError",
  "CreateContainerError",
  "InvalidImageName",
  "RunContainerError",
  "StartError",
  "ContainerCannotRun",
  "DeadlineExceeded",
  "ContainerStatusUnknown",
  "UnexpectedAdmissionError",
];

const SHAPES: readonly Shape[] = [
  { pattern: /^Error from server(?: \((?<type>[A-Z]\w+)\))?: (?<message>.+)/ },
  beginning("(?:error: |Error: )?", [
    "The connection to the server \\S+ was refused",
    "Unable to connect to the server: ",
    "You must be logged in to the server",
    "the server doesn't have a resource type ",
  ]),
  beginning("error: ", [
    'the path "',
    'error validating "',
    "error parsing ",
    "timed out waiting for the condition",
    'context "',
    "no matching resources found",
    "resource mapping not found",
    'unable to recognize "',
    "unable to upgrade connection: ",
    'deployment "',
    'no kind "',
    'unknown command "',
  ]),
  { pattern: /^(?<message>Error in configuration: .+)/ },
  { pattern: /^(?<message>The [A-Z]\w+ "[^"]+" is invalid:.*)/, more: /^\* / },
  {
    pattern: new RegExp(
      `^Warning\\s+${REASON}\\s+${AGE}\\s+[\\w./-]+(?:, \\S+)?\\s+(?<message>\\S.*)`,
    ),
  },
  {
    pattern: new RegExp(
      `^(?:[a-z0-9-]+\\s+)?${AGE}\\s+Warning\\s+${REASON}\\s+[a-z]+/\\S+\\s+(?<message>\\S.*)`,
    ),
  },
  {
    pattern: new RegExp(
      `^(?:[\\w.-]+\\s+)?[\\w.-]+\\s+\\d+/\\d+\\s+(?<type>(?:Init:)?(?:${STUCK.join("|")}))\\s+\\d+(?<message>)`,
    ),
  },
  {
    pattern:
      /^[EF]\d{4} \d\d:\d\d:\d\d\.\d{1,9}\s+\d+ (?<file>\w[\w./-]*\.go):(?<line>\d+)\] (?<message>.+)/,
  },
  {
    pattern: /^Error: (?<type>[A-Z]+ FAILED): (?<message>.+)/,
    more: /^-\s\S|^[\w.-]+:$/,
  },
  {
    pattern:
      /^Error: (?<message>(?:execution|parse) error at \((?<file>[^():]+):(?<line>\d+)(?::\d+)?\): .+)/,
  },
  { pattern: /^Error: (?<message>template: (?<file>[^\s:]+):(?<line>\d+):\d+: .+)/ },
  beginning("Error: ", [
    "YAML parse error on ",
    "Kubernetes cluster unreachable: ",
    'failed to download "',
    'chart "',
    "release: not found",
    "cannot re-use a name ",
    "repo \\S+ not found",
    'unknown command "\\S+" for "',
  ]),
];

const STATE = /^(?:State|Last State): +(?:Waiting|Terminated)$/;
const WHY = /^Reason: +(?<type>[A-Z][A-Za-z]{2,60})$/;
const FINE = new Set(["Completed", "ContainerCreating", "PodInitializing"]);
const DETAIL = /^(?:Message|Exit Code|Signal): +\S/;

/** Reads the errors of Kubernetes and Helm. */
export const kubernetes: Tool = {
  hint: anyOf(
    "Error from server",
    "[Ee]rror:",
    "Error in conf",
    "to the server",
    "server doesn't",
    "is invalid:",
    "Warning",
    "[Rr]eason:",
    "\\d/\\d",
    "\\.go:\\d+\\] ",
  ),
  shapes: SHAPES,
  starts: [
    "Error from server(?: \\(\\w+\\))?: ",
    `Warning\\s+[A-Z][A-Za-z]+\\s+${AGE}\\s+[\\w./-]+\\s+`,
  ],
  read: (lines, at, text) => readContainer(lines, at, text) ?? readStatus(lines, at, text),
};

/** `Reason:` under a container's state; the kubelet's message or the exit code says more. */
function readContainer(lines: readonly string[], at: number, text: string): Found | null {
  const type = WHY.exec(text)?.groups?.type;
  if (!type || FINE.has(type) || !textsOf(lines[at - 1] ?? "").some((it) => STATE.test(it)))
    return null;
  const { text: more, end } = withMore(lines, { text: "", end: at + 1 }, DETAIL);
  const said = /^Message: +(.+)/m.exec(more)?.[1];
  const message = said ?? more.trim().replace(/: +/g, ": ");
  return { type, message, start: at - 1, end };
}

const STATUS_LINES_MAX = 6;
const YAML = /^(?<key>terminated|waiting|message|exitCode|reason):(?: (?<value>.+))?$/;

/** The same in `kubectl get -o yaml`: keys are sorted, so that the reason comes last. */
function readStatus(lines: readonly string[], at: number, text: string): Found | null {
  const { key, value: type = "" } = YAML.exec(text)?.groups ?? {};
  if (key !== "reason" || !/^[A-Z][A-Za-z]{2,60}$/.test(type) || FINE.has(type)) return null;
  let message = "";
  for (let back = at - 1; back >= Math.max(0, at - STATUS_LINES_MAX); back--) {
    const said = YAML.exec((lines[back] ?? "").trim())?.groups;
    if (said?.key === "terminated" || said?.key === "waiting")
      return { type, message, start: back, end: at + 1 };
    if (said?.key === "message") message = said.value ?? "";
    if (said?.key === "exitCode" && message === "") message = `exitCode: ${said.value ?? ""}`;
  }
  return null;
}
