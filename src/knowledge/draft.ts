// A first draft of an entry, out of one report: the signature, the report as a fixture, the questions.
// What only a person can know is marked TODO, and lint refuses the draft until it is written.

import type { FactRule } from "../incident/fact-rule.ts";
import type { Incident, Signal } from "../incident/incident.ts";
import { mask } from "../text/mask.ts";
import { forTerminal } from "../text/wrap.ts";
import { shortName } from "../trace/headline.ts";
import type { Exception, Frame } from "../trace/trace.ts";

/** What a maintainer said instead of an answer, and the entry that the answer had named. */
export type Corrected = { readonly said: string; readonly entry: string | null };
export type Draft = { readonly entry: string; readonly reports: string };

const MESSAGE_CHARS_MAX = 160;
const QUESTIONS_MAX = 3;
/** What the mask covers becomes a hole; a number stays a number. */
const HOLE = /<(?:redacted|url|email|uuid|ip|date|hex|sha|path|duration|version|float|quoted)>/g;

/** `id` names the file; `today` as YYYY-MM-DD; `rules` are the facts that may be asked for. */
export function draftEntry(
  id: string,
  incident: Incident,
  rules: readonly FactRule[],
  today: string,
  corrected: Corrected | null = null,
): Draft {
  return {
    entry: entryText(id, incident, rules, [`reviewed: ${today}`, ...correctedLines(corrected)]),
    reports: reportsText(incident.report.text),
  };
}

function entryText(
  id: string,
  incident: Incident,
  rules: readonly FactRule[],
  reviewed: readonly string[],
): string {
  const deciding = decidingException(incident);
  const named = (kind: Signal["kind"]) =>
    incident.signals.filter((it) => it.kind === kind).map((it) => it.value);
  const type = deciding?.type ?? named("error")[0];
  const asked = rules.filter(({ ask, kind }) => ask && kind === "version").slice(0, QUESTIONS_MAX);
  const settings = named("setting");
  return [
    "---",
    `id: ${id}`,
    `title: ${quoted(`TODO the problem as the person sees it${type ? ` (${type})` : ""}`)}`,
    "status: draft",
    "owner: TODO",
    ...reviewed,
    "checked_against: TODO",
    "match:",
    "  any:",
    ...toRule(deciding ? traceRule(deciding) : proseRule(type, named("identifier"))),
    ...(settings.length > 0 ? [`# settings named in the report: ${settings.join(", ")}`] : []),
    "questions:",
    ...asked.map(({ name }) => `  - { fact: ${name}, why: TODO what its answer changes }`),
    "---",
    "",
    "## Cause",
    "",
    "TODO",
    "",
    "## Fix",
    "",
    "### TODO the first thing to do",
    "- risk: low",
    "",
    "TODO",
    "",
  ].join("\n");
}

/** As comments: nobody's words become an entry unread. */
function correctedLines(corrected: Corrected | null): string[] {
  if (!corrected) return [];
  const { said, entry } = corrected;
  return [
    "# A maintainer said instead of the answer, redacted; write it in your own words and take this out:",
    ...forTerminal(said)
      .split(/[\r\n\u0085\u2028\u2029]+/)
      .map((line) => `#   ${line}`.trimEnd()),
    ...(entry
      ? [`# The answer had named ${entry}: add the report to its look-alikes (\`not\`) too.`]
      : []),
  ];
}

/** The root cause has the words that a problem is known by; without a trace there is none. */
function decidingException({ traces }: Incident): Exception | null {
  return traces[0]?.exceptions.find((it) => it.type !== null) ?? null;
}

type RuleLines = Readonly<Record<string, string>>;

function traceRule({ type, message, frames }: Exception): RuleLines {
  const template = toTemplateText(message);
  const frame = libraryFrame(frames);
  return {
    error: quoted(shortName(type ?? "")),
    ...(template ? { message: quoted(template) } : frame ? { frame: quoted(frame) } : {}),
  };
}

/** Prose names an error and the words of its message that people copy. */
function proseRule(type: string | undefined, identifiers: readonly string[]): RuleLines {
  const says = identifiers.length > 0 ? identifiers : ["TODO what such a report says"];
  return { ...(type && { error: quoted(type) }), says: JSON.stringify(says) };
}

function toRule(rule: RuleLines): string[] {
  return Object.entries(rule).map(
    ([key, value], at) => `${at === 0 ? "    - " : "      "}${key}: ${value}`,
  );
}

/** A message's first line with holes where two reports would differ. */
function toTemplateText(message: string): string {
  const line = message.split("\n")[0]?.trim().slice(0, MESSAGE_CHARS_MAX) ?? "";
  const holes = mask(line).replace(HOLE, "<any>");
  return /\p{L}{3}/u.test(holes.replace(/<(?:any|int)>/g, "")) ? holes : "";
}

/** The innermost call inside a library: in everybody's report, unlike the asker's own code. */
function libraryFrame(frames: readonly Frame[]): string | null {
  const found = frames.findLast(({ file }) => /(?:site|dist)-packages\//.test(file ?? ""));
  if (!found?.file) return null;
  const path = found.file.replace(/^.*(?:site|dist)-packages\//, "");
  return found.function ? `${path}:${found.function}` : path;
}

function reportsText(report: string): string {
  const block = report
    .trim()
    .split("\n")
    .map((line) => `      ${line}`.trimEnd());
  return [
    "# Already redacted. Change names of hosts, flows and people before you commit it.",
    "match:",
    "  - name: the report that this began with",
    "    report: |2",
    ...block,
    "# TODO two more of other shapes: mangled, and prose that names the essentials",
    "not: []",
    "# TODO two look-alikes of other problems",
    "",
  ].join("\n");
}

function quoted(value: string): string {
  return JSON.stringify(value);
}
