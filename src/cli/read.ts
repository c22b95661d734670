// `tracehound read`: what is understood of a report, without any answer.

import type { Config } from "../config.ts";
import type { Incident } from "../incident/incident.ts";
import { readIncident, toRecognition } from "../incident/read.ts";
import { requireKnowledge } from "../load.ts";
import { type Problem, toReport } from "../text/report.ts";
import { forTerminal } from "../text/wrap.ts";
import { fingerprint } from "../trace/fingerprint.ts";
import { packageOf } from "../trace/package.ts";
import type { Exception, Frame } from "../trace/trace.ts";
import { wrappedBy } from "../trace/wrapped.ts";
import { readAll, standardInput } from "./input.ts";
import { mapJsonl } from "./jsonl.ts";
import { writeLine } from "./output.ts";

export type ReadOptions = { readonly format: "terminal" | "json" | "jsonl" };

export async function read(config: Config, { format }: ReadOptions): Promise<number> {
  const recognition = toRecognition(requireKnowledge(config.root).rules, config.in_app);
  const toIncident = async (text: string, lost: readonly Problem[] = []) => {
    const report = await toReport(text);
    return readIncident(recognition, { ...report, problems: [...lost, ...report.problems] });
  };
  if (format === "jsonl") {
    await mapJsonl(async ({ id, text }) => ({
      id,
      incident: incidentJson(await toIncident(text)),
    }));
    return 0;
  }
  const { text, problems } = await readAll(standardInput("a report"));
  if (text.trim() === "") {
    const advice = "Give it the report: tracehound read < report.txt";
    process.stderr.write(`Note: Standard input was empty. ${advice}\n`);
  }
  const incident = await toIncident(text, problems);
  const json = () => JSON.stringify({ id: null, incident: incidentJson(incident) }, null, 2);
  await writeLine(format === "json" ? json() : incidentText(incident));
  return 0;
}

/** The stable form of an incident. */
export function incidentJson(incident: Incident): Record<string, unknown> {
  return {
    traces: incident.traces.map((trace) => ({
      runtime: trace.runtime,
      fingerprint: fingerprint(trace),
      exceptions: trace.exceptions.map((exception) => {
        const { type, message, relation, parent, frames, notes } = exception;
        return {
          type,
          message,
          relation,
          parent,
          ...(notes?.length && { notes }),
          wraps: wrappedBy(exception),
          frames: frames.map(frameJson),
        };
      }),
    })),
    facts: incident.facts.map(({ name, value }) => ({ name, value })),
    signals: incident.signals,
    redactions: incident.report.redactions.map(({ kind, line }) => ({ kind, line })),
    problems: incident.problems,
  };
}

function frameJson({ inApp, ...frame }: Frame): Record<string, unknown> {
  return { ...frame, in_app: inApp, package: packageOf(frame) };
}

function incidentText(incident: Incident): string {
  const rows = [
    ...incident.traces.flatMap(({ runtime, exceptions }) => [
      `Trace (${runtime})`,
      ...exceptions.flatMap(exceptionRows),
    ]),
    ...(incident.traces.length > 0 ? [] : ["No stack trace."]),
    ...incident.facts.map(({ name, value }) => `Fact      ${name} = ${value}`),
    ...incident.signals.map(({ kind, value }) => `Signal    ${kind} ${value}`),
    ...incident.report.redactions.map(({ kind, line }) => `Redacted  ${kind} in line ${line}`),
    ...incident.problems.map(({ code, message }) => `Problem   ${code}: ${message}`),
  ];
  return forTerminal(rows.join("\n"));
}

function exceptionRows({ type, message, relation, frames }: Exception): string[] {
  const mark = relation ? `[${relation}] ` : "";
  const said = message ? `: ${message.replaceAll("\n", "\n    ")}` : "";
  return [`  ${mark}${type ?? "(no type)"}${said}`, ...frames.map(frameRow)];
}

function frameRow({ inApp, file, line, function: name }: Frame): string {
  const place = `${file ?? "?"}${line === null ? "" : `:${line}`}`;
  return `      ${inApp ? "*" : " "} ${place} ${name ?? ""}`;
}
