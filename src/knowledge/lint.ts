// What is wrong with the knowledge as a whole: names that nobody defines, pages that are not listed,
// questions that change nothing, entries that share a slug. One line a problem, naming file and cure.

import type { Block, Inline } from "../text/nodes.ts";
import type { Condition } from "./condition.ts";
import type { Entry, Item } from "./entry.ts";
import type { Knowledge } from "./knowledge.ts";
import { lintRecord } from "./lint-record.ts";
import { contradictions, overlaps } from "./lint-rules.ts";
import { REPORT_FACT, REPORT_KINDS } from "./match.ts";
import { isRange, schemesOf } from "./range.ts";

const FIXTURES_MATCH_MIN = 2;
const FIXTURES_NOT_MIN = 2;

export function lintKnowledge(knowledge: Knowledge): string[] {
  return [
    ...knowledge.problems,
    ...sharedSlugs(knowledge.entries),
    ...overlaps(knowledge.entries),
    ...knowledge.entries.flatMap((entry) =>
      lintEntry(entry, knowledge).map((problem) => `${entry.file}: ${problem}`),
    ),
    ...orphans(knowledge),
  ];
}

function lintEntry(entry: Entry, knowledge: Knowledge): string[] {
  const fixtures = knowledge.fixtures.get(entry.id);
  const enough =
    (fixtures?.match.length ?? 0) >= FIXTURES_MATCH_MIN &&
    (fixtures?.not.length ?? 0) >= FIXTURES_NOT_MIN;
  return [
    ...(entry.file.endsWith(`/${entry.id}.md`) ? [] : [`the file must be called ${entry.id}.md`]),
    ...(enough
      ? []
      : [
          `${entry.id}.reports.yaml needs at least ${FIXTURES_MATCH_MIN} match and ${FIXTURES_NOT_MIN} not reports`,
        ]),
    ...(isDraftText(entry) ? ["says TODO: write it before it answers anybody"] : []),
    ...unknownFacts(entry, knowledge),
    ...unlistedPages(entry, knowledge),
    ...badRanges(entry, knowledge),
    ...idleQuestions(entry),
    ...contradictions(entry, schemesOf(knowledge.rules.facts)),
    ...lintRecord(entry, knowledge),
  ];
}

function isDraftText({ title, owner, checked_against, questions, prose }: Entry): boolean {
  const said = [title, owner, checked_against, prose, ...questions.map((it) => it.why)];
  return said.some((it) => /\bTODO\b/.test(it));
}

function sharedSlugs(entries: readonly Entry[]): string[] {
  const owners = new Map<string, string>();
  return entries.flatMap((entry) =>
    [entry.id, ...entry.aliases].flatMap((slug) => {
      const owner = owners.get(slug);
      owners.set(slug, entry.file);
      return owner ? [`${entry.file}: the slug ${slug} belongs to ${owner} already`] : [];
    }),
  );
}

function orphans(knowledge: Knowledge): string[] {
  const ids = new Set(knowledge.entries.map((entry) => entry.id));
  return [...knowledge.fixtures.keys()]
    .filter((id) => !ids.has(id))
    .map((id) => `${id}.reports.yaml: there is no entry ${id}`);
}

function unknownFacts(entry: Entry, { rules }: Knowledge): string[] {
  const known = new Map(rules.facts.map((rule) => [rule.name, rule]));
  const conditions = conditionsOf(entry);
  const names = [
    ...conditions.flatMap((condition) => (condition.kind === "says" ? [] : [condition.fact])),
    ...Object.keys(entry.affects),
    ...entry.settings.flatMap((setting) => (setting.by ? [setting.by] : [])),
    ...entry.fixed_in.map((fix) => fix.fact),
    ...entry.questions.map((question) => question.fact),
  ];
  const unknown = [...new Set(names)].filter((name) => !known.has(name) && name !== REPORT_FACT);
  const values = conditions.flatMap((condition) => {
    if (condition.kind !== "is") return [];
    const allowed =
      condition.fact === REPORT_FACT
        ? REPORT_KINDS
        : Object.keys(known.get(condition.fact)?.values ?? {});
    return condition.values
      .filter((value) => allowed.length > 0 && !allowed.includes(value))
      .map(
        (value) => `${condition.fact} is never "${value}"; facts.yaml has ${allowed.join(", ")}`,
      );
  });
  return [...unknown.map((name) => `the fact ${name} is not in facts.yaml`), ...values];
}

function unlistedPages(entry: Entry, { references }: Knowledge): string[] {
  const linked = Object.values(entry.sections)
    .flatMap((items) => items ?? [])
    .flatMap((item) => item.blocks)
    .flatMap(linksOf);
  const sources = entry.settings.map((setting) => setting.source);
  const pages = [...linked, ...sources]
    .filter((id) => id.startsWith("ref:"))
    .map((id) => id.slice("ref:".length));
  return [...new Set([...entry.references, ...pages])]
    .filter((id) => !references.has(id))
    .map((id) => `the reference ${id} is not in references.yaml`);
}

function badRanges(entry: Entry, { rules }: Knowledge): string[] {
  const scheme = (fact: string) =>
    rules.facts.find((rule) => rule.name === fact)?.scheme ?? "pep440";
  const ranges = [
    ...Object.entries(entry.affects).map(([fact, range]) => ({ fact, range })),
    ...entry.settings.flatMap((setting) =>
      setting.defaults.map(({ range }) => ({ fact: setting.by ?? "", range })),
    ),
    ...entry.fixed_in.flatMap((fix) => (fix.for ? [{ fact: fix.fact, range: fix.for }] : [])),
    ...conditionsOf(entry).flatMap((it) =>
      it.kind === "range" ? [{ fact: it.fact, range: it.range }] : [],
    ),
  ];
  return ranges
    .filter(({ fact, range }) => !isRange(range, scheme(fact)))
    .map(({ range }) => `cannot read the version range "${range}"`);
}

/** A question whose answer changes nothing only costs the asker time. */
function idleQuestions(entry: Entry): string[] {
  const deciding = new Set([
    ...conditionsOf(entry).flatMap((it) => (it.kind === "says" ? [] : [it.fact])),
    ...Object.keys(entry.affects),
    ...entry.settings.flatMap((setting) => (setting.by ? [setting.by] : [])),
    ...entry.fixed_in.map((fix) => fix.fact),
  ]);
  return entry.questions
    .filter((question) => !deciding.has(question.fact))
    .map(
      (question) =>
        `the answer to the question about ${question.fact} changes nothing in this entry`,
    );
}

function conditionsOf(entry: Entry): Condition[] {
  const items: Item[] = Object.values(entry.sections).flatMap((list) => [...(list ?? [])]);
  return [
    ...items.flatMap((item) => item.when),
    ...[...entry.any, ...entry.none].flatMap((rule) => rule.when),
    ...entry.reports.flatMap((report) => report.conditions),
  ];
}

function linksOf(block: Block): string[] {
  if (block.kind === "list") return block.items.flat().flatMap(linksOf);
  if (block.kind === "code" || block.kind === "quote") return [];
  return block.inlines.flatMap((inline: Inline) => (inline.kind === "link" ? [inline.source] : []));
}
