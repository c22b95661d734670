// The vendor rules: secretlint's recommended preset, run rule by rule on a string in memory.
// Two traps of secretlint 13.0.7, both measured: its "filter-comments" rule lets a paste that says
// `secretlint-disable` switch every other rule off, and its profiler keeps 50 KB for each call.

import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import type { Span } from "./redact-spans.ts";

secretLintProfiler.setEnabled(false);

const RULES = rules
  .filter((rule) => !rule.meta.id.endsWith("filter-comments"))
  .map((rule) => ({ id: rule.meta.id, rule }));
const RULE_PREFIX = /^.*secretlint-rule-/;

/** What the vendor rules find, as offsets into `text`. Rejects when a rule throws. */
export async function vendorSpans(text: string): Promise<Span[]> {
  const { messages } = await lintSource({
    source: { filePath: "report.txt", content: text, ext: ".txt", contentType: "text" },
    options: { config: { rules: RULES }, noPhysicFilePath: true },
  });
  return messages.map(({ ruleId, range: [start, end] }) => ({ start, end, kind: toKind(ruleId) }));
}

/** @example toKind("@secretlint/secretlint-rule-sendgrid") // "sendgrid-key" */
function toKind(ruleId: string): string {
  const vendor = ruleId.replace(RULE_PREFIX, "").replace(/[^a-z0-9-]/g, "");
  return vendor === "privatekey" ? "pem" : `${vendor}-key`;
}
