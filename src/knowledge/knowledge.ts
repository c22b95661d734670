// A community's knowledge as a whole: entries, what can be asked, documentation pages. Reads texts
// that somebody else took from disk, and lists every problem at once.

import { z } from "zod";
import { FactRules } from "../incident/fact-rule.ts";
import type { Entry, Reference } from "./entry.ts";
import { readEntry } from "./read.ts";
import { IssuesFile, type ProductRecord, SettingsFile } from "./record.ts";
import { readYamlText } from "./yaml.ts";

/** `<id>.reports.yaml` beside `<id>.md`. */
export const FIXTURES_SUFFIX = ".reports.yaml";
/** What entries are checked against; no answer needs it. */
export const RECORD_FILES = { settings: "settings.yaml", issues: "issues.yaml" } as const;

export type KnowledgeFile = { readonly path: string; readonly text: string };

/** A report that an entry must, or must not, be given to: `<id>.reports.yaml` beside the entry. */
export type Fixture = {
  readonly name: string;
  readonly report: string;
  /** For must-match: the level to reach. */
  readonly level: "exact" | "likely" | null;
};
export type Fixtures = { readonly match: readonly Fixture[]; readonly not: readonly Fixture[] };

export type Knowledge = {
  readonly entries: readonly Entry[];
  readonly rules: FactRules;
  readonly references: ReadonlyMap<string, Reference>;
  /** By entry id; empty when they were not among the files. */
  readonly fixtures: ReadonlyMap<string, Fixtures>;
  /** Empty when its files were not among the files. */
  readonly record: ProductRecord;
  readonly problems: readonly string[];
};

export const References = z.strictObject({
  references: z.record(
    z.string(),
    z.strictObject({ title: z.string().min(2), url: z.url({ protocol: /^https$/ }) }),
  ),
});

const FixtureShape = z.strictObject({
  name: z.string().min(2),
  report: z.string().min(2),
  level: z.enum(["exact", "likely"]).nullable().default(null),
});
export const FixturesShape = z.strictObject({
  match: z.array(FixtureShape).default([]),
  not: z.array(FixtureShape).default([]),
});

const NO_RULES: FactRules = { facts: [], setting_prefixes: [], libraries: [] };

/** `files`: paths relative to `knowledge/`, any order. Retired entries are left out. */
export function readKnowledge(files: readonly KnowledgeFile[]): Knowledge {
  const problems: string[] = [];
  const byPath = new Map(files.map((file) => [file.path, file.text]));
  const rules = readYaml("facts.yaml", byPath.get("facts.yaml"), FactRules, problems) ?? NO_RULES;
  const pages = readYaml("references.yaml", byPath.get("references.yaml"), References, problems);
  const entries = files
    .filter(({ path }) => path.endsWith(".md") && path !== "README.md")
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, text }) => {
      const reading = readEntry(path, text);
      problems.push(...reading.problems);
      return reading.entry ? [reading.entry] : [];
    });
  const fixtures = new Map<string, Fixtures>();
  for (const { path, text } of files.filter((file) => file.path.endsWith(FIXTURES_SUFFIX))) {
    const id = path.split("/").at(-1)?.slice(0, -FIXTURES_SUFFIX.length) ?? "";
    const read = readYaml(path, text, FixturesShape, problems);
    if (read) fixtures.set(id, read);
  }
  const optional = <Shape>(path: string, shape: z.ZodType<Shape>) =>
    byPath.has(path) ? readYaml(path, byPath.get(path), shape, problems) : null;
  const record = {
    settings: optional(RECORD_FILES.settings, SettingsFile),
    issues: optional(RECORD_FILES.issues, IssuesFile),
  };
  const references = Object.entries(pages?.references ?? {}).map(
    ([id, page]) => [id, { id, ...page }] as const,
  );
  return {
    entries: entries.filter((entry) => entry.status !== "retired"),
    rules,
    references: new Map(references),
    fixtures,
    record,
    problems,
  };
}

function readYaml<Shape>(
  path: string,
  text: string | undefined,
  shape: z.ZodType<Shape>,
  problems: string[],
): Shape | null {
  if (text === undefined) {
    problems.push(`${path}: missing`);
    return null;
  }
  const yaml = readYamlText(path, text);
  if ("problems" in yaml) {
    problems.push(...yaml.problems);
    return null;
  }
  const parsed = shape.safeParse(yaml.value);
  if (parsed.success) return parsed.data;
  problems.push(
    ...parsed.error.issues.map(
      (issue) => `${path}: ${issue.path.join(".") || "top level"}: ${issue.message}`,
    ),
  );
  return null;
}
