// Reading and searching: the part of the bot that takes CPU. The command line runs it in its own
// thread, the server in a worker (`engine.ts`), so it imports nothing that only answers need.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { FactRules } from "./incident/fact-rule.ts";
import { readIncident, toRecognition } from "./incident/read.ts";
import type { Entry } from "./knowledge/entry.ts";
import { toSubject } from "./knowledge/match.ts";
import { schemesOf } from "./knowledge/range.ts";
import type { Services } from "./respond.ts";
import { JUDGED_CHARS_MAX, judgeHits, refsToJudge } from "./search/judge.ts";
import { buildCorpus, type Corpus, retrieve } from "./search/retrieve.ts";
import { issueTexts } from "./storage/issue-texts.ts";
import { issuesGeneration, publicIssues } from "./storage/issues.ts";
import { publicLinks } from "./storage/links.ts";
import { DATABASE_FILE, type Database, openReadOnly } from "./storage/open.ts";
import { publicPages } from "./storage/pages.ts";

/** Plain data, so that it can be sent to a worker. */
export type EngineParts = {
  readonly entries: readonly Entry[];
  readonly rules: FactRules;
  readonly inApp: readonly string[];
  readonly dataDir: string;
};

export type EngineCore = Pick<Services, "read" | "search"> & {
  readonly close: () => Promise<void>;
};

/** Works without a database: then no issues are known. */
export function openEngine({ entries, rules, inApp, dataDir }: EngineParts): EngineCore {
  const recognition = toRecognition(rules, inApp);
  const schemes = schemesOf(rules.facts);
  const db = existsSync(join(dataDir, DATABASE_FILE)) ? openReadOnly(dataDir) : null;
  const corpus = corpusOf(entries, db);
  return {
    read: async (report, source, known) => readIncident(recognition, report, source, known),
    search: async (incident, exclude) => {
      const hits = retrieve(await corpus(), toSubject(incident, schemes), exclude);
      const texts = db ? await issueTexts(db, refsToJudge(hits), JUDGED_CHARS_MAX) : [];
      return judgeHits(recognition, incident, hits, texts);
    },
    close: async () => db?.destroy(),
  };
}

/** The corpus, built at first use and again when an import has changed the issues. */
function corpusOf(entries: readonly Entry[], db: Database | null): () => Promise<Corpus> {
  let built: { generation: number; corpus: Corpus } | null = null;
  return async () => {
    const generation = db ? await issuesGeneration(db) : 0;
    if (built?.generation !== generation) {
      const corpus = db
        ? buildCorpus(entries, await publicIssues(db), await publicLinks(db), await publicPages(db))
        : buildCorpus(entries, []);
      built = { generation, corpus };
    }
    return built.corpus;
  };
}
