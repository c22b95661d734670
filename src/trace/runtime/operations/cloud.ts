// Command lines of the clouds: AWS, Google, Azure. What their Python libraries raise is Python's.

import { anyOf, beginning, type Found, type Shape, type Tool, withMore } from "./tool.ts";

const MOVED = "(?:upload|download|copy|move|delete) failed: \\S+(?: to \\S+)? ";

const SHAPES: readonly Shape[] = [
  {
    pattern: new RegExp(
      `^(?:fatal error: |${MOVED}|aws: \\[ERROR\\]: )?An error occurred \\((?<type>[\\w.-]+)\\) ` +
        "when calling the \\w+ operation(?: \\(reached max retries: \\d+\\))?: (?<message>.+)",
    ),
  },
  beginning("(?:aws: \\[ERROR\\]: )?", [
    "Unable to locate credentials\\. You can configure",
    'Could not connect to the endpoint URL: "',
    "The config profile \\(",
    "You must specify a region\\. You can",
    "The SSO session associated with this profile",
    "Error loading SSO Token: ",
    "Partial credentials found in ",
  ]),
  {
    pattern: /^ERROR: \(gcloud(?:\.[\w.-]+)?\) (?:(?<type>[A-Z]{4,}(?:_[A-Z]+)*): )?(?<message>.+)/,
    more: /^- (?:'@type'|reason|code|message|status|service): /,
  },
  { pattern: /^BigQuery error in \w+ operation: (?<message>.+)/ },
  { pattern: /^(?:ERROR: )?(?<type>AADSTS\d+): (?<message>.+)/ },
  { pattern: /^ERROR: (?<message>Please run 'az login' to .+)/ },
];

const AZURE = /^(?<lead>ERROR: )?\((?<type>[A-Z][a-z]+[A-Z]\w+)\) (?<message>.+)/;
const PARTS = /^(?:Code|Message|Target|Exception Details|Additional Information): ?\S/;

/** Reads the error lines of the clouds' command lines. */
export const cloud: Tool = {
  hint: anyOf(
    "An error occurred",
    "credentials",
    "endpoint URL",
    "config profile",
    "specify a region",
    "SSO ",
    "gcloud",
    "BigQuery",
    "\\([A-Z][a-z]+[A-Z]",
    "AADSTS",
    "az login",
  ),
  shapes: SHAPES,
  starts: ["An error occurred \\([\\w.-]+\\) when calling the ", "ERROR: \\(gcloud"],
  read: (lines, at, text) => readAzure(lines, at, text),
};

/** `(Code) message`; the parts below it say both again. Without them a person could have written it. */
function readAzure(lines: readonly string[], at: number, text: string): Found | null {
  const { lead, type = "", message = "" } = AZURE.exec(text)?.groups ?? {};
  const isSaidAgain = (lines[at + 1] ?? "").trim() === `Code: ${type}`;
  if (type === "" || !(lead || isSaidAgain)) return null;
  const { end } = withMore(lines, { text: "", end: at + 1 }, PARTS);
  return { type, message, end };
}
