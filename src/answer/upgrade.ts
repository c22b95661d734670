// Upgrade advice: from the asker's version to the least release that helps. No version is ever made
// up: each comes from an entry, with the change that proves it.

import type { Entry } from "../knowledge/entry.ts";
import { compareVersions, inRange } from "../knowledge/range.ts";
import { type Block, code, type Inline, link, list, text, withCode } from "../text/nodes.ts";
import type { Upgrade } from "./answer.ts";
import { type Context, productOf } from "./context.ts";

type Fix = Entry["fixed_in"][number];

/** Releases that still help this asker: all of them while the version is unknown. */
export function helpfulFixes(context: Context, entry: Entry): Fix[] {
  const helpful = entry.fixed_in.filter((fix) => isHelpful(context, fix));
  // On one line of releases the least one that helps is enough.
  return helpful.filter((fix) => !helpful.some((other) => isLess(context, other, fix)));
}

export function toUpgrade(context: Context, fix: Fix): Upgrade {
  return { product: productOf(context.shelf, fix.fact), version: fix.version, what: fix.what };
}

export function upgradeBlocks(context: Context, fixes: readonly Fix[]): Block[] {
  if (fixes.length === 0) return [];
  return [list(fixes.map((fix) => upgradeLine(context, fix)))];
}

function upgradeLine(context: Context, fix: Fix): Inline[] {
  const product = productOf(context.shelf, fix.fact);
  const from = context.given.values(fix.fact).at(-1);
  const shown = fix.proof.filter((ref) => !context.hidden.has(ref.toLowerCase()));
  return [
    text(from ? `${product} ${from} to ` : `${product} `),
    code(fix.version),
    text(" or newer: "),
    ...withCode(fix.what),
    ...shown.flatMap((ref, at) => [text(at ? ", " : " ("), link(`issue:${ref}`)]),
    text(shown.length > 0 ? ")." : "."),
  ];
}

function isHelpful(context: Context, fix: Fix): boolean {
  const versions = context.given.values(fix.fact);
  const scheme = context.given.scheme(fix.fact);
  return versions.every((version) => {
    const isOlder = (compareVersions(version, fix.version, scheme) ?? -1) < 0;
    return isOlder && (fix.for ? inRange(version, fix.for, scheme) !== false : true);
  });
}

/** `other` is older than `fix` and meant for the same versions. */
function isLess(context: Context, other: Fix, fix: Fix): boolean {
  if (other === fix || other.fact !== fix.fact || other.for !== fix.for || other.what !== fix.what)
    return false;
  return (compareVersions(other.version, fix.version, context.given.scheme(fix.fact)) ?? 0) < 0;
}
