// An issue, ready to be copied: title, versions, the trace under the mask, what was tried. The asker's
// own words stay with the asker.

import type { Shelf } from "../answer/context.ts";
import { type Incident, valuesOf } from "../incident/incident.ts";
import { mask } from "../text/mask.ts";
import type { Block } from "../text/nodes.ts";
import { shortName } from "../trace/headline.ts";
import type { Exception, Frame } from "../trace/trace.ts";
import type { Thread } from "./thread.ts";

const TITLE_CHARS_MAX = 120;
const MESSAGE_CHARS_MAX = 400;
/** The calls nearest to the error; a draft must fit in one message. */
const FRAMES_MAX = 8;
const EXCEPTIONS_MAX = 4;
const NAMED_MAX = 8;
const FACTS_MAX = 12;
const TRIED_MAX = 10;

export function issueDraft(
  shelf: Shelf,
  incident: Incident,
  { facts, tried }: Pick<Thread, "facts" | "tried">,
): Block {
  const names = [...new Set(facts.map(({ name }) => name))].slice(0, FACTS_MAX);
  const isVersionKnown = names.includes(shelf.product.fact);
  const stated = names.map(
    (name) => `- ${shelf.facts.get(name)?.title ?? name}: ${valuesOf(facts, name).join(", ")}`,
  );
  const lines = [
    `Title: ${draftTitle(incident)}`,
    "",
    "Versions and set-up:",
    ...(isVersionKnown ? [] : [`- ${shelf.product.name} version: (please add)`]),
    ...stated,
    "",
    "What happened:",
    ...traceLines(incident),
    "",
    "What was tried without success:",
    ...(tried.length > 0
      ? tried.slice(-TRIED_MAX).map(({ title }) => `- ${title}`)
      : ["- (nothing yet)"]),
    "",
    "What I expected: (please add)",
    "Smallest program that shows it: (please add)",
  ];
  return { kind: "code", language: "text", shape: null, text: lines.join("\n") };
}

function draftTitle(incident: Incident): string {
  const surfaced = incident.traces.at(-1)?.exceptions.at(-1);
  const named = incident.signals.find(({ kind }) => kind === "error")?.value;
  const type = surfaced?.type ? shortName(surfaced.type) : named;
  const message = surfaced ? masked(surfaced.message.split("\n")[0] ?? "", TITLE_CHARS_MAX) : "";
  return clip([type, message].filter(Boolean).join(": "), TITLE_CHARS_MAX) || "(the error)";
}

function traceLines({ traces, signals }: Incident): string[] {
  const exceptions = traces.at(-1)?.exceptions.slice(-EXCEPTIONS_MAX) ?? [];
  if (exceptions.length > 0) return exceptions.flatMap(exceptionLines);
  const named = signals.filter(({ kind }) => kind !== "library").slice(0, NAMED_MAX);
  const names = named.map(({ value }) => masked(value, TITLE_CHARS_MAX)).join(", ");
  return [...(names ? [`Named in the report: ${names}`] : []), "(please paste the error)"];
}

function exceptionLines({ type, message, frames }: Exception): string[] {
  const left = frames.length - FRAMES_MAX;
  return [
    ...(left > 0 ? [`  … ${left} calls`] : []),
    ...frames.slice(-FRAMES_MAX).map(frameLine),
    [type, masked(message.replace(/\s+/g, " "), MESSAGE_CHARS_MAX)].filter(Boolean).join(": "),
  ];
}

/** Without the folders before the package: they name machines and people. */
function frameLine({ file, line, function: name }: Frame): string {
  const place = (file ?? "").replace(/^.*(?:site|dist)-packages[\\/]/, "");
  const path = place === file ? place.split(/[\\/]/).at(-1) : place;
  return `  ${clip(name ?? "?", TITLE_CHARS_MAX)} (${clip(path || "?", TITLE_CHARS_MAX)}${line === null ? "" : `:${line}`})`;
}

const masked = (value: string, max: number): string => clip(mask(value).trim(), max);

function clip(value: string, max: number): string {
  return value.length > max ? `${value.slice(0, max - 1)}…`.toWellFormed() : value;
}
