// `tracehound read`: what is understood of a report, without any answer.

import type { Config } from "../config.ts";
import type { Incident } from "../incident/incident.ts";
import { readIncident, toRecognition } from "../incident/read.ts";
import { requireKnowledge } from "../load.ts";
import { toReport } from "../text/report.ts";
import { readAll } from "./input.ts";
import { mapJsonl } from "./jsonl.ts";

export async function read(config: Config, options: { json: boolean; jsonl: boolean }): Promise<number> {
  const recognition = toRecognition(requireKnowledge(config.root).rules, config.in_app);
  const toIncident = async (text: string) => readIncident(recognition, await toReport(text));
  const write = (line: string) => process.stdout.write(`${line}\n`);
  if (options.jsonl) {
    await mapJsonl(process.stdin, write, async ({ id, text }) => ({ id, incident: incidentJson(await toIncident(text)) }));
    return 0;
  }
  const { text } = await readAll(process.stdin);
  const incident = await toIncident(text);
  write(options.json ? JSON.stringify({ id: null, incident: incidentJson(incident) }, null, 2) : incidentText(incident));
  return 0;
}

/** The stable form of an incident. */
export function incidentJson(incident: Incident): Record<string, unknown> {
  return {
    traces: incident.traces.map((trace) => ({
      runtime: trace.runtime,
      exceptions: trace.exceptions.map(({ type, message, relation, parent, frames }) => ({
        type,
        message,
        relation,
        parent,
        frames: frames.map(({ inApp, ...frame }) => ({ ...frame, in_app: inApp })),
      })),
    })),
    facts: incident.facts.map(({ name, value }) => ({ name, value })),
    signals: incident.signals,
    redactions: incident.report.redactions.map(({ kind, line }) => ({ kind, line })),
    problems: incident.problems,
  };
}

function incidentText(incident: Incident): string {
  const rows: string[] = [];
  for (const trace of incident.traces) {
    rows.push(`Trace (${trace.runtime})`);
    for (const { type, message, relation, frames } of trace.exceptions) {
      rows.push(`  ${relation ? `[${relation}] ` : ""}${type ?? "(no type)"}${message ? `: ${message.replaceAll("\n", "\n    ")}` : ""}`);
      for (const frame of frames) {
        rows.push(`      ${frame.inApp ? "*" : " "} ${frame.file ?? "?"}${frame.line === null ? "" : `:${frame.line}`} ${frame.function ?? ""}`);
      }
    }
  }
  const more = [
    ...incident.facts.map(({ name, value }) => `Fact      ${name} = ${value}`),
    ...incident.signals.map(({ kind, value }) => `Signal    ${kind} ${value}`),
    ...incident.report.redactions.map(({ kind, line }) => `Redacted  ${kind} in line ${line}`),
    ...incident.problems.map(({ code, message }) => `Problem   ${code}: ${message}`),
  ];
  // Strangers' text must not steer the terminal.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  return [...(rows.length > 0 ? rows : ["No stack trace."]), ...more].join("\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}
