// Structured logs, one JSON object a line on standard error. They carry ids, counts, durations and
// names of outcomes; never a text that a person wrote, and never a token.

import { pino } from "pino";
import type { Log } from "./work.ts";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
/** Keys whose values never belong in a log, wherever they hide in an object that is logged. */
const SECRET_KEYS = [
  "token",
  "botToken",
  "appToken",
  "apiKey",
  "signingSecret",
  "authorization",
  "text",
];

/** `level`: a pino level; anything else is "info". */
export function openLog(level: string, destination: { write: (line: string) => void }): Log {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`]);
  return pino(
    {
      level: LEVELS.includes(level) ? level : "info",
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: { paths, censor: "[redacted]" },
    },
    destination,
  );
}
