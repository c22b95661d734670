// `tracehound issues import FILE`: GitHub REST issue objects, one a line, into the mirror.

import { createReadStream, existsSync } from "node:fs";
import type { Config } from "../config.ts";
import { SetupError } from "../errors.ts";
import { toIssueRow } from "../search/ingest.ts";
import { countIssues, type IssueRow, saveIssues } from "../storage/issues.ts";
import { openDatabase } from "../storage/open.ts";
import { readLines } from "./input.ts";
import { progress } from "./progress.ts";

const BATCH_ROWS = 500;
const PROBLEMS_SHOWN = 10;

/** Returns 1 when a line was refused; the good lines are kept all the same. */
export async function importIssues(config: Config, file: string, now: string): Promise<number> {
  if (!existsSync(file)) {
    throw new SetupError(`${file}: no such file`, { hint: "Name a JSON Lines file of GitHub issues." });
  }
  const db = await openDatabase(config.dataDir, now);
  const show = progress("issues imported");
  const problems: string[] = [];
  let batch: IssueRow[] = [];
  let done = 0;
  const flush = async () => {
    await saveIssues(db, batch);
    done += batch.length;
    batch = [];
    show.update(done);
  };
  try {
    for await (const { number, text } of readLines(createReadStream(file))) {
      if (text?.trim() === "") continue;
      const row = text === null ? { problem: "longer than 8 MB" } : rowOf(text, now);
      if ("problem" in row) problems.push(`line ${number}: ${row.problem}`);
      else batch.push(row.row);
      if (batch.length >= BATCH_ROWS) await flush();
    }
    await flush();
    show.end();
    process.stdout.write(`${done} issues read from ${file}; ${await countIssues(db)} in the mirror.\n`);
  } finally {
    await db.destroy();
  }
  return report(problems);
}

function rowOf(text: string, now: string): ReturnType<typeof toIssueRow> {
  try {
    return toIssueRow(JSON.parse(text), now);
  } catch {
    return { problem: "not JSON" };
  }
}

function report(problems: readonly string[]): number {
  if (problems.length === 0) return 0;
  const shown = problems.slice(0, PROBLEMS_SHOWN).map((problem) => `  ${problem}`);
  const more = problems.length > PROBLEMS_SHOWN ? [`  and ${problems.length - PROBLEMS_SHOWN} more`] : [];
  process.stderr.write(`${problems.length} lines were not imported:\n${[...shown, ...more].join("\n")}\n`);
  return 1;
}
