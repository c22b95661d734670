// One knowledge file to an entry. All problems of a file are listed at once, each with what to do.

import { plainText } from "../text/nodes.ts";
import { toTemplate } from "../text/template.ts";
import { type Condition, toConditions } from "./condition.ts";
import {
  type Entry,
  type EntrySection,
  FrontMatter,
  type Item,
  type MatchRule,
  type Rule,
  SECTIONS,
} from "./entry.ts";
import { toBlocks } from "./markdown.ts";
import { readYamlText } from "./yaml.ts";

const FIELD = /^- (when|risk|sets|because|shape|result|command|likely): (.+)$/;

export type EntryReading =
  | { readonly entry: Entry; readonly problems: readonly [] }
  | { readonly entry: null; readonly problems: readonly string[] };

/** Reads a knowledge file. `file` is only named in problems and kept for `knowledge list`. */
export function readEntry(file: string, source: string): EntryReading {
  const parts = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(source);
  if (!parts) {
    return {
      entry: null,
      problems: [`${file}: must begin with front matter between two lines "---"`],
    };
  }
  const [, front = "", body = ""] = parts;
  const yaml = readYamlText(`${file}: front matter`, front);
  if ("problems" in yaml) return { entry: null, problems: yaml.problems };

  const parsed = FrontMatter.safeParse(yaml.value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${file}: ${issue.path.join(".") || "front matter"}: ${issue.message}`,
    );
    return { entry: null, problems };
  }
  return toEntry(file, parsed.data, body);
}

function toEntry(file: string, front: FrontMatter, body: string): EntryReading {
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`${file}: ${problem}`);
  const { match, ...rest } = front;
  const sections = toSections(body, say);
  const entry: Entry = {
    ...rest,
    file,
    reports: front.reports.map((it) => ({ ...it, conditions: readConditions(it.when, say) })),
    questions: front.questions.map((it) => ({ ...it, conditions: readConditions(it.when, say) })),
    any: match.any.map((rule) => toRule(rule, say)),
    none: match.none.map((rule) => toRule(rule, say)),
    sections,
    prose: toProse(front.title, sections),
  };
  return problems.length > 0 ? { entry: null, problems } : { entry, problems: [] };
}

function toRule(rule: MatchRule, say: (problem: string) => void): Rule {
  const says = typeof rule.says === "string" ? [rule.says] : (rule.says ?? []);
  return {
    errors: toList(rule.error),
    messages: toList(rule.message).map(toTemplate),
    says: says.map((item) => toList(item).map(toTemplate)),
    frames: toList(rule.frame).map((frame) => {
      const [path = "", name = null] = frame.split(":", 2);
      return { file: path, function: name };
    }),
    when: readConditions(rule.when, say),
    unless: toList(rule.unless).map(toTemplate),
  };
}

function toList(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

function readConditions(
  text: string | undefined,
  say: (problem: string) => void,
): readonly Condition[] {
  if (!text) return [];
  const conditions = toConditions(text);
  if (!("problem" in conditions)) return conditions;
  say(conditions.problem);
  return [];
}

function toSections(body: string, say: (problem: string) => void): Entry["sections"] {
  const sections: Partial<Record<EntrySection, readonly Item[]>> = {};
  for (const part of splitAtHeadings(body, "## ")) {
    if (part.heading === null) {
      if (part.text.trim() !== "") say("text before the first ## heading is never shown");
      continue;
    }
    const name = SECTIONS[part.heading as keyof typeof SECTIONS];
    if (!name) {
      say(`unknown section "${part.heading}"; known: ${Object.keys(SECTIONS).join(", ")}`);
      continue;
    }
    sections[name] = splitAtHeadings(part.text, "### ")
      .filter((item) => item.heading !== null || item.text.trim() !== "")
      .map((item) => toItem(item.heading, item.text, say));
  }
  return sections;
}

function toItem(title: string | null, source: string, say: (problem: string) => void): Item {
  const lines = source.trim().split("\n");
  const fields: Record<string, string> = {};
  let used = 0;
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line.trim()) ?? [];
    if (!name || !value) break;
    fields[name] = value.trim();
    used += 1;
  }
  const { blocks, problems } = toBlocks(lines.slice(used).join("\n"));
  for (const problem of problems) say(problem);
  const when = readConditions(fields.when, say);
  return { title, when, whenText: fields.when ?? null, fields, blocks };
}

/** Splits at headings of one depth; headings inside code fences are text. */
function splitAtHeadings(source: string, mark: string): { heading: string | null; text: string }[] {
  const parts: { heading: string | null; lines: string[] }[] = [{ heading: null, lines: [] }];
  let fenced = false;
  for (const line of source.split(/\r?\n/)) {
    if (line.trimStart().startsWith("```")) fenced = !fenced;
    if (!fenced && line.startsWith(mark))
      parts.push({ heading: line.slice(mark.length).trim(), lines: [] });
    else parts.at(-1)?.lines.push(line);
  }
  return parts.map(({ heading, lines }) => ({ heading, text: lines.join("\n") }));
}

function toProse(title: string, sections: Entry["sections"]): string {
  const items = Object.values(sections).flatMap((list) => list ?? []);
  return [
    title,
    ...items.flatMap((item) => [item.title ?? "", ...item.blocks.map((block) => plainText(block))]),
  ].join("\n");
}
