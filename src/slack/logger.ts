// What Bolt and the Slack SDK log, as ours. Debug and info are dropped: they quote whole payloads.

import type { Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../work.ts";

const WARN = "warn" as LogLevel.WARN; // the enum's own value: importing it would load all of Bolt

// The SDK may quote the header that it could not send.
const SECRET = /\b(?:xox[a-z]|xapp)[\w.-]*-[\w.-]+|Bearer\s+\S+/g;

export function toSlackLogger(log: Log): Logger {
  const words = (parts: unknown[]) => parts.map(String).join(" ").replace(SECRET, "[redacted]");
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn({}, `slack: ${words(parts)}`),
    error: (...parts) => log.error({}, `slack: ${words(parts)}`),
    setLevel: () => {},
    getLevel: () => WARN,
    setName: () => {},
  };
}
