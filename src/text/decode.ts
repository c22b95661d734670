// Undoes what Slack, terminals and editors did to a paste. Text only: indentation, fences, quotes
// and log prefixes stay, because the trace reader needs them. Linear, and never throws.

import { stripColour } from "./decode-ansi.ts";
import { unescapeSlack } from "./decode-slack.ts";
import type { Problem } from "./report.ts";

/** UTF-16 units that are kept of one report: a long log; reading it stays under a second. */
export const REPORT_CHARS_MAX = 1_000_000;

// Room for the sentence that stands where the middle was.
const NOTE_CHARS = 80;
// How far a cut moves to a line or word end: a half token would escape redaction.
const CUT_SLACK_CHARS = 4_096;
// Below this share of control characters a paste is text with an accident in it.
const BINARY_SHARE_MIN = 0.02;
const BINARY_CHARS_MIN = 8;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being removed
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufff9-\ufffb]/g;
// ESC, BEL and backspace belong to terminals, not to binary files.
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const BINARY = /[\x00-\x06\x0e-\x1a\x1c-\x1f\ufffd]/g;
// U+0085 is the line end of mainframes.
const LINE_END = /\r\n?|\x85|\u2028|\u2029/g;
// Soft hyphen, zero-width, bidi controls, invisible operators, BOM, tag characters and the
// variation selectors above them: all can hide text from a reader, or split a secret.
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e01ef}]/gu;
const SPACE = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
const SINGLE_QUOTE = /[\u2018-\u201b]/g;
const DOUBLE_QUOTE = /[\u201c-\u201f]/g;
const PLAIN = /^[\t\n\x20-\x7e]*$/;

/**
 * Gives the text as its author saw it: at most `REPORT_CHARS_MAX` units, LF line ends, ASCII quotes
 * and spaces, no colours, no invisible characters. A text that Slack did not escape keeps its `<`,
 * `>` and `&`. Problems: "report-cut" (the middle is gone), "binary".
 *
 * @example decode("File &lt;stdin&gt;, <http://app.py|app.py>").text // "File <stdin>, app.py"
 */
export function decode(raw: string): {
  readonly text: string;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const kept = cutMiddle(raw.toWellFormed(), problems);
  const readable = dropBinary(kept, problems);
  return { text: plainCharacters(unescapeSlack(stripColour(readable))), problems };
}

/** Keeps a head and a tail of equal size: the line that decides is often the last one. */
function cutMiddle(text: string, problems: Problem[]): string {
  if (text.length <= REPORT_CHARS_MAX) return text;

  const half = Math.floor((REPORT_CHARS_MAX - NOTE_CHARS) / 2);
  const head = text.slice(0, half);
  const tail = text.slice(-half);
  const before = head.slice(0, lastBreak(head));
  const after = tail.slice(firstBreak(tail));
  const left = text.length - before.length - after.length;
  problems.push({
    code: "report-cut",
    message: `The report was too long: ${left} characters in the middle were left out.`,
  });
  return `${before}\n[${left} characters left out]\n${after}`.toWellFormed();
}

/** Where the head ends: at its last line end, else its last space, when one is near. */
function lastBreak(head: string): number {
  const from = head.length - CUT_SLACK_CHARS;
  const near = ["\n", " "].map((mark) => head.lastIndexOf(mark)).find((at) => at >= from);
  return near ?? head.length;
}

/** Where the tail starts: after its first line end, else at its first space, when one is near. */
function firstBreak(tail: string): number {
  const near = tail.slice(0, CUT_SLACK_CHARS);
  return near.indexOf("\n") + 1 || Math.max(near.indexOf(" "), 0);
}

function dropBinary(text: string, problems: Problem[]): string {
  const count = text.match(BINARY)?.length ?? 0;
  if (count < BINARY_CHARS_MIN || count < text.length * BINARY_SHARE_MIN) return text;
  problems.push({
    code: "binary",
    message: "This looks like a binary file or another encoding; only its readable text was kept.",
  });
  return text.replaceAll("\ufffd", "");
}

function plainCharacters(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(LINE_END, "\n")
    .replace(CONTROL, "")
    .replace(INVISIBLE, "")
    .replace(SPACE, " ")
    .replace(SINGLE_QUOTE, "'")
    .replace(DOUBLE_QUOTE, '"');
}
