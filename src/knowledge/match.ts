// Does an entry's signature hold for this incident? By rule only; each atom that fired is kept, so
// that `explain` can show why.

import { type Incident, valuesOf } from "../incident/incident.ts";
import { find, fold, type Template } from "../text/template.ts";
import type { Trace } from "../trace/trace.ts";
import { wrappedBy } from "../trace/wrapped.ts";
import { type Circumstances, judge } from "./condition.ts";
import type { Entry, Rule } from "./entry.ts";
import { inRange, type Scheme } from "./range.ts";

// How much an atom says about the cause. Only sums are compared, between entries whose rules all
// hold; a message names a cause more closely than four groups of words that people happened to use.
const WEIGHTS = { message: 9, frame: 3, says: 2, error: 2, when: 1 } as const;

export type Fired = { readonly atom: keyof typeof WEIGHTS; readonly what: string };

export type Match = {
  readonly entry: Entry;
  readonly fired: readonly Fired[];
  readonly specificity: number;
  /** Facts stated outside the entry's range: they exclude it, and the answer says so. */
  readonly outside: readonly {
    readonly fact: string;
    readonly value: string;
    readonly range: string;
  }[];
};

/** What is compared with rules; made once per incident. */
export type Subject = {
  readonly incident: Incident;
  readonly given: Circumstances;
  readonly types: readonly string[];
  readonly messages: readonly string[];
};

export function toSubject(incident: Incident, schemeOf: (fact: string) => Scheme): Subject {
  const exceptions = incident.traces.flatMap((trace: Trace) => trace.exceptions);
  const wrapped = exceptions.map((it) => wrappedBy(it)).filter((it) => it !== null);
  const named = incident.signals.filter((signal) => signal.kind === "error");
  return {
    incident,
    given: {
      values: (fact) =>
        fact === REPORT_FACT ? [reportKind(incident)] : valuesOf(incident.facts, fact),
      scheme: schemeOf,
      folded: incident.folded,
    },
    types: [
      ...new Set([
        ...exceptions.map((it) => it.type ?? ""),
        ...wrapped.map((it) => it.type),
        ...named.map((it) => it.value),
      ]),
    ],
    messages: [...exceptions, ...wrapped].map((it) => fold(it.message)),
  };
}

/** `report is trace` or `report is prose`: the one fact that needs no rule in facts.yaml. */
export const REPORT_FACT = "report";
export const REPORT_KINDS = ["trace", "prose"];

function reportKind(incident: Incident): string {
  const hasFrames = incident.traces.some((trace) =>
    trace.exceptions.some((it) => it.frames.length > 0),
  );
  return hasFrames ? "trace" : "prose";
}

/** The best rule of the entry that holds, or null. A rule of `none` that holds excludes the entry. */
export function matchEntry(entry: Entry, subject: Subject): Match | null {
  // What excludes must be certain: there, a bare type does not stand for a dotted one.
  if (entry.none.some((rule) => fire(rule, subject, isFullType) !== null)) return null;
  const fired = entry.any
    .map((rule) => fire(rule, subject, isSameType))
    .filter((rule) => rule !== null);
  if (fired.length === 0) return null;
  const best = fired.reduce((a, b) => (specificity(b) > specificity(a) ? b : a));
  return {
    entry,
    fired: best,
    specificity: specificity(best),
    outside: outsideRange(entry, subject),
  };
}

export function specificity(fired: readonly Fired[]): number {
  return fired.reduce((sum, { atom }) => sum + WEIGHTS[atom], 0);
}

/** All atoms of a rule, or null as soon as one does not hold. */
function fire(
  rule: Rule,
  subject: Subject,
  isType: (wanted: string, type: string) => boolean,
): readonly Fired[] | null {
  const fired: Fired[] = [];
  if (rule.errors.length > 0) {
    const type = subject.types.find((it) => rule.errors.some((wanted) => isType(wanted, it)));
    if (!type) return null;
    fired.push({ atom: "error", what: type });
  }
  if (rule.messages.length > 0) {
    const message = rule.messages.find((template) => isMessage(template, subject));
    if (!message) return null;
    fired.push({ atom: "message", what: message.source });
  }
  for (const choices of rule.says) {
    const said = choices.find((template) => find(template, subject.given.folded) !== null);
    if (!said) return null;
    fired.push({ atom: "says", what: said.source });
  }
  if (rule.frames.length > 0) {
    const frame = findFrame(rule, subject.incident.traces);
    if (!frame) return null;
    fired.push({ atom: "frame", what: frame });
  }
  if (rule.when.length > 0) {
    if (judge(rule.when, subject.given) !== "true") return null;
    fired.push({ atom: "when", what: "facts" });
  }
  const denied = rule.unless.some((template) => find(template, subject.given.folded) !== null);
  return denied ? null : fired;
}

/** `LocalProtocolError` matches any module's; a dotted name must agree as far as both are dotted. */
export function isSameType(wanted: string, type: string): boolean {
  const [left, right] = [wanted.split("."), type.split(".")];
  const depth = Math.min(left.length, right.length);
  return left.slice(-depth).join(".") === right.slice(-depth).join(".");
}

function isFullType(wanted: string, type: string): boolean {
  return type === wanted || type.endsWith(`.${wanted}`);
}

function isMessage(template: Template, subject: Subject): boolean {
  return (
    subject.messages.some((message) => find(template, message) !== null) ||
    find(template, subject.given.folded) !== null
  );
}

function findFrame(rule: Rule, traces: readonly Trace[]): string | null {
  for (const exception of traces.flatMap((trace) => trace.exceptions)) {
    for (const { file, function: name } of exception.frames) {
      const path = file?.replaceAll("\\", "/") ?? "";
      const isWanted = rule.frames.some(
        (wanted) => path.includes(wanted.file) && (!wanted.function || name === wanted.function),
      );
      if (isWanted) return name ? `${file}:${name}` : path;
    }
  }
  return null;
}

function outsideRange(entry: Entry, subject: Subject): Match["outside"] {
  return Object.entries(entry.affects).flatMap(([fact, range]) => {
    const values = subject.given.values(fact);
    const isOutside = (value: string) =>
      inRange(value, range, subject.given.scheme(fact)) === false;
    // Only when every stated version is outside: "worked on 2.6, fails on 3.1" leaves it open.
    if (values.length === 0 || !values.every(isOutside)) return [];
    return [{ fact, value: values.join(", "), range }];
  });
}
