// What a job's message is about beyond its own words: files, and the thread that it was written in.
// The surface fetches both when the job is worked on, so that no acknowledgement waits for them.

import type { Job } from "../storage/inbox.ts";
import type { Problem, Report } from "../text/report.ts";

export type ToGather = {
  readonly job: Job;
  /** The message that the report is; for the edit of an earlier one in its thread, not the job's. */
  readonly ts: string;
  /** False: its words and files are to be read in the thread; `job` tells of another message. */
  readonly isOwn: boolean;
  /** Also the root and what people said before it: it was mentioned below them. */
  readonly withThread: boolean;
  /** An answer stands that was made of what is to be read: without it there is nothing to go on. */
  readonly isAgain: boolean;
  /** Messages of the thread that were deleted: the surface may show them for a while yet. */
  readonly deleted: readonly string[];
};

export type Gathered = {
  readonly report: Report;
  /** The surface's messages whose words the report holds, its own first. */
  readonly sources: readonly string[];
};

/** The surface may not be asked yet; or it was, and `hasFailed`. */
export type Wait = { readonly waitMs: number; readonly hasFailed?: boolean };

/**
 * What cannot be fetched is a problem of the report. Only for a message that is answered already it is
 * a wait, and throws where the surface refuses: nothing else may take the place of what was read.
 */
export type Gather = (what: ToGather) => Promise<Gathered | Wait>;

/** The report that the inbox row itself holds. */
export function reportOf(job: Job): Report {
  const notes = JSON.parse(job.notes) as Pick<Report, "redactions"> & { problems: Problem[] };
  return { text: job.text, redactions: notes.redactions, problems: notes.problems };
}

export const notesOf = ({ redactions, problems }: Report): string =>
  JSON.stringify({ redactions, problems });

/** For a surface where a message is all there is. */
export const gatherNothing: Gather = async ({ job, ts }) => ({
  report: reportOf(job),
  sources: [ts],
});
