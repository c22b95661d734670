// Bug reports with known duplicates, oldest first (see the README of the graded data), and what a
// person may have pasted of one.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { readIncident, toRecognition } from "../../src/incident/read.ts";
import { askedOf } from "../../src/search/asked.ts";
import { buildIndex } from "../../src/search/build.ts";
import { toDay, toDocument } from "../../src/search/document.ts";
import type { Index } from "../../src/search/index.ts";
import { errorLines } from "../../src/search/marks.ts";
import type { Asked } from "../../src/search/query.ts";
import { toReport } from "../../src/text/report.ts";

const ReportShape = z.object({
  n: z.number(),
  created: z.string(),
  title: z.string(),
  body: z.string(),
  error_text: z.boolean(),
  earlier_duplicates: z.array(z.number()),
});
export type BugReport = z.infer<typeof ReportShape>;

export type Duplicates = {
  readonly reports: readonly BugReport[];
  readonly index: Index;
  /** Positions of the reports that have an earlier duplicate. */
  readonly queries: readonly number[];
};

export function readDuplicates(file: string): Duplicates {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").split("\n").filter(Boolean);
  const reports = lines.map((line) => ReportShape.parse(JSON.parse(line)));
  const index = buildIndex(documents(reports));
  const queries = [...reports.keys()].filter((at) => reports[at]!.earlier_duplicates.length > 0);
  return { reports, index, queries };
}

/** Product code makes the documents; only where they come from differs. */
function* documents(reports: readonly BugReport[]) {
  for (const { n, title, body, created } of reports)
    yield toDocument(`issue:#${n}`, title, body, { day: toDay(created) });
}

/** Positions of the earlier duplicates. */
export function wantedOf({ reports, index }: Duplicates, at: number): Set<number> {
  const wanted = reports[at]!.earlier_duplicates.map(
    (n) => index.positions.get(`issue:#${n}`) ?? -1,
  );
  return new Set(wanted);
}

export function wholeReport({ title, body, created }: BugReport): Asked {
  return { title, body, at: created };
}

const RECOGNITION = toRecognition({ facts: [], setting_prefixes: [], libraries: [] }, []);

/** What somebody pastes into a chat: the way of a message through the bot, without a title. */
export async function pastedBlock(report: BugReport): Promise<Asked> {
  const incident = readIncident(RECOGNITION, await toReport(blockOf(report.body)));
  return { ...askedOf(incident), at: report.created };
}

const FENCED = /^(```|~~~)[^\n]*\n([\s\S]*?)^\1/gm;
const INDENTED = /^(?: {4}|\t)/;

/** The fenced blocks of a text, else its indented lines, else its error lines. */
export function blockOf(body: string): string {
  const fenced = [...body.matchAll(FENCED)].map((match) => match[2] ?? "");
  if (fenced.length > 0) return fenced.join("\n");
  const indented = body.split("\n").filter((line) => INDENTED.test(line));
  return (indented.length > 0 ? indented : errorLines(body)).join("\n");
}
