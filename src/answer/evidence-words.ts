// Why an issue bears on a report, in the words of a person. Only what its record and the comparison
// carry; never a word of its body.

import type { Evidence } from "../search/evidence.ts";
import type { IssueHit } from "../search/retrieve.ts";
import type { Shelf } from "./context.ts";
import { saidOriginal } from "./fold-duplicates.ts";

// Below this the shared calls are those that every trace of the framework has.
const FRAMES_WEIGHT_MIN = 0.15;

/** What they have in common, then what became of the issue: one clause an item. */
export function evidenceWords(shelf: Shelf, hit: IssueHit, hits: readonly IssueHit[]): string[] {
  const common = commonWords(shelf, hit);
  const named = common.length > 0 ? [] : namedWords(hit, hits);
  return [...common, ...named, ...outcomeWords(hit)];
}

/** `same exception and message`, `4 of 6 calls`, `reported on 2.6.8`. */
export function commonWords(shelf: Shelf, hit: IssueHit): string[] {
  const { evidence } = hit;
  if (!evidence) return [...hit.why];
  const error = errorWords(evidence);
  const names = evidence.identifiers.map((name) => `\`${name}\``);
  const found = [
    ...(error ? [error] : evidence.isSamePrint ? ["its trace has the same signature"] : []),
    ...framesWords(evidence),
    ...(names.length > 0 ? [`also names ${list(names)}`] : []),
  ];
  const words = hit.why.filter((why) => why.startsWith("shares "));
  return [...(found.length > 0 ? found : words), ...versionWords(shelf, hit, evidence)];
}

/** An issue that only another one leads to. */
function namedWords({ ref }: IssueHit, hits: readonly IssueHit[]): string[] {
  const by = hits.find(({ mentions }) => mentions.includes(ref));
  return by ? [`named in ${by.issue}`] : [];
}

/** What is on record of how it ended. The state and its date stand beside the title already. */
export function outcomeWords(hit: IssueHit): string[] {
  const { fixedIn, links, state } = hit;
  const closer = links.find(({ kind, mergedAt }) => kind === "closed_by" && mergedAt)?.other;
  const original = saidOriginal(hit);
  return [
    ...(original ? [`duplicate of ${original}`] : []),
    ...(fixedIn ? [fixedWords(hit.kind, fixedIn)] : []),
    ...(closer && !fixedIn && state !== "open"
      ? [`closed by ${closer}, and no release with it is on record`]
      : []),
    ...(hit.stateReason === "not_planned" ? ["closed as not planned"] : []),
    ...(hit.answered
      ? [`answered by ${hit.answered === "maintainer" ? "a maintainer" : "a user"}`]
      : []),
    ...(hit.hasMaintainer && !hit.answered ? ["a maintainer commented"] : []),
  ];
}

/** Who says so is part of what it is worth. */
export function fixedWords(
  kind: IssueHit["kind"],
  { version, saidBy }: NonNullable<IssueHit["fixedIn"]>,
): string {
  const release = `${kind === "pull" ? "shipped" : "fixed"} in ${version}`;
  if (saidBy === "release")
    return `${release} (first release after ${kind === "pull" ? "it" : "the fix"} was merged)`;
  return saidBy === "maintainer"
    ? `${release} (a maintainer says so)`
    : `${release}, as its text says`;
}

function errorWords({ error }: Evidence): string | null {
  if (!error) return null;
  const { type, message } = error;
  if (type && message === "equal") return "same exception and message";
  if (type && message === "near") return "same exception, nearly the same message";
  if (type) return `same exception (\`${type}\`)`;
  return message === "equal"
    ? "same message"
    : message === "near"
      ? "nearly the same message"
      : null;
}

function framesWords({ frames }: Evidence): string[] {
  if (!frames || frames.shared === 0 || frames.weight < FRAMES_WEIGHT_MIN) return [];
  return [`${frames.shared} of ${frames.of} ${frames.of === 1 ? "call" : "calls"}`];
}

/** One version is what it was reported on; of several nobody knows which one failed. */
function versionWords(shelf: Shelf, { kind }: IssueHit, { versions }: Evidence): string[] {
  if (kind === "pull") return [];
  const mine = versions.filter(({ fact }) => fact === shelf.product.fact).map((it) => it.value);
  const distinct = [...new Set(mine)];
  if (distinct.length === 0) return [];
  const { name } = shelf.product;
  return [`${distinct.length === 1 ? "reported on" : "names"} ${name} ${list(distinct)}`];
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
