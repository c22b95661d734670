// `tracehound issues import FILE`: GitHub REST issue objects, one a line, into the mirror.

import { createReadStream } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { SetupError } from "../errors.ts";
import { type Ingested, toIssueRow } from "../search/ingest.ts";
import { withFingerprints } from "../search/ingest-traces.ts";
import { countIssues, saveIssues } from "../storage/issues.ts";
import { saveLinks } from "../storage/links.ts";
import { DATABASE_FILE, type Database, openDatabase, toSetupError } from "../storage/open.ts";
import { type InAppTest, inAppTest } from "../trace/trace.ts";
import { readLines, standardInput } from "./input.ts";
import { writeLine } from "./output.ts";
import { progress } from "./progress.ts";

const BATCH_ROWS = 500;
const PROBLEMS_SHOWN = 10;

/** Returns 1 when a line was refused; the good lines are kept all the same. */
export async function importIssues(config: Config, file: string, now: string): Promise<number> {
  const input =
    file === "-" ? standardInput("issues, one JSON object a line") : createReadStream(file);
  const lines = readLines(input, file);
  const first = await lines.next(); // before the database is touched: is there anything to read?
  if (first.done) {
    throw new SetupError(`${file} is empty: there is nothing to import`, {
      hint: "It should hold GitHub issues as REST objects, one JSON object a line.",
    });
  }
  const db = await openDatabase(config.dataDir, now);
  try {
    const { done, problems } = await importLines(
      db,
      afterFirst(first.value, lines),
      inAppTest(config.in_app),
      now,
    );
    await writeLine(`${done} issues read from ${file}; ${await countIssues(db)} in the mirror.`);
    return report(problems);
  } catch (error) {
    throw toSetupError(error, join(config.dataDir, DATABASE_FILE));
  } finally {
    await db.destroy();
  }
}

type Line = { readonly number: number; readonly text: string | null };
type Read = Extract<Ingested, { readonly row: unknown }>;
type Imported = { readonly done: number; readonly problems: readonly string[] };

async function* afterFirst(first: Line, rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield first;
  yield* rest;
}

async function importLines(
  db: Database,
  lines: AsyncIterable<Line>,
  isInApp: InAppTest,
  now: string,
): Promise<Imported> {
  const show = progress("issues imported");
  const problems: string[] = [];
  let batch: Read[] = [];
  let done = 0;
  const flush = async () => {
    const rows = batch.map((it) => it.row);
    await saveIssues(db, await withFingerprints(rows, isInApp));
    await saveLinks(
      db,
      batch.flatMap((it) => it.links),
    );
    done += batch.length;
    batch = [];
    show.update(done);
  };
  for await (const { number, text } of lines) {
    if (text?.trim() === "") continue;
    const read = text === null ? { problem: "longer than 8 MB" } : rowOf(text, now);
    if ("problem" in read) problems.push(`line ${number}: ${read.problem}`);
    else batch.push(read);
    if (batch.length >= BATCH_ROWS) await flush();
  }
  await flush();
  show.end();
  return { done, problems };
}

function rowOf(text: string, now: string): Ingested {
  try {
    return toIssueRow(JSON.parse(text.trim()), now); // trim: a byte order mark is white space to it
  } catch {
    return { problem: "not JSON" };
  }
}

function report(problems: readonly string[]): number {
  if (problems.length === 0) return 0;
  const shown = problems.slice(0, PROBLEMS_SHOWN).map((problem) => `  ${problem}`);
  const left = problems.length - PROBLEMS_SHOWN;
  const rows = left > 0 ? [...shown, `  and ${left} more`] : shown;
  process.stderr.write(
    `Not imported: ${problems.length} line(s).\n${rows.join("\n")}\n` +
      'A line is one issue: {"repository": "owner/name", "number", "title", "state", …}. ' +
      "An array becomes such lines with: jq -c '.[]' FILE\n",
  );
  return 1;
}
