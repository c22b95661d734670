// Joins the layers into what `respond` needs.

import type { Shelf } from "./answer/context.ts";
import type { Config } from "./config.ts";
import { type EngineParts, openEngine } from "./engine-core.ts";
import { toRecogniser } from "./incident/facts.ts";
import type { Knowledge } from "./knowledge/knowledge.ts";
import { requireKnowledge } from "./load.ts";
import type { Services } from "./respond.ts";

export type OpenServices = {
  readonly services: Services;
  readonly knowledge: Knowledge;
  readonly close: () => Promise<void>;
};

export type ServiceOptions = {
  /** Switches every entry off: the situation of a problem that nobody has described. */
  readonly noKnowledge?: boolean;
};

/** Reading and searching in this thread, for the commands. */
export async function openServices(
  config: Config,
  options: ServiceOptions = {},
): Promise<OpenServices> {
  const knowledge = requireKnowledge(config.root);
  const entries = options.noKnowledge ? [] : knowledge.entries;
  const { read, search, refresh, close } = openEngine({
    ...toEngineParts(config, knowledge),
    entries,
  });
  await refresh(); // a command answers from all that is stored when it begins
  return {
    services: { ...toAnswerParts(config, knowledge), read, search, complete: null },
    knowledge,
    close,
  };
}

/** What the engine works with. */
export function toEngineParts(config: Config, knowledge: Knowledge): EngineParts {
  return {
    entries: knowledge.entries,
    rules: knowledge.rules,
    inApp: config.in_app,
    dataDir: config.dataDir,
  };
}

/** What `respond` itself works with, beside the engine. */
export function toAnswerParts(
  config: Config,
  knowledge: Knowledge,
): Pick<Services, "shelf" | "recognisers"> {
  const shelf: Shelf = {
    product: config.product,
    facts: new Map(knowledge.rules.facts.map((rule) => [rule.name, rule])),
    references: knowledge.references,
  };
  return { shelf, recognisers: knowledge.rules.facts.map(toRecogniser) };
}
