// Facts out of text, by the rules of `knowledge/facts.yaml`.

import { type Found, findAll, fold, type Template, toTemplate } from "../text/template.ts";
import type { Trace } from "../trace/trace.ts";
import type { FactRule } from "./fact-rule.ts";
import type { Fact, FactSource } from "./incident.ts";
import { isStated } from "./stated.ts";

const VALUES_MAX = 4; // of one fact in one message: more is a table of versions, not a statement

const BARE_CHARS_MAX = 200; // a longer message is no bare answer
const PLACES_MAX = 20; // of one phrase: each is compared with all others

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
        ? saidVersions(recogniser, folded, source)
        : choices(recogniser, folded, traces, source);
    return values
      .slice(0, VALUES_MAX)
      .map((value) => ({ name: recogniser.rule.name, value, source }));
  });
}

/** The value that a bare answer such as "2.14.3" or "nginx" gives to a question about this fact. */
export function bareAnswer(recogniser: FactRecogniser, message: string): string | null {
  if (message.length > BARE_CHARS_MAX) return null;
  const folded = fold(message).trim().replace(/[.!]$/, "");
  if (recogniser.rule.kind === "version") return bareVersion(folded);
  const named = recogniser.values.find((choice) => choice.value === folded);
  if (named) return named.value;
  const meant = shortAnswer(folded);
  return meant.find((value) => recogniser.rule.values?.[value]) ?? null;
}

/** What the rest of "yes, …" may not be: a plan, thanks, or what was done about something else. */
const ABOUT_ELSE =
  /\?$|'ll\b|\b(?:will|shall|going to|let me|plan|want|should|tomorrow|later|soon|thanks|thank|thx|did|done|tried|set)\b/;

/** The values that "yes", "no", "on" and "off" may stand for, by themselves or before a clause. */
function shortAnswer(folded: string): readonly string[] {
  // Followed by other words it is an answer to something else: "no proxy", "on nginx".
  const [, word, rest = ""] =
    /^(yes|yep|yeah|true|it is|on|no|nope|none|false|off)(?:[,.;!] ?(.*))?$/.exec(folded) ?? [];
  if (!word || ABOUT_ELSE.test(rest)) return [];
  if (word === "on" || word === "off") return [word];
  return /^(?:n|f)/.test(word) ? ["no", "none", "off"] : ["yes", "on"];
}

/** What may stand before a version that is all that is said: "sorry, I meant", "we're already on". */
const LEADING = new RegExp(
  `^(?:(?:v(?=\\d)|(?:${[
    "version|this is|it is|it's|its|it was|we are|we're|were|i am|i'm|im|we run|we use|i use",
    "using|running|on|at|already|still|currently|now|sorry|oops|i mean|i meant|ok|oh|ah|yes|no",
  ].join("|")})(?![a-z']))[,:]? ?)*`,
);
/** And after it: "here", "I think", a smiley. */
const TRAILING =
  /(?:[ ,]+(?:here|now|i think|i guess|currently|:[\w+-]+:|\p{Extended_Pictographic}))*$/u;
const BARE_VERSION = /^(\d+(?:\.\d+)+[a-z0-9.]*(?:-[a-z]{4,}[\w.-]*)?)$/;

function bareVersion(folded: string): string | null {
  const bare = folded.replace(LEADING, "").replace(TRAILING, "");
  const version = BARE_VERSION.exec(bare)?.[1];
  return version ? withoutTag(version) : null;
}

/** "Sorry, I meant 2.14.3": it takes the place of the version that was said last. */
export function isReplacement(message: string): boolean {
  return /^(?:(?:ah|oh)[,. ]+)?(?:i meant|i mean|sorry|oops|no)\b/.test(fold(message).trim());
}

/** An image's tag names what is beside the version: "2.14.3-python3.11". A pre-release stays. */
function withoutTag(version: string): string {
  return version.replace(/-(?!alpha|beta|post|preview)[a-z]{4,}.*$/, "");
}

/** The value that a choice or a field gives to this fact; null for what it cannot be. */
export function statedValue({ rule }: FactRecogniser, value: string): string | null {
  const stated = value.trim();
  if (rule.kind === "choice") return Object.hasOwn(rule.values ?? {}, stated) ? stated : null;
  return /^v?(\d{1,9}(?:\.\d{1,9}){1,5}[\w.+-]{0,40})$/.exec(stated)?.[1] ?? null;
}

function saidVersions(recogniser: FactRecogniser, folded: string, source: FactSource): string[] {
  const found = recogniser.said.flatMap((template) =>
    findAll(template, folded)
      .filter((match) => isStated(folded, match, source))
      .map((match) => match.values[0] ?? ""),
  );
  const versions = found
    .map((value) => withoutTag(value.replace(/^v/, "")))
    .filter((value) => value.includes("."));
  return [...new Set(versions)];
}

type Choice = Found & { readonly value: string };

function choices(
  recogniser: FactRecogniser,
  folded: string,
  traces: readonly Trace[],
  source: FactSource,
): string[] {
  const found = recogniser.values.flatMap(({ value, phrases }) =>
    phrases.flatMap((phrase) =>
      findAll(phrase, folded)
        .slice(0, PLACES_MAX)
        .map((at): Choice => ({ ...at, value })),
    ),
  );
  const said = found.filter((it) => !isPart(it, found) && isStated(folded, it, source));
  if (said.length > 0) return [...new Set(said.map(({ value }) => value))];
  const files = traces.flatMap((trace) =>
    trace.exceptions.flatMap((exception) => exception.frames.map((frame) => frame.file ?? "")),
  );
  return recogniser.frames
    .filter(({ paths }) => paths.some((path) => files.some((file) => file.includes(path))))
    .map(({ value }) => value);
}

/** "No worker is running" is not also "worker is running". */
function isPart(it: Choice, all: readonly Choice[]): boolean {
  return all.some(
    (other) =>
      other.value !== it.value &&
      other.start <= it.start &&
      other.end >= it.end &&
      other.end - other.start > it.end - it.start,
  );
}
