// An incident to what is asked. Nobody titles a message in a chat, so the decisive error lines play
// the title's part; the rest is prose and where it was raised.

import type { Incident } from "../incident/incident.ts";
import type { Exception, Trace } from "../trace/trace.ts";
import { errorLines } from "./marks.ts";
import type { Asked } from "./query.ts";

const MESSAGE_CHARS_MAX = 600; // a message can hold a whole SQL statement
const PROSE_CHARS_MAX = 20_000;
const FRAMES_PER_EXCEPTION = 3; // innermost: where it was raised
const LINE_CHARS_MAX = 300;

export function askedOf(incident: Incident): Asked {
  const error = decisive(incident);
  const said = prose(incident).slice(0, PROSE_CHARS_MAX);
  const exceptions = incident.traces.flatMap((trace) => trace.exceptions);
  const first = error ? "" : (errorLines(said)[0] ?? "").slice(0, LINE_CHARS_MAX);
  return {
    title: error || first,
    body: [said, error, ...exceptions.map(frames)].join("\n"),
    at: null,
  };
}

/** What the runtime says went wrong, and the errors and settings that prose names. */
function decisive(incident: Incident): string {
  const lines = incident.traces.flatMap((trace) => [
    ...trace.exceptions.map((it) => `${it.type ?? ""} ${it.message.slice(0, MESSAGE_CHARS_MAX)}`),
    ...(trace.exceptions.every((it) => it.type === null) ? [lastLine(incident, trace)] : []),
  ]);
  const named = incident.signals
    .filter(({ kind }) => kind === "error" || kind === "setting")
    .map(({ value }) => value);
  return [...lines, ...named].join("\n").trim();
}

/** The report without the lines of its traces: their paths and line numbers are noise here. */
function prose(incident: Incident): string {
  const lines = incident.report.text.split("\n");
  for (const { span } of incident.traces) lines.fill("", span[0], span[1]);
  return lines.join("\n");
}

/** Where the error would be named: a runtime prints it last. */
function lastLine(incident: Incident, { span }: Trace): string {
  return (incident.report.text.split("\n")[span[1] - 1] ?? "").slice(0, MESSAGE_CHARS_MAX);
}

function frames(exception: Exception): string {
  return exception.frames
    .slice(-FRAMES_PER_EXCEPTION)
    .map(
      (frame) => `${frame.file?.split(/[\\/]/).slice(-2).join(" ") ?? ""} ${frame.function ?? ""}`,
    )
    .join(" ");
}
