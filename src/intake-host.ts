// `toReport` for a process that must go on acknowledging: a large text is decoded and redacted in a
// worker of its own, a message of ordinary size right here.

import { type BoundedWorker, startBoundedWorker } from "./bounded-worker.ts";
import { type Report, type ToReport, toReport } from "./text/report.ts";

/** UTF-16 units that are worked on here: Slack's longest message has fewer than 40,000. */
const HERE_CHARS_MAX = 16_384;
/** Longest that one text may take; 1 MB takes a fraction of it. */
const CALL_MS_MAX = 10_000;

export type Intake = { readonly toReport: ToReport; readonly close: () => Promise<void> };

/** The worker starts with the first large text. A text that is cut off is left out, and says so. */
export function startIntake(callMs = CALL_MS_MAX): Intake {
  let worker: BoundedWorker<string> | null = null;
  let isClosed = false;
  return {
    toReport: async (raw) => {
      if (raw.length <= HERE_CHARS_MAX) return toReport(raw);
      worker ??= startBoundedWorker<string>(new URL("./intake.ts", import.meta.url), callMs);
      const report = (await worker.ask(raw)) as Report | null;
      // Whoever sent it gets no acknowledgement, so it comes again: better than an empty report.
      if (isClosed) throw new Error("stopping: the report was not taken");
      return report ?? leftOut(raw);
    },
    close: async () => {
      isClosed = true;
      await worker?.close();
    },
  };
}

/** What was not looked at may hold a secret, so nothing of it is kept. */
function leftOut({ length }: string): Report {
  const message = `The report could not be checked for secrets in time, so its ${length} characters were left out. Paste a shorter part.`;
  return {
    text: "[redacted:unscanned]",
    redactions: [{ kind: "unscanned", line: 1 }],
    problems: [{ code: "redact-cut", message }],
  };
}
