// Hides secrets before anything is stored. A miss is published or sent to a model, a false mask
// blurs one word: so recall comes first, and what could not be scanned is cut out.

import { setImmediate } from "node:timers/promises";
import { vendorSpans } from "./redact-secretlint.ts";
import {
  apart,
  blank,
  mergeSpans,
  PLACEHOLDER,
  type Span,
  withoutPlaceholders,
} from "./redact-spans.ts";
import { normalisedView, toTextSpans, withWrappedRest } from "./redact-view.ts";
import type { Problem } from "./report.ts";
import { ownSpans } from "./rules.ts";

/** `line` counts from 1 in the decoded text. */
export type Redaction = { readonly kind: string; readonly line: number };

/** UTF-16 units scanned at once; a hostile chunk of this size stays under a quarter second. */
const CHUNK_CHARS = 32_768;
/** Shared by neighbouring chunks; longer than any secret but a chain of certificates. */
const OVERLAP_CHARS = 8_192;
/** Slack wants its acknowledgement in 3 s, and redaction comes before it. */
const REDACT_MS_MAX = 1_500;

/**
 * Replaces every secret by `[redacted:<kind>]`. The same value gets the same placeholder, another
 * one of its kind the next number, so that "is it the same?" can still be answered. Never throws.
 * Problem "redact-cut": a part was removed unseen, because time ran out or a rule failed. `now` is
 * a clock in milliseconds.
 *
 * @example (await redact("redis://:pw@host")).text // "redis://:[redacted:url-password]@host"
 */
export async function redact(
  text: string,
  now: () => number = () => performance.now(),
): Promise<{
  readonly text: string;
  readonly redactions: readonly Redaction[];
  readonly problems: readonly Problem[];
}> {
  const { found, scanned } = await scan(text, now);
  const kept = text.slice(0, scanned);
  const spans = withoutPlaceholders(kept, mergeSpans(withWrappedRest(kept, mergeSpans(found))));
  const hidden = replace(kept, spans);
  if (scanned === text.length) return { ...hidden, problems: [] };

  const left = text.length - scanned;
  const message = `The last ${left} characters could not be checked for secrets and were left out.`;
  return {
    text: `${hidden.text}[redacted:unscanned]`,
    redactions: [...hidden.redactions, { kind: "unscanned", line: countLines(kept) + 1 }],
    problems: [{ code: "redact-cut", message }],
  };
}

/** Chunk by chunk until the end, the time bound or a failing rule; `scanned` says how far. */
async function scan(text: string, now: () => number): Promise<{ found: Span[]; scanned: number }> {
  const found: Span[] = [];
  let spent = 0; // our own time: what others take in between must not cut this text
  for (let start = 0; start < text.length; ) {
    if (start > 0 && spent > REDACT_MS_MAX) return { found, scanned: start + OVERLAP_CHARS };
    const end = chunkEnd(text, start);
    const work = async () => {
      const begin = now();
      const spans = await chunkSpans(text.slice(start, end));
      spent += now() - begin;
      return spans;
    };
    try {
      // A text of one chunk never waits: Slack's are such, and it waits for an acknowledgement.
      const spans = await (text.length <= CHUNK_CHARS ? work() : inTurn(work));
      for (const it of spans) found.push({ ...it, start: it.start + start, end: it.end + start });
    } catch {
      // A rule that fails must not let its chunk through; what came before has been scanned.
      return { found, scanned: start };
    }
    if (end === text.length) break;
    start = end - OVERLAP_CHARS;
  }
  return { found, scanned: text.length };
}

let last: Promise<unknown> = Promise.resolve();

/** One chunk of all large texts at a time; between two of them the process may answer others. */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = last.then(() => setImmediate()).then(work);
  last = result.catch(() => {}); // whoever asked hears of it
  return result;
}

/** At a line end when one is near, so that a chunk starts and ends between words. */
function chunkEnd(text: string, start: number): number {
  const end = start + CHUNK_CHARS;
  if (end >= text.length) return text.length;
  const line = text.lastIndexOf("\n", end);
  return line > end - OVERLAP_CHARS ? line : end;
}

/** The union of what is found in the chunk and in its normalised view. */
async function chunkSpans(chunk: string): Promise<Span[]> {
  const direct = await allSpans(chunk);
  const other = normalisedView(chunk);
  if (!other) return direct;
  return mergeSpans([...direct, ...toTextSpans(await allSpans(other.view), other.cuts)]);
}

async function allSpans(text: string): Promise<Span[]> {
  const own = ownSpans(text);
  const rest = apart(blank(text, own));
  const vendor = (await vendorSpans(rest)).map((span) => trim(rest, span));
  return mergeSpans([...own, ...vendor.filter((it) => it.end > it.start)]);
}

/** A vendor range may reach over what our rules have hidden; only its own part counts. */
function trim(text: string, { start, end, kind }: Span): Span {
  const value = text.slice(start, end);
  const lead = value.length - value.trimStart().length;
  return { start: start + lead, end: start + Math.max(value.trimEnd().length, lead), kind };
}

function replace(
  text: string,
  spans: readonly Span[],
): { readonly text: string; readonly redactions: readonly Redaction[] } {
  const name = placeholderNames(text);
  const pieces: string[] = [];
  const redactions: Redaction[] = [];
  let from = 0;
  let line = 1;
  for (const { start, end, kind } of spans) {
    const before = text.slice(from, start);
    line += countLines(before);
    redactions.push({ kind, line });
    const value = text.slice(start, end);
    pieces.push(before, name(kind, value));
    line += countLines(value);
    from = end;
  }
  return { text: pieces.join("") + text.slice(from), redactions };
}

/** Equal values share a name, whatever markup or wrap stood in them. Names in the text are taken. */
function placeholderNames(text: string): (kind: string, value: string) => string {
  const taken = new Set(text.match(PLACEHOLDER));
  const byValue = new Map<string, string>();
  const used = new Map<string, number>();
  return (kind, value) => {
    const key = value.replace(/[\s`*~]/g, "");
    const known = byValue.get(key);
    if (known) return known;
    let number = used.get(kind) ?? 0;
    let name: string;
    do {
      number += 1;
      name = number === 1 ? `[redacted:${kind}]` : `[redacted:${kind}-${number}]`;
    } while (taken.has(name));
    used.set(kind, number);
    byValue.set(key, name);
    return name;
  };
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
