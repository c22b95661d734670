// A report out of what one job is about: the people's messages above a mention, its own words, and the
// text of the files. Each part is redacted by itself; what could not be fetched is a problem.

import type { Problem, Report, ToReport } from "../text/report.ts";
import { type Gather, type Gathered, reportOf, type ToGather } from "../work/gather.ts";
import { type Attached, toAttached } from "./attached.ts";
import { type Client, toFailure } from "./client.ts";
import {
  CUT,
  type Download,
  type Downloaded,
  download,
  FILE_BYTES_MAX,
  GONE,
  NO_SCOPE,
  refusal,
  UNREACHABLE,
} from "./download.ts";
import type { Self } from "./events.ts";
import { joinParts } from "./join-parts.ts";
import type { Limiter } from "./limiter.ts";
import { escapeSlack } from "./text.ts";
import { type Above, readAbove } from "./thread-above.ts";

export type Gathering = {
  readonly client: Client;
  readonly self: Self;
  readonly toReport: ToReport;
  readonly limiter: Pick<Limiter, "readAboveIn" | "threadRead" | "threadTurnedAway">;
  /** Slack answered 429. */
  readonly onLimited: () => void;
  readonly download: Omit<Download, "signal">;
  /** People whose words are read only where they mention us. */
  readonly optOut: readonly string[];
};

/** For all files together: well within the lease of a job. */
const FILES_MS_MAX = 20_000;

export function gatherFromSlack(gathering: Gathering): Gather {
  return async (what) => {
    if (!what.withThread) return toGathered(gathering, what, NOTHING_ABOVE);
    const waitMs = gathering.limiter.readAboveIn(what.job.id);
    if (waitMs > 0) return { waitMs };
    const above = await readAbove(gathering, what);
    return "waitMs" in above ? above : toGathered(gathering, what, above);
  };
}

const NOTHING_ABOVE: Above = { earlier: [], own: null, problem: null };

async function toGathered(
  gathering: Gathering,
  what: ToGather,
  { earlier, own, problem }: Above,
): Promise<Gathered> {
  const { toReport } = gathering;
  const budget: Budget = { bytes: FILE_BYTES_MAX, signal: AbortSignal.timeout(FILES_MS_MAX) };
  const mine = own ? await toReport(own.text) : reportOf(what.job);
  // Its own files first: they matter most where the room is short.
  const myFiles = await readFiles(gathering, own ? own.files : filesOf(what), budget);
  const above: Report[] = [];
  for (const { text, files } of earlier) {
    above.push(await toReport(text), await readFiles(gathering, files, budget));
  }
  const parts = [...above, mine, myFiles];
  const problems = [...(problem ? [problem] : []), ...parts.flatMap((it) => it.problems)];
  return {
    report: {
      text: joinParts(parts.map(({ text }) => text)),
      // Only what the author can rotate: others' secrets are hidden, and are theirs.
      redactions: [...mine.redactions, ...myFiles.redactions],
      problems: onceEach(problems),
    },
    sources: [what.ts, ...earlier.map(({ ts }) => ts)],
  };
}

function filesOf({ job }: ToGather): readonly Attached[] {
  return JSON.parse(job.files ?? "[]") as Attached[];
}

/** What is left for all files of one report. */
type Budget = { bytes: number; readonly signal: AbortSignal };

/** The texts of a message's files, as one report. */
async function readFiles(
  gathering: Gathering,
  files: readonly Attached[],
  budget: Budget,
): Promise<Report> {
  const texts: string[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const { text, problem } = await readFile(gathering, file, budget);
    budget.bytes = Math.max(0, budget.bytes - Buffer.byteLength(text));
    if (text !== "") texts.push(escapeSlack(text)); // so that decoding leaves it as it is
    if (problem) problems.push(problem);
  }
  const report = await gathering.toReport(texts.join("\n\n"));
  return { ...report, problems: [...problems, ...report.problems] };
}

async function readFile(
  { client, download: parts }: Gathering,
  stub: Attached,
  { bytes, signal }: Budget,
): Promise<Downloaded> {
  const noRoom = signal.aborted ? UNREACHABLE : bytes === 0 ? CUT : null;
  // In a shared channel an event carries a stub; the rest is asked for, while there is room for it.
  const isStub = stub.url === null && stub.mode === "";
  if (isStub && noRoom) return { text: "", problem: noRoom };
  const file = isStub ? await lookUp(client, stub) : stub;
  const problem = "code" in file ? file : (refusal(file) ?? noRoom);
  if (problem || "code" in file) return { text: "", problem };
  return download({ ...parts, signal }, file, bytes);
}

async function lookUp(client: Client, { id }: Attached): Promise<Attached | Problem> {
  try {
    const { file } = await client.files.info({ file: id });
    return toAttached([file])[0] ?? UNREACHABLE;
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind !== "refused") return UNREACHABLE;
    if (failure.code === "missing_scope") return NO_SCOPE;
    return /not_found|deleted/.test(failure.code) ? GONE : UNREACHABLE;
  }
}

/** Three pictures need one sentence. */
function onceEach(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((it) => [it.message, it])).values()];
}
