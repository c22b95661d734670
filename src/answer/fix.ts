// "Fix first": one recommended change with a block to copy, then the alternatives by risk. A fix that
// the asker has tried is never recommended again.

import type { Entry } from "../knowledge/entry.ts";
import { type Block, paragraph, text } from "../text/nodes.ts";
import { type Branch, branches, type Context, fixId, itemBlocks } from "./context.ts";

const RISKS = ["low", "medium", "high"];

/** The fixes that may help here, the recommended one first. */
export function openFixes(context: Context, entry: Entry): Branch[] {
  return branches(entry, "fix", context.given)
    .filter(({ item }) => item.title === null || !context.tried.includes(fixId(item.title)))
    .map((branch, order) => ({ branch, order, risk: Math.max(0, RISKS.indexOf(branch.item.fields.risk ?? "low")) }))
    .sort((a, b) => a.risk - b.risk || a.order - b.order)
    .map(({ branch }) => branch);
}

export function fixBlocks(context: Context, entry: Entry): Block[] {
  const fixes = openFixes(context, entry);
  const leads = fixes.filter(({ item }) => item.title === null);
  const [first, ...others] = fixes.filter(({ item }) => item.title !== null);
  if (!first) {
    return [
      ...leads.flatMap((branch) => itemBlocks(context, branch)),
      paragraph(text("Every known fix has been tried here: a person should look.")),
    ];
  }
  return [
    ...leads.flatMap((branch) => itemBlocks(context, branch)),
    ...itemBlocks(context, first),
    ...(others.length > 0 ? [paragraph(text("If that is not possible:"))] : []),
    ...others.flatMap((branch) => itemBlocks(context, branch)),
  ];
}
