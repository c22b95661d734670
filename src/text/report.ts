// A report is what a person wrote, made safe to keep: decoded first, then redacted. There is no
// other way from raw text into the bot.

import { decode } from "./decode.ts";
import { type Redaction, redact } from "./redact.ts";

/** Something that could not be read or kept whole; `message` is a sentence for a person. */
export type Problem = { readonly code: string; readonly message: string };

export type Report = {
  /** Decoded, redacted, at most `REPORT_CHARS_MAX` UTF-16 units. */
  readonly text: string;
  /** What was hidden, in order; never the value. */
  readonly redactions: readonly Redaction[];
  readonly problems: readonly Problem[];
};

/** `toReport`, here or in another thread. */
export type ToReport = (raw: string) => Promise<Report>;

/** Decodes and redacts. Never throws on any input; what was cut or dropped is in `problems`. */
export async function toReport(raw: string): Promise<Report> {
  const decoded = decode(raw);
  const redacted = await redact(decoded.text);
  return {
    text: redacted.text,
    redactions: redacted.redactions,
    problems: [...decoded.problems, ...redacted.problems],
  };
}
