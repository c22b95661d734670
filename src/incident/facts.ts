// Facts out of text, by the rules of `knowledge/facts.yaml`.

import { find, findAll, fold, type Template, toTemplate } from "../text/template.ts";
import type { Trace } from "../trace/trace.ts";
import type { FactRule } from "./fact-rule.ts";
import type { Fact, FactSource } from "./incident.ts";

const VALUES_MAX = 4; // of one fact in one message: more is a table of versions, not a statement

/** Rules with their phrases made ready once; see `toRecogniser`. */
export type FactRecogniser = {
  readonly rule: FactRule;
  readonly said: readonly Template[];
  readonly values: readonly { readonly value: string; readonly phrases: readonly Template[] }[];
  readonly frames: readonly { readonly value: string; readonly paths: readonly string[] }[];
};

export function toRecogniser(rule: FactRule): FactRecogniser {
  return {
    rule,
    said: (rule.said ?? []).map(toTemplate),
    values: Object.entries(rule.values ?? {}).map(([value, phrases]) => ({
      value,
      phrases: phrases.map(toTemplate),
    })),
    frames: Object.entries(rule.frames ?? {}).map(([value, paths]) => ({ value, paths })),
  };
}

/** What one message states, in the order of the rules. Frames prove a choice that no words name. */
export function readFacts(
  recognisers: readonly FactRecogniser[],
  folded: string,
  traces: readonly Trace[],
  source: FactSource,
): Fact[] {
  return recognisers.flatMap((recogniser) => {
    const values =
      recogniser.rule.kind === "version"
        ? saidVersions(recogniser, folded)
        : choices(recogniser, folded, traces);
    return values
      .slice(0, VALUES_MAX)
      .map((value) => ({ name: recogniser.rule.name, value, source }));
  });
}

/** The value that a bare answer such as "2.14.3" or "nginx" gives to a question about this fact. */
export function bareAnswer(recogniser: FactRecogniser, message: string): string | null {
  const folded = fold(message).trim().replace(/[.!]$/, "");
  if (recogniser.rule.kind === "version") {
    return (
      /^(?:v|version |it is |it's |we are on |we run |on )*(\d+(?:\.\d+)+[a-z0-9.]*)$/.exec(
        folded,
      )?.[1] ?? null
    );
  }
  const named = recogniser.values.find((choice) => choice.value === folded);
  if (named) return named.value;
  // Followed by other words it is an answer to something else: "no proxy", "on nginx".
  if (/^(?:yes|yep|yeah|true|it is|on)(?:$|[,.;!])/.test(folded)) {
    return ["yes", "on"].find((value) => recogniser.rule.values?.[value]) ?? null;
  }
  if (/^(?:no|nope|none|false|off)(?:$|[,.;!])/.test(folded)) {
    return ["no", "none", "off"].find((value) => recogniser.rule.values?.[value]) ?? null;
  }
  return null;
}

/** The value that a choice or a field gives to this fact; null for what it cannot be. */
export function statedValue({ rule }: FactRecogniser, value: string): string | null {
  const stated = value.trim();
  if (rule.kind === "choice") return Object.hasOwn(rule.values ?? {}, stated) ? stated : null;
  return /^v?(\d{1,9}(?:\.\d{1,9}){1,5}[\w.+-]{0,40})$/.exec(stated)?.[1] ?? null;
}

function saidVersions(recogniser: FactRecogniser, folded: string): string[] {
  const found = recogniser.said.flatMap((template) =>
    findAll(template, folded).map((match) => match.values[0] ?? ""),
  );
  const versions = found
    .map((value) => value.replace(/^v/, ""))
    .filter((value) => value.includes("."));
  return [...new Set(versions)];
}

function choices(recogniser: FactRecogniser, folded: string, traces: readonly Trace[]): string[] {
  const said = recogniser.values
    .filter(({ phrases }) => phrases.some((phrase) => find(phrase, folded) !== null))
    .map(({ value }) => value);
  if (said.length > 0) return said;
  const files = traces.flatMap((trace) =>
    trace.exceptions.flatMap((exception) => exception.frames.map((frame) => frame.file ?? "")),
  );
  return recogniser.frames
    .filter(({ paths }) => paths.some((path) => files.some((file) => file.includes(path))))
    .map(({ value }) => value);
}
