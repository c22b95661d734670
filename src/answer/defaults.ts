// "What the product does by default": each setting with its default by release, and which side this
// report is on.

import type { Circumstances } from "../knowledge/condition.ts";
import type { Setting } from "../knowledge/entry.ts";
import { inRange } from "../knowledge/range.ts";
import {
  type Block,
  code,
  type Inline,
  link,
  list,
  paragraph,
  text,
  withCode,
} from "../text/nodes.ts";
import type { ShownSetting } from "./answer.ts";
import { type Context, productOf } from "./context.ts";
import { humanRange } from "./range-text.ts";

/** The default that holds for the stated version; null while it is unknown. */
export function shownSetting(setting: Setting, given: Circumstances): ShownSetting {
  return { name: setting.name, key: setting.key ?? null, default: defaultHere(setting, given) };
}

export function defaultsBlocks(context: Context, settings: readonly Setting[]): Block[] {
  return settings.flatMap((setting) => settingBlocks(context, setting));
}

function settingBlocks(context: Context, setting: Setting): Block[] {
  const name: Inline[] = [
    code(setting.name),
    ...(setting.key ? [text(" ("), code(setting.key), text(")")] : []),
    text(": "),
    ...withCode(setting.about),
  ];
  if (setting.defaults.length === 0) {
    const value = setting.default ?? "unset";
    return [paragraph(...name, text(" Default: "), code(value), text("."))];
  }
  const rows = setting.defaults.map((row) => [
    text(`${humanRange(row.range)}: `),
    code(row.value),
    ...proofs(row.proof, context.hidden),
  ]);
  return [paragraph(...name), list(rows), paragraph(...hereLine(context, setting))];
}

function hereLine(context: Context, setting: Setting): Inline[] {
  const product = productOf(context.shelf, setting.by ?? "");
  const versions = setting.by ? context.given.values(setting.by) : [];
  const value = defaultHere(setting, context.given);
  if (versions.length === 0) {
    return [text(`This report does not state the ${product} version, so either side is possible.`)];
  }
  if (value === null)
    return [text(`This report names ${product} ${versions.join(" and ")}: no single default.`)];
  return [
    text(`This report: ${product} ${versions.join(", ")}, so the default is `),
    code(value),
    text("."),
  ];
}

function defaultHere(setting: Setting, given: Circumstances): string | null {
  if (setting.defaults.length === 0) return setting.default ?? null;
  const { by } = setting;
  if (!by) return null;
  const values = given
    .values(by)
    .map(
      (version) =>
        setting.defaults.find((row) => inRange(version, row.range, given.scheme(by)))?.value ??
        null,
    );
  const [first = null] = values;
  return values.every((value) => value === first) ? first : null;
}

function proofs(refs: readonly string[], hidden: ReadonlySet<string>): Inline[] {
  const shown = refs.filter((ref) => !hidden.has(ref.toLowerCase()));
  return shown.length === 0
    ? []
    : [
        text(" ("),
        ...shown.flatMap((ref, at) => [...(at ? [text(", ")] : []), link(`issue:${ref}`)]),
        text(")"),
      ];
}
