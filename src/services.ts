// Joins the layers into what `respond` needs: in this thread for the commands, in the engine worker
// for the server.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Shelf } from "./answer/context.ts";
import type { Config } from "./config.ts";
import { readIncident, toRecognition } from "./incident/read.ts";
import type { Knowledge } from "./knowledge/knowledge.ts";
import { toSubject } from "./knowledge/match.ts";
import { requireKnowledge } from "./load.ts";
import { schemeOf, type Services } from "./respond.ts";
import { buildCorpus, type Corpus, retrieve } from "./search/retrieve.ts";
import { issuesGeneration, publicIssues } from "./storage/issues.ts";
import { type Database, DATABASE_FILE, openReadOnly } from "./storage/open.ts";

export type OpenServices = {
  readonly services: Services;
  readonly knowledge: Knowledge;
  readonly close: () => Promise<void>;
};

export type ServiceOptions = {
  /** Switches every entry off: the situation of a problem that nobody has described. */
  readonly noKnowledge?: boolean;
};

/** Reading and searching in this thread. Works without a database: then no issues are known. */
export async function openServices(config: Config, options: ServiceOptions = {}): Promise<OpenServices> {
  const knowledge = requireKnowledge(config.root);
  const entries = options.noKnowledge ? [] : knowledge.entries;
  const recognition = toRecognition(knowledge.rules, config.in_app);
  const shelf = toShelf(config, knowledge);
  const hasDatabase = existsSync(join(config.dataDir, DATABASE_FILE));
  const db = hasDatabase ? openReadOnly(config.dataDir) : null;
  const corpus = corpusOf(entries, db);
  const services: Services = {
    shelf,
    recognisers: recognition.recognisers,
    read: async (report, source, known) => readIncident(recognition, report, source, known),
    search: async (incident, exclude) =>
      retrieve(await corpus(), toSubject(incident, schemeOf(shelf)), exclude),
  };
  return { services, knowledge, close: async () => db?.destroy() };
}

export function toShelf(config: Config, knowledge: Knowledge): Shelf {
  return {
    product: config.product,
    facts: new Map(knowledge.rules.facts.map((rule) => [rule.name, rule])),
    references: knowledge.references,
  };
}

/** The corpus, built at first use and again when an import has changed the issues. */
function corpusOf(entries: Knowledge["entries"], db: Database | null): () => Promise<Corpus> {
  let built: { generation: number; corpus: Corpus } | null = null;
  return async () => {
    const generation = db ? await issuesGeneration(db) : 0;
    if (built?.generation !== generation) {
      built = { generation, corpus: buildCorpus(entries, db ? await publicIssues(db) : []) };
    }
    return built.corpus;
  };
}
