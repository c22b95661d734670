// What contradicts itself or another entry: a phrase that two entries claim by itself, two defaults
// of one setting for the same release.

import type { Entry, Rule, Setting } from "./entry.ts";
import { inRange, type Scheme } from "./range.ts";

/** Rules of two entries that would fire on the same words, with nothing to tell them apart. */
export function overlaps(entries: readonly Entry[]): string[] {
  const owners = new Map<string, string>();
  return entries.flatMap((entry) => {
    const phrases = new Set(entry.any.flatMap(decidingPhrases));
    return [...phrases].flatMap((phrase) => {
      const owner = owners.get(phrase);
      owners.set(phrase, entry.file);
      return owner
        ? [
            `${entry.file}: the message "${phrase}" alone is ${owner}'s already; say what else must hold`,
          ]
        : [];
    });
  });
}

/** Messages that are enough by themselves. */
function decidingPhrases(rule: Rule): readonly string[] {
  const isAlone =
    rule.errors.length + rule.says.length + rule.frames.length + rule.when.length === 0 &&
    rule.unless.length === 0;
  return isAlone ? rule.messages.map((it) => it.source) : [];
}

export function contradictions(entry: Entry, schemeOf: (fact: string) => Scheme): string[] {
  return entry.settings.flatMap((setting) => twoDefaults(setting, schemeOf(setting.by ?? "")));
}

/** Tried at every release that a range names, which is where ranges meet. */
function twoDefaults({ name, defaults }: Setting, scheme: Scheme): string[] {
  const releases = new Set(defaults.flatMap(({ range }) => range.match(/\d[\w.]*/g) ?? []));
  return [...releases]
    .map((release) => ({
      release,
      rows: defaults.filter(({ range }) => inRange(release, range, scheme)),
    }))
    .filter(({ rows }) => rows.length > 1)
    .map(({ release, rows }) => {
      const values = rows.map(({ value }) => value).join(" and ");
      return `${name} has ${rows.length} defaults in ${release}: ${values}`;
    });
}
