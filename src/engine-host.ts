// The main thread's end of the engine worker: `Services` whose work is done elsewhere and cut off
// when one report takes too long. A report that is cut off gets an honest, empty reading.

import { startBoundedWorker } from "./bounded-worker.ts";
import type { EngineParts } from "./engine-core.ts";
import type { Fact, FactSource, Incident } from "./incident/incident.ts";
import type { Services } from "./respond.ts";
import type { Hits, Scope } from "./search/retrieve.ts";
import type { Report } from "./text/report.ts";
import { fold } from "./text/template.ts";

/** `open` comes first, once. */
export type EngineCall =
  | { readonly kind: "open"; readonly parts: EngineParts }
  | {
      readonly kind: "read";
      readonly report: Report;
      readonly source: FactSource;
      readonly known: readonly Fact[];
    }
  | {
      readonly kind: "search";
      readonly incident: Incident;
      readonly exclude: readonly string[];
      readonly scope: Scope;
    }
  | { readonly kind: "refresh" }
  | { readonly kind: "done" };

/** Longest that one call may take; a 1 MB paste takes a fraction of it. */
export const CALL_MS_MAX = 5_000;

export type Engine = Pick<Services, "read" | "search"> & {
  /**
   * Gives the worker what it works with. Settles when it is ready to answer, if need be from a part of
   * the issues (`done`); call it once.
   */
  readonly open: (parts: EngineParts) => Promise<void>;
  /** Settles when what was stored before the call is searched, or after a second. */
  readonly refresh: () => Promise<void>;
  /** Part of what is stored that is searched already, 0 to 1. */
  readonly done: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/**
 * Starts the worker; it loads while the caller reads knowledge for `open`. When a call runs past
 * `callMs`, or the worker dies, that worker is replaced, and the call is answered as "not read" or
 * "nothing found".
 */
export function startEngine(callMs = CALL_MS_MAX): Engine {
  const worker = startBoundedWorker<EngineCall>(new URL("./engine.ts", import.meta.url), callMs);
  return {
    read: async (report, source, known) =>
      ((await worker.ask({ kind: "read", report, source, known })) as Incident | null) ??
      unread(report, known),
    search: async (incident, exclude, scope = {}) =>
      ((await worker.ask({ kind: "search", incident, exclude, scope })) as Hits | null) ?? NOTHING,
    open: (parts) => worker.open({ kind: "open", parts }),
    refresh: async () => {
      await worker.ask({ kind: "refresh" });
    },
    done: async () => ((await worker.ask({ kind: "done" })) as number | null) ?? 0,
    close: worker.close,
  };
}

const NOTHING: Hits = {
  matches: [],
  leads: [],
  issues: [],
  pages: [],
  searched: { entries: 0, issues: 0, pages: 0, releases: 0, indexed: 1 },
};

function unread(report: Report, known: readonly Fact[]): Incident {
  const problem = {
    code: "not-read",
    message: "Reading this took too long and was cut off. Paste a shorter part.",
  };
  return {
    report,
    folded: fold(report.text),
    traces: [],
    facts: known,
    signals: [],
    problems: [...report.problems, problem],
  };
}
