// The mirror of a server: a sync on schedule, each in a worker thread of its own, which takes its memory
// with it when it ends.

import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Config } from "./config.ts";
import { startSchedule } from "./github/schedule.ts";
import type { GitHubSettings } from "./github/settings.ts";
import type { RepositoryReport } from "./github/sync.ts";
import type { Log } from "./work.ts";

/** What a worker is told, and what it says. */
export type MirrorCall = {
  readonly settings: GitHubSettings;
  readonly dataDir: string;
  readonly now: string;
};
export type MirrorResult =
  | { readonly reports: readonly RepositoryReport[] }
  | { readonly problem: string; readonly hint: string | null };

const RUN_MS_MAX = 50 * 60_000; // what is read by then stays, and the next run goes on
const MINUTE_MS = 60_000;
const LIMITS = { maxYoungGenerationSizeMb: 16 };

/** Without a token GitHub allows 60 requests an hour: then a sync is for those who call it. */
export function syncsByItself({ github, syncMinutes }: Config): boolean {
  return github.token !== null && github.repositories.length > 0 && syncMinutes > 0;
}

/** Null when nothing is to be synced by itself. */
export function startMirror(
  config: Config,
  log: Log,
): { readonly stop: () => Promise<void> } | null {
  if (!syncsByItself(config)) return null;
  const { github, dataDir, syncMinutes } = config;
  let began = 0;
  return startSchedule({
    run: (stop) => {
      began = performance.now();
      const now = new Date().toISOString();
      return runMirror({ settings: github, dataDir, now }, stop);
    },
    everyMs: syncMinutes * MINUTE_MS,
    random: Math.random,
    wait: (ms, signal) => delay(ms, undefined, { signal, ref: false }),
    onRun: (result) => logRun(log, result, Math.round(performance.now() - began)),
  });
}

/** One sync in a worker. Rejects with what kept it from reading anything. */
export async function runMirror(
  call: MirrorCall,
  stop: AbortSignal,
): Promise<readonly RepositoryReport[]> {
  const end = AbortSignal.any([stop, AbortSignal.timeout(RUN_MS_MAX)]);
  const worker = new Worker(new URL("./mirror.ts", import.meta.url), {
    workerData: call,
    resourceLimits: LIMITS,
  });
  worker.unref();
  const { promise, resolve, reject } = Promise.withResolvers<readonly RepositoryReport[]>();
  end.addEventListener("abort", () => reject(new Error("it was stopped on its way")));
  worker.on("message", (result: MirrorResult) => {
    if ("reports" in result) resolve(result.reports);
    else reject(new Error([result.problem, result.hint].filter(Boolean).join(" ")));
  });
  worker.on("error", reject);
  worker.on("exit", () => reject(new Error("the worker ended without a result")));
  try {
    return await promise;
  } finally {
    await worker.terminate();
  }
}

/** One line a run. */
function logRun(log: Log, result: readonly RepositoryReport[] | Error, elapsedMs: number): void {
  if (result instanceof Error) {
    log.warn({ reason: result.message, elapsedMs }, "the mirror could not be brought up to date");
    return;
  }
  const sum = (of: (report: RepositoryReport) => number) =>
    result.reduce((total, report) => total + of(report), 0);
  const problems = result.flatMap(({ name, problem, notes }) =>
    problem ? [`${name}: ${problem}`] : notes.map((note) => `${name}: ${note}`),
  );
  const facts = {
    repositories: result.length,
    incomplete: result.filter((report) => !report.isComplete).length,
    issues: sum((it) => it.counts.issues + it.counts.discussions),
    comments: sum((it) => it.counts.comments),
    pages: sum((it) => it.counts.docs),
    requests: sum((it) => it.counts.requests),
    elapsedMs,
  };
  if (problems.length > 0) log.warn({ ...facts, problems }, "mirror brought up to date in part");
  else log.info(facts, "mirror brought up to date");
}
