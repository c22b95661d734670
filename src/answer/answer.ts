// The answer: one typed document for every surface. Renderers turn it into strings; nothing else does.

import type { Block } from "../text/nodes.ts";

/** Sections in the order in which a person reads them. */
export const SECTION_ORDER = [
  "what_happened",
  "cause",
  "defaults",
  "reports",
  "fix",
  "alternatives",
  "code",
  "upgrade",
  "retries",
  "network",
  "references",
  "questions",
  "check",
  "draft",
] as const;
export type SectionId = (typeof SECTION_ORDER)[number];

export type Section = {
  readonly id: SectionId;
  readonly title: string;
  readonly blocks: readonly Block[];
};

/** What a claim rests on; the only way to a link. `id` is `entry:…`, `issue:owner/repo#7` or `ref:…`. */
export type Source = { readonly id: string; readonly title: string; readonly url: string | null };

export type ShownReport = {
  readonly issue: string;
  readonly duplicates: readonly string[];
  readonly state: string;
  /** When it came to that state; null where the mirror does not say. */
  readonly since: string | null;
  readonly checked: string;
  /** The first release with its fix, where that is on record. */
  readonly fixed_in: string | null;
  readonly title: string;
  readonly url: string;
  readonly why: string;
};

export type Asked = {
  readonly fact: string;
  /** Further facts that the same answer gives: versions are asked for together. */
  readonly also: readonly string[];
  readonly text: string;
  readonly why: string;
  readonly how: string | null;
  /** For choices: what can be picked. */
  readonly options: readonly string[];
};

export type ShownSetting = {
  readonly name: string;
  readonly key: string | null;
  /** The default for this report's version; null while the version is unknown. */
  readonly default: string | null;
};

export type Upgrade = {
  readonly product: string;
  readonly version: string;
  readonly what: string;
};

export type Level = "exact" | "likely" | "similar" | "new";

export type Answer = {
  readonly level: Level;
  /** Set for exact and likely. */
  readonly entry: string | null;
  /** A near entry where nothing is claimed. */
  readonly lead: string | null;
  readonly header: {
    readonly error: string | null;
    readonly title: string | null;
    /** "Prefect 2.14.3", or null while it is not stated. */
    readonly version: string | null;
    readonly product: string;
  };
  readonly sections: readonly Section[];
  readonly settings: readonly ShownSetting[];
  readonly fixedIn: readonly Upgrade[];
  readonly reports: readonly ShownReport[];
  readonly candidates: readonly { readonly issue: string; readonly score: number }[];
  readonly questions: readonly Asked[];
  readonly sources: readonly Source[];
  readonly footer: {
    readonly curatedBy: string | null;
    readonly checkedAgainst: string | null;
    readonly reviewed: string | null;
    readonly mode: "curated" | "curated + model" | "search only" | "search + model";
  };
};
