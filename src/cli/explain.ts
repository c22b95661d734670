// Why an answer says what it says: every candidate, its score, and the rules that fired.

import type { Shelf } from "../answer/context.ts";
import { evidenceWords } from "../answer/evidence-words.ts";
import { diagnose } from "../diagnosis/diagnosis.ts";
import { toSubject } from "../knowledge/match.ts";
import { schemesOf } from "../knowledge/range.ts";
import type { Responded } from "../respond.ts";
import { fingerprint, signature } from "../trace/fingerprint.ts";
import { levelWords } from "./explain-level.ts";

export function explainJson(responded: Responded, shelf: Shelf): Record<string, unknown> {
  const { seen } = responded;
  if (!seen) return { explain: null };
  const { given } = toSubject(seen.incident, schemesOf(shelf.facts.values()));
  const diagnosis = diagnose(seen.hits, given);
  return {
    explain: {
      level: diagnosis.level,
      because: levelWords(diagnosis, seen.hits),
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
      issues: seen.hits.issues.map((hit) => ({
        issue: hit.issue,
        title: hit.title,
        score: round(hit.score),
        share: round(hit.share),
        why: evidenceWords(shelf, hit, seen.hits.issues),
        evidence: hit.evidence,
      })),
      pages: seen.hits.pages.map(({ id, title, section, url, score, share, why }) => ({
        page: id,
        title,
        section,
        url,
        score: round(score),
        share: round(share),
        why,
      })),
      searched: seen.hits.searched,
      open: diagnosis.level === "exact" || diagnosis.level === "likely" ? diagnosis.open : [],
    },
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
