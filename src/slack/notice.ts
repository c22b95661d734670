// What only the author sees: which secrets were hidden, and where; never a value.

import type { Redaction } from "../text/redact.ts";

/** Kinds that are nobody's secret to rotate: they are hidden, and that is all. */
const QUIET = ["email", "user", "unscanned"];
const LINES_MAX = 5;
const KINDS_MAX = 12;

const NAMES: Readonly<Record<string, string>> = {
  "url-password": "a password in a URL",
  pem: "a private key",
  jwt: "a token (JWT)",
  bearer: "a bearer token",
  "basic-auth": "a user name and password (Basic auth)",
  cookie: "a session cookie",
  signature: "a signed URL",
};

/** Null when there is nothing to rotate. */
export function noticeText(redactions: readonly Redaction[]): string | null {
  const byKind = new Map<string, Set<number>>();
  for (const { kind, line } of redactions) {
    if (QUIET.includes(kind)) continue;
    byKind.set(kind, (byKind.get(kind) ?? new Set()).add(line));
  }
  if (byKind.size === 0) return null;
  const found = [...byKind]
    .slice(0, KINDS_MAX)
    .map(([kind, lines]) => `• ${say(kind, [...lines])}`);
  return [
    "Your message looks as if it held secrets. I hid them before I stored anything, but everybody here could read them:",
    ...found,
    "Rotate them, and delete or edit your message.",
  ].join("\n");
}

function say(kind: string, lines: readonly number[]): string {
  // Kinds are our own words: letters, digits and hyphens.
  const name = NAMES[kind] ?? `a secret (${kind.replace(/[^\w-]/g, "")})`;
  const shown = lines.slice(0, LINES_MAX).join(", ");
  const more = lines.length > LINES_MAX ? " and more" : "";
  return `${name}, ${lines.length > 1 ? "lines" : "line"} ${shown}${more}`;
}
