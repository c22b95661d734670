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
    .map((branch, order) => ({
      branch,
      order,
      risk: Math.max(0, RISKS.indexOf(branch.item.fields.risk ?? "low")),
    }))
    .sort((a, b) => a.risk - b.risk || a.order - b.order)
    .map(({ branch }) => branch);
}

/** The recommended fix, and the others. Says so when none is left to try. */
export function fixSections(
  context: Context,
  entry: Entry,
): { fix: Block[]; alternatives: Block[] } {
  const fixes = openFixes(context, entry);
  const lead = fixes.filter(({ item }) => item.title === null);
  const [first, ...others] = fixes.filter(({ item }) => item.title !== null);
  const blocks = (list: readonly Branch[]) => list.flatMap((branch) => itemBlocks(context, branch));
  if (first) return { fix: [...blocks(lead), ...blocks([first])], alternatives: blocks(others) };
  const isTried = context.tried.length > 0;
  const none = isTried
    ? [paragraph(text("Every known fix has been tried here: a person should look."))]
    : [];
  return { fix: [...blocks(lead), ...none], alternatives: [] };
}
