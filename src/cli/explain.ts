// Why an answer says what it says: every candidate, its score, and the rules that fired.

import type { Shelf } from "../answer/context.ts";
import { diagnose } from "../diagnosis/diagnosis.ts";
import { toSubject } from "../knowledge/match.ts";
import { type Responded, schemeOf } from "../respond.ts";

export function explainJson(responded: Responded, shelf: Shelf): Record<string, unknown> {
  const { seen } = responded;
  if (!seen) return { explain: null };
  const { given } = toSubject(seen.incident, schemeOf(shelf));
  const diagnosis = diagnose(seen.hits, given);
  return {
    explain: {
      level: diagnosis.level,
      facts: seen.incident.facts,
      signals: seen.incident.signals,
      exceptions: seen.incident.traces.flatMap((trace) =>
        trace.exceptions.map(({ type, message, frames }) => ({ type, message: message.slice(0, 300), frames: frames.length })),
      ),
      entries: seen.hits.matches.map((match) => ({
        entry: match.entry.id,
        specificity: match.specificity,
        fired: match.fired,
        outside: match.outside,
      })),
      leads: seen.hits.leads.map(({ entry, score, share }) => ({ entry: entry.id, score: round(score), share: round(share) })),
      issues: seen.hits.issues.map(({ issue, title, score, share, why }) => ({
        issue,
        title,
        score: round(score),
        share: round(share),
        why,
      })),
      open: diagnosis.level === "exact" || diagnosis.level === "likely" ? diagnosis.open : [],
    },
  };
}

export function explainText(responded: Responded, shelf: Shelf): string {
  const { explain } = explainJson(responded, shelf) as { explain: Explained | null };
  if (!explain) return "Nothing was searched for this message.";
  const rows = [
    `Why: level ${explain.level}`,
    ...explain.exceptions.map((it) => `  read      ${it.type ?? "(no type)"}: ${it.message.split("\n")[0]} (${it.frames} frames)`),
    ...explain.facts.map((it) => `  fact      ${it.name} = ${it.value} (${it.source})`),
    ...explain.signals.slice(0, SIGNALS_SHOWN).map((it) => `  signal    ${it.kind} ${it.value}`),
    ...explain.entries.map((it) => `  entry     ${it.entry}: specificity ${it.specificity}; ${it.fired.map((f) => `${f.atom} "${f.what}"`).join(", ")}${it.outside.map((o) => `; ruled out: ${o.fact} ${o.value} is not in ${o.range}`).join("")}`),
    ...explain.leads.map((it) => `  near      ${it.entry}: score ${it.score}, share ${it.share}`),
    ...explain.issues.map((it) => `  issue     ${it.issue} ${it.title}: score ${it.score}, share ${it.share}; ${it.why.join("; ")}`),
    ...explain.open.map((it) => `  open      ${it}`),
  ];
  return rows.join("\n");
}

const SIGNALS_SHOWN = 20;

type Explained = {
  level: string;
  exceptions: { type: string | null; message: string; frames: number }[];
  facts: { name: string; value: string; source: string }[];
  signals: { kind: string; value: string }[];
  entries: { entry: string; specificity: number; fired: { atom: string; what: string }[]; outside: { fact: string; value: string; range: string }[] }[];
  leads: { entry: string; score: number; share: number }[];
  issues: { issue: string; title: string; score: number; share: number; why: string[] }[];
  open: string[];
};

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
