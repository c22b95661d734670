// "What happened": the decisive line quoted, the library that raised it, and what of the asker's own
// analysis holds.

import type { Incident } from "../incident/incident.ts";
import type { Entry } from "../knowledge/entry.ts";
import { type Block, code, type Inline, paragraph, strong, text } from "../text/nodes.ts";
import { type Context, productOf, sectionBlocks } from "./context.ts";
import { humanRange } from "./range-text.ts";

const LINE_CHARS_MAX = 240;
const CHAIN_SHOWN = 4;
const NAMELESS = "A stack trace was read, but the line that names the error is missing.";

export function whatHappened(context: Context, entry: Entry | null): Block[] {
  const line = decisiveLine(context.incident);
  return [
    ...(line ? [{ kind: "code", language: "text", shape: null, text: line } as const] : []),
    ...(entry ? sectionBlocks(context, entry, "what_happened") : []),
    ...(entry?.raised_by
      ? [paragraph(text("Raised by "), strong(entry.raised_by), text("."))]
      : []),
    ...(entry ? [] : [paragraph(...understood(context.incident))]),
    ...context.diagnosis.outside.map((it) =>
      paragraph(
        text("Ruled out by the version: "),
        code(it.entry),
        text(
          ` needs ${productOf(context.shelf, it.fact)} ${humanRange(it.range)}, and this report states ${it.value}.`,
        ),
      ),
    ),
  ];
}

/** The one line of a trace that says most: the surfaced exception, or its root if that is bare. */
export function decisiveLine(incident: Incident): string | null {
  const exceptions = incident.traces.at(-1)?.exceptions ?? [];
  const surfaced = exceptions.at(-1);
  const chosen = surfaced?.message
    ? surfaced
    : (exceptions.findLast((it) => it.message) ?? surfaced);
  if (!chosen?.type && !chosen?.message) return null;
  const line = [chosen.type, chosen.message.split("\n")[0]].filter(Boolean).join(": ");
  return line.length > LINE_CHARS_MAX ? `${line.slice(0, LINE_CHARS_MAX - 1)}…` : line;
}

/** The error as the asker knows it: the one that surfaced, or the first that the prose names. */
export function errorName(incident: Incident): string | null {
  const surfaced = incident.traces.at(-1)?.exceptions.at(-1)?.type;
  return surfaced ?? incident.signals.find((signal) => signal.kind === "error")?.value ?? null;
}

function understood(incident: Incident): Inline[] {
  const names = incident.signals
    .filter((signal) => signal.kind !== "identifier")
    .slice(0, 4)
    .map((signal) => signal.value);
  if (incident.traces.length > 0) {
    const chain = incident.traces
      .flatMap((trace) => trace.exceptions)
      .flatMap((it) => (it.type ? [it.type] : []));
    const types = [...new Set(chain)].slice(-CHAIN_SHOWN);
    return [text(types.length > 0 ? `Read: ${types.join(", then ")}.` : NAMELESS)];
  }
  if (names.length > 0)
    return [text(`No stack trace in it; read from the text: ${names.join(", ")}.`)];
  return [text("No error could be read from this message.")];
}
