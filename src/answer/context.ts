// What every section maker is given, and the choice of an entry's branches for this report.

import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { FactRule } from "../incident/fact-rule.ts";
import type { Incident } from "../incident/incident.ts";
import { type Circumstances, judge, openFacts } from "../knowledge/condition.ts";
import type { Entry, EntrySection, Item, Reference } from "../knowledge/entry.ts";
import { type Block, paragraph, strong, text } from "../text/nodes.ts";

/** What an answer may draw on beside the diagnosis; the same for every report of a community. */
export type Shelf = {
  readonly product: { readonly name: string; readonly fact: string };
  readonly facts: ReadonlyMap<string, FactRule>;
  readonly references: ReadonlyMap<string, Reference>;
};

export type Context = {
  readonly shelf: Shelf;
  readonly incident: Incident;
  readonly given: Circumstances;
  readonly diagnosis: Diagnosis;
  /** Ids of fixes that the asker has tried; never recommended again. */
  readonly tried: readonly string[];
  /** Issues (`owner/repo#7`, lower case) that do not exist for this report. */
  readonly hidden: ReadonlySet<string>;
};

export type Branch = { readonly item: Item; readonly isOpen: boolean; readonly open: readonly string[] };

/** The items of a section that hold here, or may hold: false ones are left out. */
export function branches(entry: Entry, section: EntrySection, given: Circumstances): Branch[] {
  return (entry.sections[section] ?? []).flatMap((item) => {
    const truth = judge(item.when, given);
    if (truth === "false") return [];
    return [{ item, isOpen: truth === "unknown", open: openFacts(item.when, given) }];
  });
}

/** An item as blocks: its title, the condition while it is open, why it is likely, then its text. */
export function itemBlocks(context: Context, { item, isOpen, open }: Branch): Block[] {
  const because = item.fields.because;
  return [
    ...(item.title ? [paragraph(strong(item.title))] : []),
    ...(isOpen ? [paragraph(text(`Depends on: ${factTitles(context.shelf, open)}.`))] : []),
    ...(because ? [paragraph(text(`Likely here because ${because}`))] : []),
    ...item.blocks,
  ];
}

export function sectionBlocks(context: Context, entry: Entry, section: EntrySection): Block[] {
  return branches(entry, section, context.given).flatMap((branch) => itemBlocks(context, branch));
}

export function factTitles(shelf: Shelf, names: readonly string[]): string {
  return [...new Set(names)].map((name) => shelf.facts.get(name)?.title ?? name).join(", ");
}

/** The id by which a fix is remembered as tried: its title, as a slug. */
export function fixId(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
