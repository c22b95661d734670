// An incident to what is asked. Nobody titles a message in a chat, so the decisive error lines play
// the title's part, and with them the first lines that say what happens: people begin with it. The
// rest is prose and where it was raised.

import type { Incident } from "../incident/incident.ts";
import { toIdentifiers } from "../text/terms.ts";
import { isSpeech } from "../trace/prose.ts";
import type { Exception, Trace } from "../trace/trace.ts";
import { errorLines } from "./marks.ts";
import type { Asked } from "./query.ts";

const MESSAGE_CHARS_MAX = 600; // a message can hold a whole SQL statement
const PROSE_CHARS_MAX = 20_000;
const FRAMES_PER_EXCEPTION = 3; // innermost: where it was raised
const TITLE_LINES = 2;
const TITLE_CHARS_MAX = 300; // of one line
// Short lines that introduce a paste or ask for help are about the conversation, not the problem.
const INTRODUCES = /[:?？：]$/;
const WORD = /\p{L}{2,}/gu;
const SAID_WORDS_MIN = 3;
const SAID_START = /^[\p{L}\p{N}"'`¿¡([]/u;
const CODE_END = /[{}();,=[\\]\s*$/;
const LOCATION = /[\w.\])>]:\d+(?::\d+)?\)?$/; // `at emit (events.js:315)`: a line of a stack
// `typer 0.12.0`, `griffe==1.0`, and what everything runs on.
const VERSIONED =
  /(?<![\w./@-])([A-Za-z][\w-]{1,40})(?:\[[\w,-]{1,40}\])?(?: |==?|: |@| v)\d{1,4}\.\d{1,5}/g;
const PLATFORM =
  /^(?:python|node|java|ruby|go|php|rustc|dotnet|os|macos|windows|linux|ubuntu|debian)$/i;
const VERSIONED_MAX = 12; // a longer list is that of everything installed
const FENCE = /^(?:```|~~~)/;

export function askedOf(incident: Incident): Asked {
  const lines = outsideTraces(incident);
  const said = lines.filter(isAbout);
  const error = decisive(incident) || (errorLines(said.join("\n"))[0] ?? "");
  const first = said.filter(isSaid).slice(0, TITLE_LINES);
  const exceptions = incident.traces.flatMap((trace) => trace.exceptions);
  return {
    title: [error, libraries(incident), ...first.map((line) => line.slice(0, TITLE_CHARS_MAX))]
      .filter(Boolean)
      .join("\n"),
    body: [...lines, parts([error, ...said].join("\n")), ...exceptions.map(frames)].join("\n"),
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

/** A version of a library is often the whole cause. */
function libraries(incident: Incident): string {
  const named = incident.signals.filter(({ kind }) => kind === "library");
  const text = incident.report.text.slice(0, PROSE_CHARS_MAX);
  const versioned = [...text.matchAll(VERSIONED)]
    .map((match) => match[1] ?? "")
    .filter((name) => !PLATFORM.test(name));
  const stated = versioned.length <= VERSIONED_MAX ? versioned : [];
  return [...named.map(({ value }) => value), ...stated].join(" ");
}

/** The report without the lines of its traces: their paths and line numbers are noise here. */
function outsideTraces(incident: Incident): string[] {
  const lines = incident.report.text.split("\n");
  for (const { span } of incident.traces) lines.fill("", span[0], span[1]);
  const kept = lines.map((line) => line.trim()).filter((line) => line && !FENCE.test(line));
  return kept.join("\n").slice(0, PROSE_CHARS_MAX).split("\n");
}

/** Not a greeting, thanks, or "here is what I get:". */
function isAbout(line: string): boolean {
  return !isSpeech(line) && !(INTRODUCES.test(line) && isSaid(line));
}

/** Words, and not a line of code: begins like a sentence and does not end like a statement. */
function isSaid(line: string): boolean {
  const words = line.match(WORD) ?? [];
  return (
    words.length >= SAID_WORDS_MIN &&
    SAID_START.test(line) &&
    !CODE_END.test(line) &&
    !LOCATION.test(line)
  );
}

/** `FlowRunner` in the words that others describe it by. */
function parts(text: string): string {
  const named = toIdentifiers(text).filter((it) => it.startsWith("~"));
  return [...new Set(named)].join(" ");
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
