// Why an answer says what it says, for a maintainer in front of a terminal: what was read, the level
// and the rule that set it, then the candidates with what speaks for each.

import type { Shelf } from "../answer/context.ts";
import { diagnose } from "../diagnosis/diagnosis.ts";
import type { Incident } from "../incident/incident.ts";
import { toSubject } from "../knowledge/match.ts";
import { schemesOf } from "../knowledge/range.ts";
import type { Responded } from "../respond.ts";
import { forTerminal, wrap } from "../text/wrap.ts";
import { fingerprint, signature } from "../trace/fingerprint.ts";
import { levelWords } from "./explain-level.ts";
import type { Screen } from "./screen.ts";
import { type Result, toResults } from "./search-results.ts";
import { resultsText, searchedLines } from "./search-text.ts";

const CANDIDATES_SHOWN = 10; // of each ranking; --json has them all
const SIGNALS_SHOWN = 20;
const LABEL_WIDTH = 12;
const MESSAGE_CHARS_MAX = 200;

export function explainText({ seen }: Responded, shelf: Shelf, screen: Screen): string {
  if (!seen) return "Nothing was searched for this message.";
  const { incident, hits } = seen;
  const { given } = toSubject(incident, schemesOf(shelf.facts.values()));
  const diagnosis = diagnose(hits, given);
  const open = "open" in diagnosis ? diagnosis.open : [];
  const results = toResults(shelf, hits, { limit: CANDIDATES_SHOWN, kinds: new Set() });
  const parts = [
    [screen.bold("What was read"), ...readRows(incident, screen)],
    [
      screen.bold(`Level: ${diagnosis.level}`),
      ...levelWords(diagnosis, hits).map((it, at) => row(at === 0 ? "because" : "", it, screen)),
      ...(open.length > 0 ? [row("open", open.join(", "), screen)] : []),
    ],
    [candidatesText(results, screen)],
    [searchedLines(hits.searched, screen)],
  ];
  return parts.map((rows) => rows.join("\n")).join("\n\n");
}

function readRows(incident: Incident, screen: Screen): string[] {
  const { traces, facts, signals } = incident;
  const exceptions = traces.flatMap((trace) => trace.exceptions);
  const named = signals.slice(0, SIGNALS_SHOWN).map(({ kind, value }) => `${kind} ${value}`);
  const rows = [
    ...exceptions.map(({ type, message, frames }) => {
      const line = message.split("\n")[0]?.slice(0, MESSAGE_CHARS_MAX) ?? "";
      return row("error", `${type ?? "(no type)"}: ${line} (${frames.length} calls)`, screen);
    }),
    ...traces.map((trace) =>
      row(
        "signature",
        `${fingerprint(trace)} ${signature(trace).split("\n").join(" <- ")}`,
        screen,
      ),
    ),
    ...facts.map(({ name, value, source }) =>
      row("fact", `${name} = ${value} (${source})`, screen),
    ),
    ...(named.length > 0 ? [row("signals", named.join(", "), screen)] : []),
  ];
  return rows.length > 0 ? rows : [row("nothing", "no error, fact or name", screen)];
}

function candidatesText(results: readonly Result[], screen: Screen): string {
  return results.length > 0 ? resultsText(results, screen) : "No candidate.";
}

/** A label, and what belongs to it beside it. */
function row(label: string, value: string, { width }: Screen): string {
  const indent = " ".repeat(LABEL_WIDTH);
  return `  ${label.padEnd(LABEL_WIDTH - 2)}${wrap(forTerminal(value), width, indent).trimStart()}`;
}
