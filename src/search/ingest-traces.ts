// The fingerprints of the traces in an issue's own text, so that the same failure is recognised whatever
// words surround it. Read as a report is: decoded and redacted first, or the two could not be equal.

import { setImmediate } from "node:timers/promises";
import type { IssueRow } from "../storage/issues.ts";
import { toReport } from "../text/report.ts";
import { fingerprint } from "../trace/fingerprint.ts";
import { readTraces } from "../trace/read.ts";
import type { InAppTest } from "../trace/trace.ts";

/** A trace stands early; more text is logs. Reading this much takes some 4 ms. */
const TEXT_CHARS_MAX = 16_000;
const TURN_CHARS = 1_000; // shorter texts take a fraction of a millisecond
const FINGERPRINTS_MAX = 8;

/** Rows with `fingerprints`. Gives other work a turn after each text that took time. */
export async function withFingerprints(
  rows: readonly IssueRow[],
  isInApp: InAppTest,
): Promise<IssueRow[]> {
  const done: IssueRow[] = [];
  for (const row of rows) {
    done.push({ ...row, fingerprints: await fingerprintsOf(row, isInApp) });
    if (row.body.length > TURN_CHARS) await setImmediate();
  }
  return done;
}

async function fingerprintsOf({ body }: IssueRow, isInApp: InAppTest): Promise<string> {
  const text = body.slice(0, TEXT_CHARS_MAX);
  // Most issues hold no trace; redaction, the dearer part, is for those that do.
  if (tracesIn(text, isInApp).length === 0) return "[]";
  const report = await toReport(text);
  const found = tracesIn(report.text, isInApp).map(fingerprint);
  return JSON.stringify([...new Set(found)].slice(0, FINGERPRINTS_MAX));
}

/** A last error line without a trace says too little to be the same failure. */
function tracesIn(text: string, isInApp: InAppTest) {
  return readTraces(text, isInApp).traces.filter((trace) => trace.runtime !== "unknown");
}
