// Why an answer says what it says: every candidate, its score, and the rules that fired.

import type { Shelf } from "../answer/context.ts";
import { diagnose } from "../diagnosis/diagnosis.ts";
import { toSubject } from "../knowledge/match.ts";
import { schemesOf } from "../knowledge/range.ts";
import type { Responded } from "../respond.ts";
import { fingerprint, signature } from "../trace/fingerprint.ts";
import { forTerminal } from "./output.ts";

export function explainJson(responded: Responded, shelf: Shelf): Record<string, unknown> {
  const { seen } = responded;
  if (!seen) return { explain: null };
  const { given } = toSubject(seen.incident, schemesOf(shelf.facts.values()));
  const diagnosis = diagnose(seen.hits, given);
  return {
    explain: {
      level: diagnosis.level,
      facts: seen.incident.facts,
      signals: seen.incident.signals,
      exceptions: seen.incident.traces.flatMap((trace) =>
        trace.exceptions.map(({ type, message, frames }) => ({
          type,
          message: message.slice(0, 300),
          frames: frames.length,
        })),
      ),
      signatures: seen.incident.traces.map((trace) => ({
        fingerprint: fingerprint(trace),
        signature: signature(trace),
      })),
      entries: seen.hits.matches.map((match) => ({
        entry: match.entry.id,
        specificity: match.specificity,
        fired: match.fired,
        outside: match.outside,
      })),
      leads: seen.hits.leads.map(({ entry, score, share }) => ({
        entry: entry.id,
        score: round(score),
        share: round(share),
      })),
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
    ...explain.exceptions.map(exceptionRow),
    ...explain.signatures.map(signatureRow),
    ...explain.facts.map((it) => `  fact      ${it.name} = ${it.value} (${it.source})`),
    ...explain.signals.slice(0, SIGNALS_SHOWN).map((it) => `  signal    ${it.kind} ${it.value}`),
    ...explain.entries.map(entryRow),
    ...explain.leads.map((it) => `  near      ${it.entry}: score ${it.score}, share ${it.share}`),
    ...explain.issues.map(issueRow),
    ...explain.open.map((it) => `  open      ${it}`),
  ];
  return forTerminal(rows.join("\n"));
}

function exceptionRow({ type, message, frames }: Explained["exceptions"][number]): string {
  return `  read      ${type ?? "(no type)"}: ${message.split("\n")[0]} (${frames} frames)`;
}

function signatureRow({ fingerprint, signature }: Explained["signatures"][number]): string {
  return `  signature ${fingerprint} ${signature.split("\n").join(" <- ")}`;
}

function entryRow({ entry, specificity, fired, outside }: Explained["entries"][number]): string {
  const rules = fired.map(({ atom, what }) => `${atom} "${what}"`).join(", ");
  const ruledOut = outside.map((it) => `; ruled out: ${it.fact} ${it.value} is not in ${it.range}`);
  return `  entry     ${entry}: specificity ${specificity}; ${rules}${ruledOut.join("")}`;
}

function issueRow({ issue, title, score, share, why }: Explained["issues"][number]): string {
  return `  issue     ${issue} ${title}: score ${score}, share ${share}; ${why.join("; ")}`;
}

const SIGNALS_SHOWN = 20;

type Explained = {
  level: string;
  exceptions: { type: string | null; message: string; frames: number }[];
  signatures: { fingerprint: string; signature: string }[];
  facts: { name: string; value: string; source: string }[];
  signals: { kind: string; value: string }[];
  entries: {
    entry: string;
    specificity: number;
    fired: { atom: string; what: string }[];
    outside: { fact: string; value: string; range: string }[];
  }[];
  leads: { entry: string; score: number; share: number }[];
  issues: { issue: string; title: string; score: number; share: number; why: string[] }[];
  open: string[];
};

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
