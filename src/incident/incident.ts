// One reported problem, understood: what was pasted (traces), what was stated (facts) and what was
// named (signals). Everything later works on this and never on raw text.

import type { Problem, Report } from "../text/report.ts";
import type { Trace } from "../trace/trace.ts";

/** Where a fact was said: in the report, typed in the n-th later message, or chosen from what was offered. */
export type FactSource = "report" | `reply ${number}` | `choice ${number}`;

/** A named value about the asker's set-up. One name may have several values in one report. */
export type Fact = {
  readonly name: string;
  readonly value: string;
  readonly source: FactSource;
};

export type SignalKind = "error" | "code" | "setting" | "library" | "identifier";

/** Something that prose names without pasting a trace. */
export type Signal = { readonly kind: SignalKind; readonly value: string };

export type Incident = {
  readonly report: Report;
  /** The report's text as phrases are compared with it (see `fold`). */
  readonly folded: string;
  readonly traces: readonly Trace[];
  readonly facts: readonly Fact[];
  readonly signals: readonly Signal[];
  readonly problems: readonly Problem[];
};

/** All values of a fact, in the order in which they were said; later messages replace earlier ones. */
export function valuesOf(facts: readonly Fact[], name: string): readonly string[] {
  const mine = facts.filter((fact) => fact.name === name);
  const last = mine.at(-1)?.source;
  return [...new Set(mine.filter((fact) => fact.source === last).map((fact) => fact.value))];
}
