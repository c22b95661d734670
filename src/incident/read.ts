// A report to an incident. Pure, never throws, linear in the report.

import type { Report } from "../text/report.ts";
import { fold } from "../text/template.ts";
import { readTraces } from "../trace/read.ts";
import { type InAppTest, inAppTest } from "../trace/trace.ts";
import type { FactRules } from "./fact-rule.ts";
import { type FactRecogniser, readFacts, toRecogniser } from "./facts.ts";
import type { Fact, FactSource, Incident } from "./incident.ts";
import { readSignals } from "./signals.ts";

/** What reading needs from a community: made once, used for every report. */
export type Recognition = {
  readonly rules: FactRules;
  readonly recognisers: readonly FactRecogniser[];
  readonly isInApp: InAppTest;
};

export function toRecognition(rules: FactRules, inApp: readonly string[]): Recognition {
  return {
    rules,
    recognisers: rules.facts.map(toRecogniser),
    isInApp: inAppTest(inApp),
  };
}

const ESCAPED_BREAK = /\\r\\n|\\n|\\t/g;
/** A Windows path has a few (`C:\new`); a JSON log line that carries a trace has one a line. */
const ESCAPED_BREAKS_MIN = 3;

/** In a JSON log line an escaped break clings to the next word, and would hide it from every phrase. */
function withRealBreaks(text: string): string {
  const isJson = text.includes('"') && text.includes("\\n");
  if (!isJson || (text.match(ESCAPED_BREAK)?.length ?? 0) < ESCAPED_BREAKS_MIN) return text;
  return text.replace(ESCAPED_BREAK, " ");
}

/** `known`: facts that earlier messages of the thread stated. */
export function readIncident(
  recognition: Recognition,
  report: Report,
  source: FactSource = "report",
  known: readonly Fact[] = [],
): Incident {
  const { traces, problems } = readTraces(report.text, recognition.isInApp);
  const folded = fold(withRealBreaks(report.text));
  return {
    report,
    folded,
    traces,
    facts: [...known, ...readFacts(recognition.recognisers, folded, traces, source)],
    signals: readSignals(recognition.rules, report.text, folded),
    problems: [...report.problems, ...problems],
  };
}
