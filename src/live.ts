// The services of the server: the engine worker, a model where one is set, and GitHub for the state of
// what is cited. An SDK is loaded only where it is used, so that a plain start stays fast.

import type { Model } from "./answer/word.ts";
import type { Config } from "./config.ts";
import type { Engine } from "./engine-host.ts";
import { UpstreamError } from "./errors.ts";
import { withFreshStates, withLiveSearch } from "./fresh.ts";
import type { Knowledge } from "./knowledge/knowledge.ts";
import type { Metrics } from "./metrics.ts";
import type { Services } from "./respond.ts";
import { toAnswerParts } from "./services.ts";
import type { Database } from "./storage/open.ts";
import { inAppTest } from "./trace/trace.ts";
import type { Log } from "./work.ts";

/** A cited issue's state may be this old before GitHub is asked again. */
const STATE_AGE_MS = 10 * 60_000;
/** A mirror that was whole this long ago misses what was reported since. */
const MIRROR_AGE_MS = 6 * 3_600_000;

export type LiveParts = {
  readonly config: Config;
  readonly knowledge: Knowledge;
  readonly engine: Engine;
  readonly db: Database;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** @throws SetupError when the prompts of a model are broken. */
export async function liveServices(parts: LiveParts): Promise<Services> {
  const { config, knowledge, engine, metrics } = parts;
  const search = timed(metrics, "search", engine.search);
  return {
    ...toAnswerParts(config, knowledge),
    ...(await modelOf(parts)),
    read: timed(metrics, "read", engine.read),
    search: config.github.token ? await withGitHub(search, parts) : search,
  };
}

/**
 * A token that sees what is private is refused; GitHub being away is no reason not to start.
 * @throws SetupError naming the repository and what to do.
 */
export async function checkGitHub({ github }: Config, log: Log): Promise<void> {
  if (!github.token) return;
  const { checkAccess } = await import("./github/access.ts");
  const { openGitHub } = await import("./github/client.ts");
  try {
    await checkAccess(openGitHub(github, { isPatient: false }), github);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn({ reason: error.message }, "GitHub could not be asked; the mirror is used as it is");
  }
}

async function modelOf({ config, metrics, log }: LiveParts): Promise<{ complete: null } | Model> {
  if (!config.llm) return { complete: null };
  const { openModel } = await import("./llm/model.ts");
  const { loadPrompts } = await import("./llm/prompts.ts");
  return openModel(config.llm, {
    prompts: loadPrompts(config.root),
    now: () => new Date(),
    onCall: ({ task, outcome, tokens, elapsedMs }) => {
      metrics.modelCall(task, outcome, tokens);
      log.info({ task, outcome, tokens, elapsedMs }, "model call");
    },
  });
}

/** Only with a token: without one GitHub allows 60 requests an hour. */
async function withGitHub(
  search: Services["search"],
  { config: { github }, db, engine }: LiveParts,
): Promise<Services["search"]> {
  const { openGitHub } = await import("./github/client.ts");
  const { createLiveSearch } = await import("./github/live-search.ts");
  const { createRefresh } = await import("./github/refresh.ts");
  const parts = {
    github: openGitHub(github, { isPatient: false }),
    db,
    repositories: github.repositories.map((repository) => repository.name),
    isInApp: inAppTest(github.inApp),
    now: () => new Date(),
  };
  const look = createLiveSearch({ ...parts, staleMs: MIRROR_AGE_MS });
  const whole = withLiveSearch(search, async (incident) => {
    const isFound = await look(incident);
    if (isFound) await engine.refresh(); // the second search must see it
    return isFound;
  });
  return withFreshStates(whole, createRefresh({ ...parts, maxAgeMs: STATE_AGE_MS }));
}

function timed<Arguments extends unknown[], Result>(
  metrics: Metrics,
  step: string,
  work: (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
  return async (...args) => {
    const start = performance.now();
    try {
      return await work(...args);
    } finally {
      metrics.step(step, (performance.now() - start) / 1000);
    }
  };
}
