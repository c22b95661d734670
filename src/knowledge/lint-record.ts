// Entries against what is on record: a setting that no release has, a default that was never so, an
// issue in another state. What an entry claims must be true on the day somebody reads it.

import { type Inline, plainText } from "../text/nodes.ts";
import type { Entry, Setting } from "./entry.ts";
import type { Knowledge } from "./knowledge.ts";
import { inRange } from "./range.ts";
import { COMPUTED, GONE, type IssuesFile, type SettingsFile } from "./record.ts";

const ISSUE = /\b[\w.-]+\/[\w.-]+#\d+\b/g;

export function lintRecord(entry: Entry, { record, rules }: Knowledge): string[] {
  const { settings, issues } = record;
  return [
    ...(settings ? unknownSettings(entry, settings, rules.setting_prefixes) : []),
    ...(settings ? entry.settings.flatMap((it) => wrongDefaults(it, settings)) : []),
    ...(issues ? unknownIssues(entry, issues) : []),
    ...(issues ? wrongStates(entry, issues) : []),
  ];
}

function unknownSettings(entry: Entry, file: SettingsFile, prefixes: readonly string[]): string[] {
  const names = new Set(
    [...textsOf(entry)].flatMap(
      (text) => text.match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]\b/g) ?? [],
    ),
  );
  return [...names]
    .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)))
    .filter((name) => !file.settings[name] && !file.also[name])
    .map((name) => `${name} is a setting of no release; settings.yaml lists them`);
}

/** The default that the entry gives for each release at which it is known to have changed. */
function wrongDefaults(setting: Setting, file: SettingsFile): string[] {
  const known = file.settings[setting.name];
  if (!known) return [];
  const keyProblem =
    setting.key !== undefined && known.key !== undefined && setting.key !== known.key
      ? [`${setting.name}: its key is ${known.key}, not ${setting.key}`]
      : [];
  const versions = [...Object.entries(known.defaults), [file.newest, latest(known.defaults)]];
  const wrong = versions.flatMap(([version = "", value = ""]) => {
    const said = saidDefault(setting, version);
    if (said === null || value === GONE || value === COMPUTED || isSame(said, value)) return [];
    return [`${setting.name}: the default in ${version} is ${value}, not ${said}`];
  });
  return [...keyProblem, ...new Set(wrong)];
}

/** In the newest major version: record keys are in order of release. */
function latest(defaults: Readonly<Record<string, string>>): string {
  return Object.values(defaults).at(-1) ?? GONE;
}

function saidDefault(setting: Setting, version: string): string | null {
  const row = setting.defaults.find(({ range }) => inRange(version, range, "pep440"));
  return row?.value ?? setting.default ?? null;
}

/** People write "30 seconds" and "empty (none)"; the record has the bare value. */
function isSame(said: string, known: string): boolean {
  const plain = (value: string) => value.replace(/["'`]/g, "").trim().toLowerCase();
  const [left, right] = [plain(said), plain(known)];
  if (left === right || left.split(/[\s,;:(]/)[0] === right) return true;
  if (right !== "" && Number(left) === Number(right)) return true;
  const nothing = ["none", "null", "unset", "empty", "not set", "no default", "no value"];
  return ["none", "empty"].includes(right) && nothing.some((it) => left.startsWith(it));
}

function unknownIssues(entry: Entry, file: IssuesFile): string[] {
  const known = new Set(Object.keys(file.issues).map((it) => it.toLowerCase()));
  const named = new Set([...textsOf(entry)].flatMap((text) => text.match(ISSUE) ?? []));
  return [...named]
    .filter((issue) => !known.has(issue.toLowerCase()))
    .map((issue) => `${issue} is not in issues.yaml: look it up and add its state`);
}

function wrongStates(entry: Entry, file: IssuesFile): string[] {
  return entry.reports
    .filter(({ issue, state }) => (file.issues[issue] ?? state) !== state)
    .map(({ issue, state }) => `${issue} is ${file.issues[issue]} in issues.yaml, here ${state}`);
}

/** Every sentence, field and proof of an entry. */
function* textsOf(entry: Entry): Generator<string> {
  const items = Object.values(entry.sections).flatMap((list) => list ?? []);
  for (const { title, fields, blocks } of items) {
    yield title ?? "";
    yield* Object.values(fields);
    yield* blocks.map((block) => plainText(block, wordsOf));
  }
  for (const { name, about, defaults } of entry.settings) {
    yield* [name, about];
    yield* defaults.flatMap((row) => [row.value, ...row.proof]);
  }
  for (const { issue, why, duplicates } of entry.reports) yield* [issue, why, ...duplicates];
  for (const { what, proof } of entry.fixed_in) yield* [what, ...proof];
}

/** A link to an issue counts by the issue that it points at. */
function wordsOf(inline: Inline): string {
  return inline.kind === "link" ? `${inline.text ?? ""} ${inline.source}` : inline.text;
}
