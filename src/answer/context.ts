// What every section maker is given, and the choice of an entry's branches for this report.

import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { FactRule } from "../incident/fact-rule.ts";
import type { Incident } from "../incident/incident.ts";
import {
  type Circumstances,
  type Condition,
  judge,
  openConditions,
} from "../knowledge/condition.ts";
import type { Entry, EntrySection, Item, Reference } from "../knowledge/entry.ts";
import type { Solved } from "../search/threads.ts";
import { type Block, paragraph, strong, text, withCode } from "../text/nodes.ts";
import { humanRange } from "./range-text.ts";

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
  /** The same problem, solved here before. */
  readonly solved: (Solved & { readonly url: string | null }) | null;
};

export type Branch = { readonly item: Item; readonly open: readonly Condition[] };

/**
 * The items of a section that hold here, or may hold. One that is for a single value of a fact
 * (`proxy is nginx`) waits until that is stated, unless nothing else would be left to say.
 */
export function branches(entry: Entry, section: EntrySection, given: Circumstances): Branch[] {
  const possible = (entry.sections[section] ?? [])
    .filter((item) => judge(item.when, given) !== "false")
    .map((item) => ({ item, open: openConditions(item.when, given) }));
  const general = possible.filter(({ open }) => !open.some((it) => it.kind === "is" && !it.not));
  return general.length > 0 ? general : possible;
}

/** An item as blocks: its title, the condition while it is open, why it is likely, then its text. */
export function itemBlocks(context: Context, { item, open }: Branch): Block[] {
  const because = item.fields.because;
  return [
    ...(item.title ? [paragraph(strong(item.title))] : []),
    ...(open.length > 0 ? [paragraph(text(`Applies ${conditionText(context.shelf, open)}.`))] : []),
    ...(because ? [paragraph(...withCode(`Likely here because ${because}`))] : []),
    ...item.blocks,
  ];
}

export function sectionBlocks(context: Context, entry: Entry, section: EntrySection): Block[] {
  return branches(entry, section, context.given).flatMap((branch) => itemBlocks(context, branch));
}

/** Open conditions as a person says them: "to Prefect 2.18.3 and newer, unless the proxy is none". */
function conditionText(shelf: Shelf, conditions: readonly Condition[]): string {
  const parts = conditions.map((condition) => {
    if (condition.kind === "says") return "";
    if (condition.kind === "range") {
      return `to ${productOf(shelf, condition.fact)} ${humanRange(condition.range)}`;
    }
    const title = shelf.facts.get(condition.fact)?.title ?? condition.fact;
    return `${condition.not ? "unless" : "if"} the ${title} is ${condition.values.join(" or ")}`;
  });
  return parts.filter(Boolean).join(", ");
}

export function productOf(shelf: Shelf, fact: string): string {
  return (shelf.facts.get(fact)?.title ?? fact).replace(/ version$/, "");
}

/** The id by which a fix is remembered as tried: its title, as a slug. */
export function fixId(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
