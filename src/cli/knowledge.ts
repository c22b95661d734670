// `tracehound knowledge list | show | stats | lint | test`: what maintainers run before a pull request.

import type { Config } from "../config.ts";
import { SetupError } from "../errors.ts";
import { lintKnowledge } from "../knowledge/lint.ts";
import { notesOn } from "../knowledge/notes.ts";
import { statsOf } from "../knowledge/stats.ts";
import { loadKnowledge, readSource, requireKnowledge } from "../load.ts";
import { testKnowledge } from "../proving.ts";
import { openServices } from "../services.ts";
import { writeLine } from "./output.ts";

export async function listEntries(config: Config, json: boolean): Promise<number> {
  const rows = requireKnowledge(config.root).entries.map(
    ({ id, aliases, title, status, kind, file }) => ({
      id,
      aliases,
      title,
      status,
      kind,
      file,
    }),
  );
  if (json) await writeLine(JSON.stringify(rows, null, 2));
  else
    for (const row of rows)
      await writeLine(`${row.id.padEnd(34)} ${row.status.padEnd(9)} ${row.title}`);
  return 0;
}

export async function showEntry(config: Config, id: string): Promise<number> {
  const { entries } = requireKnowledge(config.root);
  const entry = entries.find((it) => it.id === id || it.aliases.includes(id));
  if (!entry) {
    throw new SetupError(`there is no entry ${id.slice(0, 80)}`, {
      hint: "`tracehound knowledge list` names them all.",
    });
  }
  await writeLine(readSource(config.root, entry.file).trimEnd());
  return 0;
}

export async function stats(config: Config, json: boolean): Promise<number> {
  const figures = statsOf(loadKnowledge(config.root));
  if (json) await writeLine(JSON.stringify(figures, null, 2));
  else
    for (const [name, value] of Object.entries(figures))
      await writeLine(`${name.padEnd(32)} ${value}`);
  return 0;
}

export async function lint(config: Config): Promise<number> {
  const knowledge = loadKnowledge(config.root);
  const problems = lintKnowledge(knowledge);
  for (const problem of problems) await writeLine(problem);
  for (const note of notesOn(knowledge, new Date().toISOString().slice(0, 10)))
    await writeLine(`note: ${note}`);
  await writeLine(`${knowledge.entries.length} entries, ${problems.length} problems`);
  return problems.length > 0 ? 1 : 0;
}

export async function test(config: Config): Promise<number> {
  const knowledge = loadKnowledge(config.root);
  if (knowledge.problems.length > 0) return lint(config); // broken files are said, not tested around
  const { services, close } = await openServices(config);
  const results = await testKnowledge(services, knowledge);
  await close();
  const failed = results.filter((result) => result.problem !== null);
  for (const { entry, name, kind, problem } of failed)
    await writeLine(`${entry}: ${kind} "${name}" ${problem}`);
  const match = results.filter((result) => result.kind === "must match").length;
  await writeLine(
    `${knowledge.entries.length} entries: ${match} must-match and ${results.length - match} must-not-match reports`,
  );
  await writeLine(`${results.length - failed.length} passed, ${failed.length} failed`);
  return failed.length > 0 ? 1 : 0;
}
