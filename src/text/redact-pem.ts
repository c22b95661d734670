// PEM blocks (RFC 7468): whole, with literal \n as in JSON and .env files, or cut off at the end.

import type { Span } from "./redact-spans.ts";

// An RSA key of 16384 bits is 12.5 KB.
const BLOCK_CHARS_MAX = 16_384;

const BEGIN = /-----BEGIN [A-Z0-9 ]{1,40}-----/g;
const END = /-----END [A-Z0-9 ]{1,40}-----/g;
// What a cut-off block goes on with: base64 runs, line ends real and written, header lines.
const BODY =
  /(?:[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{1,15}={1,2}|\\{1,2}[nr]|\n[ \t>|]{0,16}|(?:Proc-Type|DEK-Info|Comment|Version): [^\n\\]{1,100})+/y;

export function pemSpans(text: string): Span[] {
  if (!text.includes("-----BEGIN ")) return [];
  const ends = [...text.matchAll(END)].map((it) => it.index + it[0].length);
  const spans: Span[] = [];
  let next = 0;
  let covered = 0;
  for (const found of text.matchAll(BEGIN)) {
    if (found.index < covered) continue;
    while (next < ends.length && (ends[next] ?? 0) <= found.index) next += 1;
    covered = blockEnd(text, found.index + found[0].length, ends[next]);
    spans.push({ start: found.index, end: covered, kind: "pem" });
  }
  return spans;
}

function blockEnd(text: string, bodyStart: number, end: number | undefined): number {
  if (end !== undefined && end - bodyStart <= BLOCK_CHARS_MAX) return end;
  BODY.lastIndex = bodyStart;
  const body = BODY.exec(text)?.[0] ?? "";
  return bodyStart + body.trimEnd().length;
}
