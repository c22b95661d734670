// Reading and searching: the part of the bot that takes CPU. The command line runs it in its own
// thread, the server in a worker (`engine.ts`), so it imports nothing that only answers need.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { openCorpus } from "./engine-index.ts";
import type { FactRules } from "./incident/fact-rule.ts";
import { readIncident, toRecognition } from "./incident/read.ts";
import type { Entry } from "./knowledge/entry.ts";
import { toSubject } from "./knowledge/match.ts";
import { schemesOf } from "./knowledge/range.ts";
import type { Services } from "./respond.ts";
import { judgeHits, refsToJudge } from "./search/judge.ts";
import { retrieve } from "./search/retrieve.ts";
import { issueTexts } from "./storage/issue-texts.ts";
import { DATABASE_FILE, openReadOnly } from "./storage/open.ts";

/** Plain data, so that it can be sent to a worker. */
export type EngineParts = {
  readonly entries: readonly Entry[];
  readonly rules: FactRules;
  readonly inApp: readonly string[];
  readonly dataDir: string;
};

export type EngineCore = Pick<Services, "read" | "search"> & {
  /** Settles when everything that was stored before the call is searched. `search` does not wait. */
  readonly refresh: () => Promise<void>;
  /** Part of what is stored that is searched already, 0 to 1. */
  readonly done: () => number;
  readonly close: () => Promise<void>;
};

/** Works without a database: then no issues are known. */
export function openEngine({ entries, rules, inApp, dataDir }: EngineParts): EngineCore {
  const recognition = toRecognition(rules, inApp);
  const schemes = schemesOf(rules.facts);
  const db = existsSync(join(dataDir, DATABASE_FILE)) ? openReadOnly(dataDir) : null;
  const pace = { pause: () => setImmediate(), now: () => performance.now() };
  const { corpus, refresh, done } = openCorpus(entries, db, pace);
  return {
    read: async (report, source, known) => readIncident(recognition, report, source, known),
    search: async (incident, exclude, scope) => {
      const hits = retrieve(corpus, toSubject(incident, schemes), exclude, scope);
      const texts = db ? await issueTexts(db, refsToJudge(hits)) : [];
      return judgeHits(recognition, incident, hits, texts);
    },
    refresh,
    done,
    close: async () => db?.destroy(),
  };
}
