// Hits to judged hits: the issues that may be shown are read, and compared with the incident.

import type { Incident } from "../incident/incident.ts";
import { type Recognition, readIncident } from "../incident/read.ts";
import type { IssueText } from "../storage/issue-texts.ts";
import { decode } from "../text/decode.ts";
import { toEvidence } from "./evidence.ts";
import type { Hits } from "./retrieve.ts";

/** Issues that are read, the best first: at most three are shown, and duplicates fold into one. */
const JUDGED_MAX = 8;
// Of each body. People begin with the error and end with the versions; what lies between is a log. Eight
// bodies full of calls cost about 30 ms of CPU to read.
const HEAD_CHARS_MAX = 6_000;
const TAIL_CHARS_MAX = 2_000;

export function refsToJudge({ issues }: Hits): string[] {
  return issues.slice(0, JUDGED_MAX).map(({ ref }) => ref);
}

/** Gives each hit whose text is there its evidence. Pure; bounded by the constants above. */
export function judgeHits(
  recognition: Recognition,
  incident: Incident,
  hits: Hits,
  texts: readonly IssueText[],
): Hits {
  const readings = texts.slice(0, JUDGED_MAX).map((text) => readIssue(recognition, text));
  const judged = toEvidence(incident, readings);
  const byRef = new Map(texts.map(({ ref }, at) => [ref, judged[at] ?? null]));
  const issues = hits.issues.map((hit) => ({ ...hit, evidence: byRef.get(hit.ref) ?? null }));
  return { ...hits, issues };
}

/** Not redacted, because no word of it leaves: what is kept is what the asker's report has too. */
function readIssue(recognition: Recognition, { title, body }: IssueText): Incident {
  return readBounded(recognition, body, title);
}

/** A text that somebody else wrote, to be compared with a report. */
export function readBounded(recognition: Recognition, body: string, title = ""): Incident {
  const { text } = decode(`${title}\n\n${headAndTail(body)}`);
  return readIncident(recognition, { text, redactions: [], problems: [] });
}

function headAndTail(body: string): string {
  if (body.length <= HEAD_CHARS_MAX + TAIL_CHARS_MAX) return body;
  return `${body.slice(0, HEAD_CHARS_MAX)}\n\n${body.slice(-TAIL_CHARS_MAX)}`;
}
